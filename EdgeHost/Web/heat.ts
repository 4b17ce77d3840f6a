/** Heat maps: application/vnd.segedge.heat, the method's own values on its own grid. Never upsampled before it is drawn. */

import type { Rect } from './api-types.js';
import { inflate } from './png.js';

const HEADER = 32;
const MAX_SIDE = 512;

export interface HeatRange {
  min: number;
  max: number;
  signed: boolean;
}

export interface HeatGrid extends HeatRange {
  width: number;
  height: number;
  /** where the grid lies in the camera's frame */
  rect: Rect;
  values: Float32Array;
}

export async function decodeHeat(file: Uint8Array<ArrayBuffer>): Promise<HeatGrid> {
  if (file.length < HEADER) throw new Error(`Heat blob holds ${file.length} bytes, expected a header of ${HEADER}.`);
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength);
  const u8 = (at: number): number => view.getUint8(at);
  const u16 = (at: number): number => view.getUint16(at, true);
  expect(view.getUint32(0) === 0x53474831, 'magic', 'SGH1');
  expect(u8(4) === 1, 'version', '1');
  expect(u8(5) === 1 || u8(5) === 2, 'type', '1 (uint8) or 2 (int8)');
  expect(u8(6) <= 1, 'filter', '0 or 1');
  expect(u8(7) <= 1, 'compression', '0 or 1');
  const [width, height] = [u16(8), u16(10)];
  expect(width >= 1 && width <= MAX_SIDE && height >= 1 && height <= MAX_SIDE, `grid ${width}x${height}`, `1 to ${MAX_SIDE} a side`);
  const rect = { x: u16(12), y: u16(14), w: u16(16), h: u16(18) };
  expect(rect.w >= 1 && rect.h >= 1, 'rectangle', 'at least one pixel');
  const [min, max] = [view.getFloat32(20, true), view.getFloat32(24, true)];
  expect(Number.isFinite(min) && Number.isFinite(max) && min <= max, 'range', 'finite, min <= max');
  const body = file.subarray(HEADER);
  const cells = u8(7) === 1 ? await inflate(new Blob([body]), 'deflate-raw', width * height) : body.slice();
  expect(cells.length === width * height, `body of ${cells.length}`, `${width * height} cells`);
  if (u8(6) === 1) undoDelta(cells, width);
  return { width, height, rect, min, max, signed: u8(5) === 2, values: restore(cells, min, max, u8(5) === 2) };
}

function expect(right: boolean, what: string, expected: string): void {
  if (!right) throw new Error(`Heat blob: ${what} is wrong, expected ${expected}.`);
}

// Each cell was written as the difference to its left neighbour, modulo 256; a row's first cell as it is.
function undoDelta(cells: Uint8Array, width: number): void {
  for (let i = 0; i < cells.length; i++) if (i % width !== 0) cells[i]! += cells[i - 1]!;
}

function restore(cells: Uint8Array, min: number, max: number, signed: boolean): Float32Array {
  const values = new Float32Array(cells.length);
  const top = Math.max(Math.abs(min), Math.abs(max));
  cells.forEach((cell, i) => {
    values[i] = signed ? (((cell << 24) >> 24) / 127) * top : min + (cell / 255) * (max - min);
  });
  return values;
}

/**
 * Bilinear between cell centres: values are mixed first and coloured after, so that a colour never appears that no value has.
 * @param x 0..1 across the rectangle @param y 0..1 down
 */
export function sample(grid: HeatGrid, x: number, y: number): number {
  const { width, height, values } = grid;
  const gx = Math.min(width - 1, Math.max(0, x * width - 0.5));
  const gy = Math.min(height - 1, Math.max(0, y * height - 0.5));
  const [x0, y0] = [Math.floor(gx), Math.floor(gy)] as const;
  const [x1, y1] = [Math.min(width - 1, x0 + 1), Math.min(height - 1, y0 + 1)];
  const [fx, fy] = [gx - x0, gy - y0];
  const top = values[y0 * width + x0]! * (1 - fx) + values[y0 * width + x1]! * fx;
  const bottom = values[y1 * width + x0]! * (1 - fx) + values[y1 * width + x1]! * fx;
  return top * (1 - fy) + bottom * fy;
}
