/**
 * Class masks: indexed PNGs read to class numbers. Decoded here rather than by the browser, because what counts is the index of a
 * pixel: no colour management can bend it, and two classes of the same colour stay two classes.
 */

const MAX_PIXELS = 16 * 1024 * 1024;

export type Rgb = readonly [number, number, number];

export interface ClassMask {
  width: number;
  height: number;
  indices: Uint8Array;
  palette: Rgb[];
}

export async function decodeMask(file: Uint8Array<ArrayBuffer>): Promise<ClassMask> {
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength);
  if (file.length < 33 || view.getUint32(0) !== 0x89504e47) throw new Error('Mask is no PNG.');
  let width = 0;
  let height = 0;
  let depth = 0;
  const palette: Rgb[] = [];
  const data: Uint8Array<ArrayBuffer>[] = [];
  for (let at = 8; at + 12 <= file.length;) {
    const length = view.getUint32(at);
    const type = view.getUint32(at + 4);
    if (at + 12 + length > file.length) throw new Error('Mask PNG is cut off.');
    const body = file.subarray(at + 8, at + 8 + length);
    if (type === 0x49484452) {
      if (length !== 13) throw new Error(`Mask PNG has a header of ${length} bytes, expected 13.`);
      [width, height, depth] = [view.getUint32(at + 8), view.getUint32(at + 12), body[8]!];
      if (body[9] !== 3 || body[12] !== 0) throw new Error(`Mask PNG has colour type ${body[9]}, expected 3 (palette), not interlaced.`);
    } else if (type === 0x504c5445) {
      for (let i = 0; i + 2 < length; i += 3) palette.push([body[i]!, body[i + 1]!, body[i + 2]!]);
    } else if (type === 0x49444154) data.push(body);
    at += 12 + length;
  }
  if (!width || !height || width * height > MAX_PIXELS) throw new Error(`Mask is ${width}x${height}, expected 1 to ${MAX_PIXELS} pixels.`);
  const rowBytes = Math.ceil((width * depth) / 8);
  const rows = await inflate(new Blob(data), 'deflate', (rowBytes + 1) * height);
  return { width, height, palette, indices: unpack(rows, width, height, depth, rowBytes) };
}

/** @param expected exact size; longer streams are cut short, not read on */
export async function inflate(packed: Blob, format: CompressionFormat, expected: number): Promise<Uint8Array> {
  const out = new Uint8Array(expected);
  let filled = 0;
  const reader = packed.stream().pipeThrough(new DecompressionStream(format)).getReader();
  for (;;) {
    const { done, value } = await reader.read();
    if (done) break;
    if (filled + value.length > expected) {
      await reader.cancel();
      throw new Error(`Body inflates to more than ${expected} bytes.`);
    }
    out.set(value, filled);
    filled += value.length;
  }
  if (filled !== expected) throw new Error(`Body inflates to ${filled} bytes, expected ${expected}.`);
  return out;
}

function unpack(rows: Uint8Array, width: number, height: number, depth: number, rowBytes: number): Uint8Array {
  const indices = new Uint8Array(width * height);
  let above: Uint8Array = new Uint8Array(rowBytes);
  const perByte = 8 / depth;
  const mask = (1 << depth) - 1;
  for (let y = 0; y < height; y++) {
    const start = y * (rowBytes + 1);
    const row = rows.subarray(start + 1, start + 1 + rowBytes);
    const filter = rows[start]!;
    if (filter !== 0) undoFilter(filter, row, above);
    if (depth === 8) indices.set(row, y * width);
    else for (let x = 0; x < width; x++) indices[y * width + x] = (row[(x / perByte) | 0]! >> (8 - depth * ((x % perByte) + 1))) & mask;
    above = row;
  }
  return indices;
}

// The device writes filter 0 only; masks from elsewhere may use the others. Palette pixels are never wider than a byte.
function undoFilter(filter: number, row: Uint8Array, above: Uint8Array): void {
  for (let i = 0; i < row.length; i++) {
    const left = i > 0 ? row[i - 1]! : 0;
    const up = above[i]!;
    if (filter === 1) row[i]! += left;
    else if (filter === 2) row[i]! += up;
    else if (filter === 3) row[i]! += (left + up) >> 1;
    else if (filter === 4) row[i]! += paeth(left, up, i > 0 ? above[i - 1]! : 0);
  }
}

function paeth(a: number, b: number, c: number): number {
  const p = a + b - c;
  const [pa, pb, pc] = [Math.abs(p - a), Math.abs(p - b), Math.abs(p - c)] as const;
  return pa <= pb && pa <= pc ? a : pb <= pc ? b : c;
}
