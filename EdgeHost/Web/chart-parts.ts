/** Pieces of every chart: SVG elements, axes, patterns, the table of the same figures. */

import { h, fill } from './dom.js';

type Attributes = Readonly<Record<string, string | number | null | undefined>>;

export function s<K extends keyof SVGElementTagNameMap>(tag: K, attributes: Attributes = {}, ...children: (Node | string)[]): SVGElementTagNameMap[K] {
  const element = document.createElementNS('http://www.w3.org/2000/svg', tag);
  for (const [name, value] of Object.entries(attributes)) if (value !== null && value !== undefined) element.setAttribute(name, String(value));
  element.append(...children);
  return element;
}

/** The second carrier beside colour: how many there are before they repeat. */
export const PATTERNS = 6;

let charts = 0;

/** @returns a prefix of ids that no other chart has */
export const nextChart = (): string => `chart-${++charts}-`;

/** Strokes over a tone's colour; number 0 is plain. */
export function pattern(id: string, tone: string, number: number): SVGPatternElement {
  const box = s('pattern', { id, width: 7, height: 7, patternUnits: 'userSpaceOnUse' }, s('rect', { width: 7, height: 7, class: `tone ${tone}` }));
  const path = ['', 'M-1 8L8 -1', 'M0 2H7', 'M-1 -1L8 8', 'M2 0V7', 'M0 2H7M2 0V7'][number % PATTERNS]!;
  if (path) box.append(s('path', { d: path, class: 'tone-stroke' }));
  return box;
}

/** Round steps from 0 to at least the largest value. */
export function ticks(largest: number, wanted = 4): number[] {
  if (!(largest > 0)) return [0, 1];
  const rough = largest / wanted;
  const size = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 2.5, 5, 10].map((m) => m * size).find((one) => one >= rough)!;
  return Array.from({ length: Math.ceil(largest / step - 1e-9) + 1 }, (_, i) => Number((i * step).toPrecision(6)));
}

const hourOf = new Intl.DateTimeFormat(undefined, { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' });
const hourAndDay = new Intl.DateTimeFormat(undefined, { weekday: 'short', day: 'numeric', month: 'short', hour: '2-digit', minute: '2-digit', hourCycle: 'h23' });
const dayOf = new Intl.DateTimeFormat(undefined, { day: 'numeric', month: 'short', timeZone: 'UTC' });
const localDayOf = new Intl.DateTimeFormat(undefined, { day: 'numeric', month: 'short' });
const fullDay = new Intl.DateTimeFormat(undefined, { weekday: 'short', day: 'numeric', month: 'short', year: 'numeric', timeZone: 'UTC' });

export type Step = 'hour' | 'day';

/** Hours are of the browser's clock, days are of UTC, as they are counted. */
export const shortTime = (utc: string, step: Step): string => (step === 'hour' ? hourOf : dayOf).format(new Date(utc));
export const localDay = (utc: string): string => localDayOf.format(new Date(utc));
export const longTime = (utc: string, step: Step): string => (step === 'hour' ? hourAndDay : fullDay).format(new Date(utc));

/** Draws anew at every width, so that letters keep their size and lines their strength. */
export function responsive(draw: (width: number) => SVGSVGElement): HTMLElement {
  const box = h('div', { class: 'chart-box' });
  let last = 0;
  new ResizeObserver(() => {
    const width = Math.floor(box.clientWidth);
    if (width === last || width === 0) return;
    last = width;
    fill(box, draw(width));
  }).observe(box);
  return box;
}

/** Behind a fold, and only made once somebody opens it. */
export function table(caption: string, head: readonly string[], rows: () => readonly (readonly string[])[]): HTMLElement {
  const details = h('details', { class: 'chart-table' }, h('summary', {}, 'Figures'));
  details.addEventListener(
    'toggle',
    () => {
      const body = rows().map(([first = '', ...rest]) => h('tr', {}, h('th', { scope: 'row' }, first), rest.map((cell) => h('td', { class: 'num' }, cell))));
      details.append(
        h(
          'div',
          { class: 'table-scroll', tabindex: '0', role: 'region', 'aria-label': caption },
          h('table', {}, h('caption', { class: 'unseen' }, caption), h('thead', {}, h('tr', {}, head.map((one) => h('th', { scope: 'col' }, one)))), h('tbody', {}, body)),
        ),
      );
    },
    { once: true },
  );
  return details;
}
