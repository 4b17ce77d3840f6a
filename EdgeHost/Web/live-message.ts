/** One message of /api/live: JSON, JPEG, then a PNG per head, each after its length as u32 little-endian. */

import type { LiveReport } from './api-types.js';

export interface LiveMessage {
  report: LiveReport;
  jpeg: Uint8Array<ArrayBuffer>;
  masks: Uint8Array<ArrayBuffer>[];
}

export function parseLive(buffer: ArrayBuffer): LiveMessage {
  const view = new DataView(buffer);
  const parts: Uint8Array<ArrayBuffer>[] = [];
  for (let at = 0; at < buffer.byteLength;) {
    if (at + 4 > buffer.byteLength) throw new Error(`Live message: ${buffer.byteLength - at} bytes left, expected a length of 4.`);
    const length = view.getUint32(at, true);
    if (at + 4 + length > buffer.byteLength) throw new Error(`Live message: part of ${length} bytes does not fit.`);
    parts.push(new Uint8Array(buffer, at + 4, length));
    at += 4 + length;
  }
  const [json, jpeg, ...masks] = parts;
  if (!json || !jpeg) throw new Error(`Live message: ${parts.length} parts, expected JSON and JPEG at least.`);
  return { report: JSON.parse(new TextDecoder().decode(json)) as LiveReport, jpeg, masks };
}
