/** A picture to take along: what is on the screen, and under it the words without which it says nothing, or the wrong thing. */

import type { Status } from './badges.js';
import { type Caption, textOf } from './export-caption.js';
import { figure, share } from './format.js';
import { barEnds, paintColorBar } from './heat-paint.js';
import type { HeatRange } from './heat.js';
import type { LegendClass } from './legend.js';
import { withDescription } from './png-text.js';

export interface PictureSheet {
  /** as on the screen, from the left */
  canvases: readonly HTMLCanvasElement[];
  caption: Caption;
  /** of the heat map, where it is drawn */
  heat: HeatRange | null;
  /** the classes that the mask shows; none without it */
  legend: readonly LegendClass[];
}

/** Part of the sheet below the pictures. */
interface Block {
  height: number;
  draw(y: number): void;
}

const FONT = '"Segoe UI", Roboto, "Liberation Sans", Arial, sans-serif';
const PAPER = '#ffffff';
const INK = '#10161d';
const SOFT = '#4a5563';
const GAP = 4;

/** One look for every theme: it is printed and mailed. Each not only by its colour. */
const BANDS: Readonly<Record<Status, string>> = { ok: '#dff3e4', stale: '#ffe9c7', untrusted: '#fbd5e3', skipped: '#e3e7ec', other: '#fbd5e3', none: '#e3e7ec' };

export async function pictureOf(sheet: PictureSheet): Promise<Blob> {
  const width = sheet.canvases.reduce((sum, canvas) => sum + canvas.width + GAP, -GAP);
  const top = Math.max(...sheet.canvases.map((canvas) => canvas.height));
  const canvas = new OffscreenCanvas(width, top);
  const unit = sheet.canvases[0]!.width / 960;
  const blocks = new Writer(canvas, unit).blocks(sheet);
  // Its context begins anew with its size, so what is drawn is drawn after.
  canvas.height = Math.ceil(top + blocks.reduce((sum, block) => sum + block.height, 0));
  const context = canvas.getContext('2d')!;
  context.fillStyle = PAPER;
  context.fillRect(0, 0, canvas.width, canvas.height);
  let x = 0;
  for (const one of sheet.canvases) {
    context.drawImage(one, x, 0);
    x += one.width + GAP;
  }
  let y = top;
  for (const block of blocks) {
    block.draw(y);
    y += block.height;
  }
  return withDescription(await canvas.convertToBlob({ type: 'image/png' }), textOf(sheet.caption));
}

class Writer {
  readonly #c: OffscreenCanvasRenderingContext2D;
  readonly #unit: number;
  readonly #margin: number;
  readonly #width: number;

  constructor(canvas: OffscreenCanvas, unit: number) {
    this.#c = canvas.getContext('2d')!;
    this.#unit = unit;
    this.#margin = 16 * unit;
    this.#width = canvas.width;
  }

  blocks({ caption, heat, legend }: PictureSheet): Block[] {
    return [
      this.#space(10),
      ...this.#lines(caption.title, 18, 700, INK),
      ...caption.facts.flatMap((fact) => this.#lines(fact, 13, 400, INK)),
      this.#space(8),
      this.#band(caption),
      this.#space(8),
      ...(heat ? [this.#scale(heat)] : []),
      ...this.#legend(legend),
      ...this.#lines(caption.layers, 12, 400, SOFT),
      this.#space(12),
    ];
  }

  #space(height: number): Block {
    return { height: height * this.#unit, draw: () => {} };
  }

  #lines(text: string, size: number, weight: number, ink: string, left = this.#margin): Block[] {
    const font = `${weight} ${size * this.#unit}px ${FONT}`;
    return this.#wrap(text, font, this.#width - left - this.#margin).map((line) => ({
      height: size * 1.4 * this.#unit,
      draw: (y) => this.#write(line, font, ink, left, y + size * 0.7 * this.#unit),
    }));
  }

  /** What may not be believed has stripes beside its words, which no colour vision and no copier takes away. */
  #band(caption: Caption): Block {
    const pad = 8 * this.#unit;
    const lines = this.#lines(caption.certificate, 14, 700, INK, this.#margin + 36 * this.#unit);
    const height = lines.reduce((sum, line) => sum + line.height, 2 * pad);
    return {
      height,
      draw: (y) => {
        this.#c.fillStyle = BANDS[caption.status];
        this.#c.fillRect(0, y, this.#width, height);
        if (caption.status !== 'ok') this.#stripes(y, height);
        let at = y + pad;
        for (const line of lines) {
          line.draw(at);
          at += line.height;
        }
      },
    };
  }

  #stripes(y: number, height: number): void {
    const c = this.#c;
    const [right, step] = [28 * this.#unit, 8 * this.#unit];
    c.save();
    c.beginPath();
    c.rect(0, y, right, height);
    c.clip();
    c.fillStyle = '#fff';
    c.fillRect(0, y, right, height);
    c.strokeStyle = '#000';
    c.lineWidth = step / 2;
    for (let x = -height; x < right; x += step) {
      c.beginPath();
      c.moveTo(x, y + height);
      c.lineTo(x + height, y);
      c.stroke();
    }
    c.restore();
  }

  #scale(heat: HeatRange): Block {
    const bar = document.createElement('canvas');
    [bar.width, bar.height] = [256, 1];
    paintColorBar(bar, heat);
    const [low, high] = barEnds(heat);
    const font = `400 ${12 * this.#unit}px ${FONT}`;
    return {
      height: 24 * this.#unit,
      draw: (y) => {
        const [left, middle] = [this.#margin + 80 * this.#unit, y + 9 * this.#unit];
        this.#write(`Heat  ${figure(low)}`, font, INK, this.#margin, middle);
        this.#c.drawImage(bar, left, y + 3 * this.#unit, 256 * this.#unit, 12 * this.#unit);
        this.#write(`${figure(high)}   (values ${figure(heat.min)} to ${figure(heat.max)})`, font, INK, left + 264 * this.#unit, middle);
      },
    };
  }

  #legend(classes: readonly LegendClass[]): Block[] {
    const font = `400 ${12 * this.#unit}px ${FONT}`;
    const rows: { name: string; color: string; width: number }[][] = [];
    let used = Infinity;
    for (const one of classes) {
      const name = this.#wrap(`${one.name} ${share(one.area)}`, font, this.#width / 2)[0]!;
      this.#c.font = font;
      const width = this.#c.measureText(name).width + 40 * this.#unit;
      if (used + width > this.#width - 2 * this.#margin) {
        rows.push([]);
        used = 0;
      }
      rows.at(-1)!.push({ name, color: one.color, width });
      used += width;
    }
    return rows.map((row) => ({
      height: 20 * this.#unit,
      draw: (y) => {
        let x = this.#margin;
        for (const { name, color, width } of row) {
          this.#c.fillStyle = color;
          this.#c.fillRect(x, y + 2 * this.#unit, 14 * this.#unit, 14 * this.#unit);
          this.#c.strokeStyle = INK;
          this.#c.lineWidth = this.#unit;
          this.#c.strokeRect(x, y + 2 * this.#unit, 14 * this.#unit, 14 * this.#unit);
          this.#write(name, font, INK, x + 20 * this.#unit, y + 9 * this.#unit);
          x += width;
        }
      },
    }));
  }

  #write(text: string, font: string, ink: string, x: number, middle: number): void {
    this.#c.font = font;
    this.#c.textBaseline = 'middle';
    this.#c.fillStyle = ink;
    this.#c.fillText(text, x, middle);
  }

  /** Between words, and within one that is longer than a line. */
  #wrap(text: string, font: string, width: number): string[] {
    this.#c.font = font;
    const fits = (line: string): boolean => this.#c.measureText(line).width <= width;
    const lines: string[] = [];
    let line = '';
    for (const word of text.split(/\s+/)) {
      const longer = line ? `${line} ${word}` : word;
      if (fits(longer)) {
        line = longer;
        continue;
      }
      if (line) lines.push(line);
      line = '';
      for (const letter of word) {
        if (line && !fits(line + letter)) {
          lines.push(line);
          line = '';
        }
        line += letter;
      }
    }
    return [...lines, line];
  }
}
