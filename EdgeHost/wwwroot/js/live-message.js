/** One message of /api/live: JSON, JPEG, then a PNG per head, each after its length as u32 little-endian. */

/**
 * @param {ArrayBuffer} buffer
 * @returns {{ report: any, jpeg: Uint8Array, masks: Uint8Array[] }}
 */
export function parseLive(buffer) {
  const view = new DataView(buffer);
  const parts = [];
  for (let at = 0; at < buffer.byteLength;) {
    if (at + 4 > buffer.byteLength) throw new Error(`Live message: ${buffer.byteLength - at} bytes left, expected a length of 4.`);
    const length = view.getUint32(at, true);
    if (at + 4 + length > buffer.byteLength) throw new Error(`Live message: part of ${length} bytes does not fit.`);
    parts.push(new Uint8Array(buffer, at + 4, length));
    at += 4 + length;
  }
  if (parts.length < 2) throw new Error(`Live message: ${parts.length} parts, expected JSON and JPEG at least.`);
  const [json, jpeg, ...masks] = parts;
  return { report: JSON.parse(new TextDecoder().decode(json)), jpeg, masks };
}
