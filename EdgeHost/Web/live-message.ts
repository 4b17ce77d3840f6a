/** Binary answers of several parts, each after its length as u32 little-endian. /api/live sends JSON, JPEG, then a PNG per head. */

import type { LiveReport } from './api-types.js';

export interface LiveMessage {
  report: LiveReport;
  jpeg: Uint8Array<ArrayBuffer>;
  masks: Uint8Array<ArrayBuffer>[];
}

export function parseLive(buffer: ArrayBuffer): LiveMessage {
  const [json, jpeg, ...masks] = parseParts(buffer);
  if (!json || !jpeg) throw new Error('Live message: fewer than two parts, expected JSON and JPEG at least.');
  return { report: parseJson<LiveReport>(json), jpeg, masks };
}

export function parseParts(buffer: ArrayBuffer): Uint8Array<ArrayBuffer>[] {
  const view = new DataView(buffer);
  const parts: Uint8Array<ArrayBuffer>[] = [];
  for (let at = 0; at < buffer.byteLength;) {
    if (at + 4 > buffer.byteLength) throw new Error(`Live message: ${buffer.byteLength - at} bytes left, expected a length of 4.`);
    const length = view.getUint32(at, true);
    if (at + 4 + length > buffer.byteLength) throw new Error(`Live message: part of ${length} bytes does not fit.`);
    parts.push(new Uint8Array(buffer, at + 4, length));
    at += 4 + length;
  }
  return parts;
}

/** @typeParam T what the server says in this part; it is of the same version as the page */
export const parseJson = <T>(part: Uint8Array<ArrayBuffer>): T => JSON.parse(new TextDecoder().decode(part)) as T;
