/** One camera's live masks, with the classes in them and their age. The mask alone: the picture below it is of another moment. */

import * as api from './api.js';
import type { HeadStatus } from './api-types.js';
import { isBackground, safeColor } from './classes.js';
import { fill, h, setText } from './dom.js';
import type { LiveWallCamera } from './fleet-types.js';
import { share, span } from './format.js';
import { maskCanvas } from './mask-paint.js';
import { patternedSwatch, patternsOn } from './patterns.js';
import { type ClassMask, decodeMask } from './png.js';

// A device sends five a second; a slow one has its say, too.
const STALE_MS = 2500;
const LARGEST = 3;

export class LiveTile {
  readonly #canvas: HTMLCanvasElement;
  readonly #words = h('span', { class: 'wall-live-words num' }, 'Asking for masks');
  readonly #classes = h('span', { class: 'wall-live-classes' });
  readonly #root: HTMLElement;
  readonly #heads: Promise<HeadStatus[]>;
  #reuse: OffscreenCanvas[] = [];
  #problem: string | null = null;
  #at: number | null = null;

  constructor(camera: string, site: string, device: string) {
    this.#canvas = h('canvas', { width: 16, height: 9, role: 'img', 'aria-label': `Live mask of ${camera}` });
    this.#root = h('span', { class: 'wall-live', 'data-state': 'waiting' }, this.#canvas, this.#words, this.#classes);
    this.#heads = api.classes(site, device).catch(() => []); // names are a comfort: without them classes have numbers
  }

  placeIn(frame: Element): void {
    if (this.#root.parentElement !== frame) frame.append(this.#root);
  }

  remove(): void {
    this.#root.remove();
  }

  async show(camera: LiveWallCamera, pngs: readonly Uint8Array<ArrayBuffer>[]): Promise<void> {
    this.#problem = camera.problem;
    if (camera.ageMs !== null) this.#at = performance.now() - camera.ageMs;
    try {
      if (pngs.length > 0) this.#draw(await Promise.all(pngs.map((png) => decodeMask(png))), camera.heads, await this.#heads);
    } catch (why) {
      this.#problem = `A mask that cannot be shown: ${why instanceof Error ? why.message : String(why)}`;
    }
    this.judge();
  }

  fail(problem: string): void {
    this.#problem = problem;
    this.judge();
  }

  /** Says how old it is: a mask that stands still must not look like a scene that does. */
  judge(): void {
    const age = this.#at === null ? null : performance.now() - this.#at;
    const fresh = age !== null && age <= STALE_MS && !this.#problem;
    const waiting = age === null && !this.#problem;
    this.#root.dataset.state = fresh ? 'live' : waiting ? 'waiting' : 'stale';
    const words = fresh ? 'Live mask' : [age === null ? (waiting ? 'Asking for masks' : null) : `Mask ${span(age)} old`, this.#problem].filter(Boolean).join('. ');
    setText(this.#words, words);
  }

  #draw(masks: readonly ClassMask[], names: readonly string[], heads: readonly HeadStatus[]): void {
    const first = masks[0]!;
    if (this.#canvas.width !== first.width || this.#canvas.height !== first.height) [this.#canvas.width, this.#canvas.height] = [first.width, first.height];
    const context = this.#canvas.getContext('2d')!;
    context.clearRect(0, 0, first.width, first.height);
    const largest: { head: number; index: number; area: number }[] = [];
    this.#reuse = masks.map((mask, at) => {
      const head = headOf(heads, names[at]!);
      const painted = maskCanvas(mask, (index) => !isBackground(nameOf(head, index)), { hatched: patternsOn(), reuse: this.#reuse[at] });
      context.drawImage(painted, 0, 0, first.width, first.height);
      areas(mask).forEach((area, index) => {
        if (area > 0 && !isBackground(nameOf(head, index))) largest.push({ head: at, index, area });
      });
      return painted;
    });
    largest.sort((a, b) => b.area - a.area);
    fill(
      this.#classes,
      largest.slice(0, LARGEST).map(({ head, index, area }) => {
        const known = headOf(heads, names[head]!);
        const color = known?.classes.find((c) => c.index === index)?.color;
        return h('span', { class: 'wall-live-class' }, patternedSwatch(safeColor(color ?? hex(masks[head]!, index)), index), `${nameOf(known, index)} ${share(area)}`);
      }),
    );
  }
}

const headOf = (heads: readonly HeadStatus[], name: string): HeadStatus | undefined => heads.find((head) => head.name === name) ?? (name === '' ? heads[0] : undefined);
const nameOf = (head: HeadStatus | undefined, index: number): string => head?.classes.find((c) => c.index === index)?.name ?? `class ${index}`;
const hex = ({ palette }: ClassMask, index: number): string => `#${(palette[index] ?? [138, 148, 163]).map((part) => part.toString(16).padStart(2, '0')).join('')}`;

/** @returns by class, its share of the mask, 0..1 */
function areas({ indices }: ClassMask): number[] {
  const counts = new Array<number>(256).fill(0);
  for (const index of indices) counts[index]!++;
  return counts.map((count) => count / indices.length);
}
