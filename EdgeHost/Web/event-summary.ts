/** The one line that a flagged frame is in the list. Fields may be missing or new: other versions of the contract share the broker. */

import type { EventItem } from './api-types.js';
import { type Status, worstStatus } from './badges.js';
import { words } from './format.js';

export interface EventSummary {
  id: string;
  rules: string[];
  title: string;
  /** flags besides the one in the title */
  more: number;
  severity: string;
  classes: string[];
  camera: string;
  device: string;
  utc: string;
  status: Status;
  /** sha256 */
  thumb: string | null;
}

/** The objects of a list that may be no list and hold anything: who may publish may publish nonsense. */
export const list = <T extends object>(value: readonly T[] | null | undefined): T[] =>
  Array.isArray(value) ? value.filter((entry: unknown) => entry && typeof entry === 'object') : [];

export function summarise(item: EventItem): EventSummary {
  const event = item.event ?? {};
  const flags = list(event.flags);
  const first = flags.find((flag) => flag.severity === 'alert') ?? flags[0];
  const regions = list(event.regions);
  const explanations = list(event.explanations);
  return {
    id: String(event.eventId ?? ''),
    rules: flags.map((flag) => String(flag.rule ?? '')),
    title: words(first?.rule ?? 'Flagged'),
    more: Math.max(0, flags.length - 1),
    severity: String(first?.severity ?? 'other'),
    // What the flags are about first, then what was asked about; the regions follow, the largest first.
    classes: [
      ...new Set(
        [first?.class, ...flags.map((f) => f.class), ...explanations.map((e) => e.target?.class), ...regions.map((r) => r.class)]
          .filter(isName)
          .map(String),
      ),
    ],
    camera: String(event.frame?.camera ?? '–'),
    device: String(event.device ?? ''),
    utc: event.capture?.utc ?? item.receivedUtc,
    status: worstStatus(explanations),
    thumb: availableBlob(item, ['thumb', 'frame']),
  };
}

/** The hash of the first of these kinds that has arrived. */
export function availableBlob(item: EventItem, kinds: readonly string[]): string | null {
  for (const kind of kinds) {
    const found = list(item.event?.blobs).find((blob) => blob.kind === kind && isHere(item, blob.sha256));
    if (found?.sha256) return found.sha256;
  }
  return null;
}

export const isHere = (item: EventItem, sha256: string | undefined): sha256 is string =>
  typeof sha256 === 'string' && item.blobs.includes(sha256);

const isName = (value: unknown): value is string | number => typeof value === 'string' || typeof value === 'number';
