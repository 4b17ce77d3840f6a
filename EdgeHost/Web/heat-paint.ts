/** Colours of heat maps: magma for one-sided values, blue to orange around zero for signed ones; the weak stays transparent. */

import { type HeatGrid, type HeatRange, sample } from './heat.js';

type Rgb = readonly [number, number, number];

const MAGMA: readonly Rgb[] = [
  [22, 11, 57],
  [81, 18, 124],
  [144, 42, 129],
  [205, 64, 113],
  [247, 112, 92],
  [254, 176, 120],
  [252, 253, 191],
];
const AGAINST: readonly Rgb[] = [
  [96, 165, 250],
  [37, 99, 235],
  [23, 50, 140],
];
const FOR: readonly Rgb[] = [
  [253, 186, 116],
  [249, 115, 22],
  [190, 24, 30],
];

export const isSigned = (range: HeatRange): boolean => range.signed || range.min < 0;

/** @returns r, g, b 0..255 and strength 0..1 */
export function colorScale(range: HeatRange): (value: number) => [number, number, number, number] {
  if (isSigned(range)) {
    const top = Math.max(Math.abs(range.min), Math.abs(range.max)) || 1;
    return (value) => {
      const t = Math.min(1, Math.abs(value) / top);
      return [...ramp(value < 0 ? AGAINST : FOR, t), Math.min(1, t ** 0.8 * 1.15)];
    };
  }
  const width = range.max - range.min || 1;
  return (value) => {
    const t = Math.min(1, Math.max(0, (value - range.min) / width));
    return [...ramp(MAGMA, t), Math.min(1, t ** 0.8 * 1.15)];
  };
}

/** The map at a size worth drawing; the caller stretches it over the rectangle. */
export function heatCanvas(grid: HeatGrid, longSide = 480): OffscreenCanvas {
  const scale = longSide / Math.max(grid.rect.w, grid.rect.h);
  const width = Math.max(1, Math.round(grid.rect.w * scale));
  const height = Math.max(1, Math.round(grid.rect.h * scale));
  const canvas = new OffscreenCanvas(width, height);
  const context = canvas.getContext('2d')!;
  const image = context.createImageData(width, height);
  const scaleOf = colorScale(grid);
  for (let y = 0, at = 0; y < height; y++) {
    for (let x = 0; x < width; x++, at += 4) {
      const [r, g, b, strength] = scaleOf(sample(grid, (x + 0.5) / width, (y + 0.5) / height));
      image.data[at] = r;
      image.data[at + 1] = g;
      image.data[at + 2] = b;
      image.data[at + 3] = strength * 255;
    }
  }
  context.putImageData(image, 0, 0);
  return canvas;
}

/** The scale as a strip, on the grey of a middling picture so that transparency reads as it does there. */
export function paintColorBar(canvas: HTMLCanvasElement, range: HeatRange): void {
  const context = canvas.getContext('2d')!;
  const scale = colorScale(range);
  const [low, high] = barEnds(range);
  for (let x = 0; x < canvas.width; x++) {
    const [r, g, b, strength] = scale(low + ((x + 0.5) / canvas.width) * (high - low));
    const mix = (c: number): number => Math.round(c * strength + 120 * (1 - strength));
    context.fillStyle = `rgb(${mix(r)} ${mix(g)} ${mix(b)})`;
    context.fillRect(x, 0, 1, canvas.height);
  }
}

/** Both ends of the strip: around zero for signed maps, whatever the smaller side reached. */
export function barEnds(range: HeatRange): [number, number] {
  if (!isSigned(range)) return [range.min, range.max];
  const top = Math.max(Math.abs(range.min), Math.abs(range.max));
  return [-top, top];
}

function ramp(stops: readonly Rgb[], t: number): Rgb {
  const at = t * (stops.length - 1);
  const i = Math.min(stops.length - 2, Math.floor(at));
  const [from, to] = [stops[i]!, stops[i + 1]!];
  const mix = (c: 0 | 1 | 2): number => from[c] + (to[c] - from[c]) * (at - i);
  return [mix(0), mix(1), mix(2)];
}
