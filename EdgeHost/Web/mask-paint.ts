/** A class mask as a picture in its own resolution: fields translucent, borders solid, hidden classes absent. */

import type { ClassMask, Rgb } from './png.js';

const FIELD = 165;
const BORDER = 255;
const DIMMED = 40;

/**
 * @param highlighted while set, all other classes step back
 * @param reuse a canvas of the frame before
 */
export function maskCanvas(
  mask: ClassMask,
  isVisible: (index: number) => boolean,
  highlighted: number | null = null,
  reuse?: OffscreenCanvas,
): OffscreenCanvas {
  const { width, height, indices } = mask;
  const canvas = reuse && reuse.width === width && reuse.height === height ? reuse : new OffscreenCanvas(width, height);
  const context = canvas.getContext('2d')!;
  const image = context.createImageData(width, height);
  const pixels = new Uint32Array(image.data.buffer);
  const [fields, borders] = lookups(mask.palette, isVisible, highlighted);
  for (let y = 0, at = 0; y < height; y++) {
    for (let x = 0; x < width; x++, at++) {
      const index = indices[at]!;
      const border = (x + 1 < width && indices[at + 1] !== index) || (y + 1 < height && indices[at + width] !== index);
      pixels[at] = border ? borders[index]! : fields[index]!;
    }
  }
  context.putImageData(image, 0, 0);
  return canvas;
}

// RGBA as one little-endian number per class; all browsers we serve run on little-endian machines.
function lookups(
  palette: readonly Rgb[],
  isVisible: (index: number) => boolean,
  highlighted: number | null,
): [Uint32Array, Uint32Array] {
  const fields = new Uint32Array(256);
  const borders = new Uint32Array(256);
  palette.forEach(([r, g, b], index) => {
    if (!isVisible(index)) return;
    const color = r | (g << 8) | (b << 16);
    const back = highlighted !== null && highlighted !== index;
    fields[index] = (color | ((back ? DIMMED : FIELD) << 24)) >>> 0;
    borders[index] = (color | ((back ? DIMMED : BORDER) << 24)) >>> 0;
  });
  return [fields, borders];
}
