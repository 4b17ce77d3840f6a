/** A canvas with a camera picture and what is known about it on top. Coordinates are the camera's frame pixels. */

import type { Rect } from './api-types.js';

// Beyond this a canvas costs more than an operator sees; below it, class borders and text become coarse.
const WIDEST = 1600;
const NARROWEST = 960;

export interface HeatLayer {
  canvas: CanvasImageSource;
  rect: Rect;
  opacity: number;
  /** said over the map where it may not be believed */
  warning: string | null;
}

export interface LabelledBox {
  box: Rect;
  label: string;
  color: string;
  strong: boolean;
}

export interface Scene {
  picture: CanvasImageSource | null;
  masks?: readonly CanvasImageSource[];
  maskOpacity?: number;
  heat?: HeatLayer | null;
  boxes?: readonly LabelledBox[];
  /** 0..1 across the picture: left of it nothing lies over the picture */
  overlaysFrom?: number;
}

export class Stage {
  readonly #canvas: HTMLCanvasElement;
  readonly #context: CanvasRenderingContext2D;
  #frame = { width: 960, height: 540 };

  constructor(canvas: HTMLCanvasElement) {
    this.#canvas = canvas;
    this.#context = canvas.getContext('2d', { alpha: false })!;
  }

  /** To the size of the camera's frame, in its pixels. */
  resize(width: number | undefined, height: number | undefined): void {
    if (!width || !height || width < 0 || height < 0) return;
    this.#frame = { width, height };
    const scale = Math.min(WIDEST, Math.max(NARROWEST, width)) / width;
    const [w, h] = [Math.round(width * scale), Math.round(height * scale)] as const;
    if (this.#canvas.width !== w || this.#canvas.height !== h) [this.#canvas.width, this.#canvas.height] = [w, h];
    this.#canvas.parentElement?.style.setProperty('--aspect', `${width} / ${height}`);
    this.#canvas.parentElement?.style.setProperty('--ratio', String(width / height));
  }

  draw(scene: Scene): void {
    const c = this.#context;
    const { width, height } = this.#canvas;
    c.globalAlpha = 1;
    c.fillStyle = '#05070a';
    c.fillRect(0, 0, width, height);
    c.imageSmoothingEnabled = true;
    c.imageSmoothingQuality = 'high';
    if (scene.picture) c.drawImage(scene.picture, 0, 0, width, height);
    const from = (scene.overlaysFrom ?? 0) * width;
    c.save();
    c.beginPath();
    c.rect(from, 0, width - from, height);
    c.clip();
    this.#drawOverlays(scene);
    c.restore();
    if (from > 0) this.#drawDivider(from);
  }

  #drawOverlays(scene: Scene): void {
    const c = this.#context;
    const { width, height } = this.#canvas;
    c.globalAlpha = scene.maskOpacity ?? 0.55;
    // A class is not a quantity: nothing lies between two of them, so nothing is interpolated.
    c.imageSmoothingEnabled = false;
    for (const mask of scene.masks ?? []) c.drawImage(mask, 0, 0, width, height);
    if (scene.heat) this.#drawHeat(scene.heat);
    c.globalAlpha = 1;
    for (const box of scene.boxes ?? []) this.#drawBox(box);
  }

  #drawDivider(x: number): void {
    const c = this.#context;
    for (const [px, color] of [
      [4, 'rgb(0 0 0 / 0.7)'],
      [2, '#fff'],
    ] as const) {
      c.fillStyle = color;
      c.fillRect(x - this.#unit(px) / 2, 0, this.#unit(px), this.#canvas.height);
    }
  }

  #drawHeat({ canvas, rect, opacity, warning }: HeatLayer): void {
    const c = this.#context;
    const r = this.#scaled(rect);
    c.globalAlpha = opacity;
    c.imageSmoothingEnabled = true;
    c.drawImage(canvas, r.x, r.y, r.w, r.h);
    c.globalAlpha = 1;
    c.lineWidth = this.#unit(1.5);
    c.strokeStyle = 'rgb(255 255 255 / 0.55)';
    if (warning) {
      this.#hatch(r);
      c.strokeStyle = '#fff';
      c.setLineDash([this.#unit(8), this.#unit(6)]);
    }
    const inset = this.#unit(1);
    c.strokeRect(r.x + inset, r.y + inset, r.w - 2 * inset, r.h - 2 * inset);
    c.setLineDash([]);
    if (warning) this.#tag(warning, r.x + this.#unit(8), r.y + this.#unit(8), '#fff', '#a3124f');
  }

  // Black and white stripes: seen on any picture, in any colour vision, and in a black and white print.
  #hatch(r: Rect): void {
    const c = this.#context;
    const step = this.#unit(16);
    c.save();
    c.beginPath();
    c.rect(r.x, r.y, r.w, r.h);
    c.clip();
    for (const [shift, color] of [
      [0, 'rgb(0 0 0 / 0.75)'],
      [this.#unit(2), 'rgb(255 255 255 / 0.75)'],
    ] as const) {
      c.strokeStyle = color;
      c.lineWidth = this.#unit(2);
      c.beginPath();
      for (let x = -r.h; x < r.w; x += step) {
        c.moveTo(r.x + x + shift, r.y + r.h);
        c.lineTo(r.x + x + r.h + shift, r.y);
      }
      c.stroke();
    }
    c.restore();
  }

  #drawBox({ box, label, color, strong }: LabelledBox): void {
    const c = this.#context;
    const r = this.#scaled(box);
    c.lineWidth = this.#unit(strong ? 5 : 3.5);
    c.strokeStyle = 'rgb(0 0 0 / 0.7)';
    c.strokeRect(r.x, r.y, r.w, r.h);
    c.lineWidth = this.#unit(strong ? 3 : 1.5);
    c.strokeStyle = strong ? '#fff' : color;
    c.strokeRect(r.x, r.y, r.w, r.h);
    if (strong) this.#tag(label, r.x, Math.max(0, r.y - this.#unit(24)), '#fff', '#0b1118');
  }

  #tag(text: string, x: number, y: number, ink: string, ground: string): void {
    const c = this.#context;
    c.font = `600 ${this.#unit(13)}px "Segoe UI", Roboto, "Liberation Sans", Arial, sans-serif`;
    c.textBaseline = 'middle';
    const width = c.measureText(text).width + this.#unit(14);
    const left = Math.max(0, Math.min(x, this.#canvas.width - width));
    c.fillStyle = ground;
    c.fillRect(left, y, width, this.#unit(22));
    c.fillStyle = ink;
    c.fillText(text, left + this.#unit(7), y + this.#unit(11.5));
  }

  #scaled({ x, y, w, h }: Rect): Rect {
    const scale = this.#canvas.width / this.#frame.width;
    return { x: x * scale, y: y * scale, w: w * scale, h: h * scale };
  }

  // One pixel of a 960 wide canvas, so that lines and text keep their share of the picture.
  #unit(px: number): number {
    return (px * this.#canvas.width) / 960;
  }
}
