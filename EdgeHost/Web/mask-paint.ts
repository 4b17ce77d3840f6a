/** A class mask as a picture in its own resolution: fields translucent, borders solid, hidden classes absent. */

import { isInked, needsLightInk, patternOf, patternStep } from './patterns.js';
import type { ClassMask, Rgb } from './png.js';

const FIELD = 165;
const BORDER = 255;
const DIMMED = 40;

export interface MaskLook {
  /** while set, all other classes step back */
  highlighted?: number | null;
  /** each class in its pattern, too */
  hatched?: boolean;
  /** a canvas of the frame before */
  reuse?: OffscreenCanvas | undefined;
}

export function maskCanvas(mask: ClassMask, isVisible: (index: number) => boolean, look: MaskLook = {}): OffscreenCanvas {
  const { width, height, indices } = mask;
  const { reuse } = look;
  const canvas = reuse && reuse.width === width && reuse.height === height ? reuse : new OffscreenCanvas(width, height);
  const context = canvas.getContext('2d')!;
  const image = context.createImageData(width, height);
  const pixels = new Uint32Array(image.data.buffer);
  const { fields, borders, inks } = lookups(mask.palette, isVisible, look.highlighted ?? null);
  const step = patternStep(width);
  for (let y = 0, at = 0; y < height; y++) {
    for (let x = 0; x < width; x++, at++) {
      const index = indices[at]!;
      const border = (x + 1 < width && indices[at + 1] !== index) || (y + 1 < height && indices[at + width] !== index);
      const inked = look.hatched && !border && isInked(patternOf(index), x, y, step);
      pixels[at] = border ? borders[index]! : inked ? inks[index]! : fields[index]!;
    }
  }
  context.putImageData(image, 0, 0);
  return canvas;
}

interface Lookups {
  fields: Uint32Array;
  borders: Uint32Array;
  inks: Uint32Array;
}

// RGBA as one little-endian number per class; all browsers we serve run on little-endian machines.
function lookups(palette: readonly Rgb[], isVisible: (index: number) => boolean, highlighted: number | null): Lookups {
  const [fields, borders, inks] = [new Uint32Array(256), new Uint32Array(256), new Uint32Array(256)] as const;
  palette.forEach(([r, g, b], index) => {
    if (!isVisible(index)) return;
    const color = r | (g << 8) | (b << 16);
    const back = highlighted !== null && highlighted !== index;
    const ink = needsLightInk(r, g, b) ? 0xffffff : 0;
    fields[index] = (color | ((back ? DIMMED : FIELD) << 24)) >>> 0;
    borders[index] = (color | ((back ? DIMMED : BORDER) << 24)) >>> 0;
    inks[index] = (ink | ((back ? DIMMED : BORDER) << 24)) >>> 0;
  });
  return { fields, borders, inks };
}
