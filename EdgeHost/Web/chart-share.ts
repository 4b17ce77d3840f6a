/** Shares with their interval: a dot for what was counted, a beam for what it may be. */

import { nextChart, s, table } from './chart-parts.js';
import { type Child, h } from './dom.js';
import type { ShareBar } from './fleet-types.js';
import { count, share } from './format.js';

export const WHOLE_FRAME = 'Whole frame';

const WIDTH = 200;
const HEIGHT = 18;

/** Beside its figures in words, so hidden from those who hear the page. */
export function shareTrack(bar: ShareBar): SVGSVGElement {
  const x = (value: number): number => 5 + value * (WIDTH - 10);
  const svg = s('svg', { class: 'share-track', viewBox: `0 0 ${WIDTH} ${HEIGHT}`, preserveAspectRatio: 'none', 'aria-hidden': 'true' });
  svg.append(s('line', { class: 'share-rail', x1: 5, x2: WIDTH - 5, y1: 9, y2: 9 }), ...[0.5].map((mark) => s('line', { class: 'share-mark', x1: x(mark), x2: x(mark), y1: 3, y2: 15 })));
  if (bar.share === null) return svg;
  svg.append(s('rect', { class: 'share-beam', x: x(bar.low), y: 5, width: Math.max(1, x(bar.high) - x(bar.low)), height: 8, rx: 4 }), s('line', { class: 'share-dot', x1: x(bar.share), x2: x(bar.share), y1: 2, y2: 16 }));
  return svg;
}

export const interval = (bar: ShareBar): string => (bar.share === null ? 'none judged' : `${(bar.low * 100).toFixed(0)}–${(bar.high * 100).toFixed(0)} %`);

/** "82 %", and beside it "71–90 %, 45 judged". */
export function shareWords(bar: ShareBar, what = 'judged'): Child {
  return bar.share === null
    ? h('span', { class: 'soft small' }, `unknown: none ${what}`)
    : [h('strong', { class: 'num' }, share(bar.share)), ' ', h('span', { class: 'soft small num' }, `${interval(bar)}, ${count(bar.trials)} ${what}`)];
}

/** The same for a narrow cell: the counts are elsewhere. */
export const shareShort = (bar: ShareBar): Child =>
  bar.share === null ? h('span', { class: 'soft small' }, 'unknown') : [h('strong', { class: 'num' }, share(bar.share)), ' ', h('span', { class: 'soft small num' }, interval(bar))];

export function shareRows(title: string, bars: readonly ShareBar[], what: string): HTMLElement {
  const id = nextChart();
  const rows = bars.map((bar) => h('li', { class: 'share-row' }, h('span', { class: 'clip', title: bar.name ?? WHOLE_FRAME }, bar.name ?? WHOLE_FRAME), shareTrack(bar), h('span', { class: 'share-words' }, shareWords(bar, what))));
  return h(
    'div',
    { class: 'chart-figure' },
    h('h3', { id, class: 'share-title' }, title),
    h('ul', { class: 'share-list', 'aria-labelledby': id }, rows),
    table(title, ['', 'Share', 'Interval (95 %)', 'Of'], () => bars.map((bar) => [bar.name ?? WHOLE_FRAME, bar.share === null ? 'unknown' : share(bar.share), interval(bar), count(bar.trials)])),
  );
}
