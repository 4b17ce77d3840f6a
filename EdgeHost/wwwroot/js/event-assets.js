/** The binary parts of one flagged frame, fetched and decoded. What failed says why; what is missing says where it stayed. */

import * as api from './api.js';
import { availableBlob, list } from './event-summary.js';
import { decodeHeat } from './heat.js';
import { decodeMask } from './png.js';

/**
 * @typedef {{ picture: ImageBitmap | null, isThumb: boolean, masks: Array<{ head: string | null, mask: import('./png.js').ClassMask }>,
 *   heats: Map<string, import('./heat.js').HeatGrid>, problems: string[] }} Assets
 */

/** @param {{ event: any, blobs: string[] }} item @returns {Promise<Assets>} */
export async function loadAssets(item) {
  const assets = { picture: null, isThumb: false, masks: [], heats: new Map(), problems: [] };
  const here = (sha256) => typeof sha256 === 'string' && item.blobs.includes(sha256);
  const jobs = [];
  const attempt = (what, job) => jobs.push(job().catch((problem) => assets.problems.push(`${what}: ${problem.message}`)));

  const frame = availableBlob(item, ['frame']);
  const picture = frame ?? availableBlob(item, ['thumb']);
  if (picture) {
    attempt('Picture', async () => {
      assets.picture = await createImageBitmap(await api.blob(picture));
      assets.isThumb = !frame;
    });
  }
  for (const blob of list(item.event.blobs).filter((b) => b.kind === 'mask' && here(b.sha256))) {
    attempt('Mask', async () => {
      assets.masks.push({ head: blob.head ?? null, mask: await decodeMask(await bytesOf(blob.sha256)) });
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

/** Why there is no such blob, in words. @param {{ event: any, blobs: string[] }} item @param {string} kind */
export function absence(item, kind) {
  const named = list(item.event.blobs).filter((blob) => blob.kind === kind);
  if (named.length === 0) return 'was not made for this frame';
  const states = named.map((blob) => blob.state);
  if (states.includes('stored')) return 'has not arrived yet, or the device’s memory has let it go';
  if (states.includes('dropped')) return 'was dropped on the device for want of room';
  if (states.includes('off')) return 'is switched off, by configuration or privacy';
  return `is not available (${states.join(', ')})`;
}

async function bytesOf(sha256) {
  return new Uint8Array(await (await api.blob(sha256)).arrayBuffer());
}
