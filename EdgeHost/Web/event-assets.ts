/** The binary parts of one flagged frame, fetched and decoded. What failed says why; what is missing says where it stayed. */

import * as api from './api.js';
import type { EventItem } from './api-types.js';
import { availableBlob, isHere, list } from './event-summary.js';
import { decodeHeat, type HeatGrid } from './heat.js';
import { type ClassMask, decodeMask } from './png.js';

export interface Assets {
  picture: ImageBitmap | null;
  isThumb: boolean;
  masks: { head: string | null; mask: ClassMask }[];
  /** by sha256 */
  heats: Map<string, HeatGrid>;
  problems: string[];
}

export async function loadAssets(item: EventItem): Promise<Assets> {
  const assets: Assets = { picture: null, isThumb: false, masks: [], heats: new Map(), problems: [] };
  const here = (sha256: string | undefined): sha256 is string => isHere(item, sha256);
  const jobs: Promise<unknown>[] = [];
  const attempt = (what: string, job: () => Promise<void>): void => {
    jobs.push(job().catch((problem: unknown) => assets.problems.push(`${what}: ${problem instanceof Error ? problem.message : problem}`)));
  };

  const frame = availableBlob(item, ['frame']);
  const picture = frame ?? availableBlob(item, ['thumb']);
  if (picture) {
    attempt('Picture', async () => {
      assets.picture = await createImageBitmap(await api.blob(picture));
      assets.isThumb = !frame;
    });
  }
  for (const { kind, head, sha256 } of list(item.event.blobs)) {
    if (kind !== 'mask' || !here(sha256)) continue;
    attempt('Mask', async () => {
      assets.masks.push({ head: head ?? null, mask: await decodeMask(await bytesOf(sha256)) });
    });
  }
  for (const sha256 of new Set(
    list(item.event.explanations)
      .map((e) => e.heat)
      .filter(here),
  )) {
    attempt('Heat map', async () => {
      assets.heats.set(sha256, await decodeHeat(await bytesOf(sha256)));
    });
  }
  await Promise.all(jobs);
  return assets;
}

/** Why there is no such blob, in words. */
export function absence(item: EventItem, kind: string): string {
  if (item.review?.verdicts.some((verdict) => verdict.verdict === 'remove')) return 'was removed for privacy';
  const named = list(item.event.blobs).filter((blob) => blob.kind === kind);
  if (named.length === 0) return 'was not made for this frame';
  const states = named.map((blob) => blob.state);
  if (states.includes('stored')) return 'has not arrived yet, or the device’s memory has let it go';
  if (states.includes('dropped')) return 'was dropped on the device for want of room';
  if (states.includes('off')) return 'is switched off, by configuration or privacy';
  return `is not available (${states.join(', ')})`;
}

async function bytesOf(sha256: string): Promise<Uint8Array<ArrayBuffer>> {
  return new Uint8Array(await (await api.blob(sha256)).arrayBuffer());
}
