/** The one line that a flagged frame is in the list. Fields may be missing or new: other versions of the contract share the broker. */

import { worstStatus } from './badges.js';
import { words } from './format.js';

const list = (value) => (Array.isArray(value) ? value.filter((entry) => entry && typeof entry === 'object') : []);

/** @param {{ receivedUtc: string, event: any, blobs: string[] }} item */
export function summarise(item) {
  const event = item.event ?? {};
  const flags = list(event.flags);
  const first = flags.find((flag) => flag.severity === 'alert') ?? flags[0];
  const regions = list(event.regions);
  const explanations = list(event.explanations);
  return {
    id: String(event.eventId ?? ''),
    rules: flags.map((flag) => String(flag.rule ?? '')),
    rule: first?.rule ?? '',
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
export function availableBlob(item, kinds) {
  for (const kind of kinds) {
    const found = list(item.event?.blobs).find((blob) => blob.kind === kind && item.blobs.includes(blob.sha256));
    if (found) return found.sha256;
  }
  return null;
}

export { list };

const isName = (value) => typeof value === 'string' || typeof value === 'number';
