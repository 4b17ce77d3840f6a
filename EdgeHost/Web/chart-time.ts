/** Charts over time: stacked bars and a line. Read by eye, by ear (title, description) and as a table. */

import { localDay, longTime, nextChart, pattern, responsive, s, shortTime, type Step, table, ticks } from './chart-parts.js';
import { type Child, h } from './dom.js';

export interface Series {
  name: string;
  values: readonly number[];
  /** class of its colour, as in charts.css */
  tone: string;
}

export interface TimeChart {
  title: string;
  /** what the picture says, in a sentence */
  says: string;
  starts: readonly string[];
  step: Step;
  format: (value: number) => string;
}

const LEFT = 44;
const RIGHT = 6;
const TOP = 10;
const BOTTOM = 24;
const HEIGHT = 210;
const LABEL_PX = 66;
const PLOT = HEIGHT - TOP - BOTTOM;

interface Frame {
  svg: SVGSVGElement;
  width: number;
  x: (index: number) => number;
  y: (value: number) => number;
}

/** @param whole bars are parts of 100 % */
export function stackedBars(chart: TimeChart, series: readonly Series[], whole = false): HTMLElement {
  const totals = chart.starts.map((_, i) => series.reduce((sum, one) => sum + one.values[i]!, 0));
  const part = (value: number, i: number): number => (whole ? (totals[i] ? value / totals[i] : 0) : value);
  const box = responsive((width) => {
    const id = nextChart();
    const frame = axes(chart, id, width, whole ? [0, 0.25, 0.5, 0.75, 1] : ticks(Math.max(...totals, 0)), whole ? percent : chart.format);
    frame.svg.append(s('defs', {}, ...series.map((one, n) => pattern(`${id}${n}`, one.tone, n))));
    const slot = frame.x(1) - frame.x(0);
    const wide = Math.max(1, slot - (slot > 5 ? 2 : slot > 2 ? 1 : 0));
    chart.starts.forEach((start, i) => {
      const bar = s('g', { class: 'chart-bar' }, s('title', {}, sentence(chart, start, series, i)));
      let below = 0;
      series.forEach((one, n) => {
        const value = part(one.values[i]!, i);
        if (value <= 0) return;
        const top = frame.y(below + value);
        bar.append(s('rect', { x: frame.x(i), y: top, width: wide, height: Math.max(0.5, frame.y(below) - top), fill: `url(#${id}${n})` }));
        below += value;
      });
      if (below > 0) frame.svg.append(bar);
    });
    return frame.svg;
  });
  return figure(chart, box, legend(series), () => chart.starts.map((start, i) => [longTime(start, chart.step), ...series.map((one) => chart.format(one.values[i]!))]), series.map((one) => one.name));
}

/** One line between 0 and 1; where nothing is known there is none. */
export function shareLine(chart: TimeChart, values: readonly (number | null)[], counted: readonly number[], what: string): HTMLElement {
  const box = responsive((width) => {
    const frame = axes(chart, nextChart(), width, [0, 0.25, 0.5, 0.75, 1], percent);
    const middle = (i: number): number => (frame.x(i) + frame.x(i + 1)) / 2;
    for (const run of runs(values)) {
      const line = run.map(([i, value]) => `${middle(i).toFixed(1)} ${frame.y(value).toFixed(1)}`).join('L');
      const [first, last] = [run[0]![0], run.at(-1)![0]];
      frame.svg.append(s('path', { class: 'chart-area', d: `M${middle(first)} ${frame.y(0)}L${line}L${middle(last)} ${frame.y(0)}Z` }), s('path', { class: 'chart-line', d: `M${line}` }));
    }
    values.forEach((value, i) => {
      if (value === null) return;
      frame.svg.append(
        s('circle', { class: 'chart-dot', cx: middle(i), cy: frame.y(value), r: chart.starts.length > 60 ? 1.5 : 3 }, s('title', {}, `${longTime(chart.starts[i]!, chart.step)}: ${percent(value)} of ${counted[i]} ${what}`)),
      );
    });
    return frame.svg;
  });
  return figure(chart, box, null, () => chart.starts.map((start, i) => [longTime(start, chart.step), values[i] === null ? 'unknown' : percent(values[i]!), String(counted[i])]), [chart.title, what]);
}

export const percent = (value: number): string => `${(value * 100).toFixed(0)} %`;

function axes(chart: TimeChart, id: string, width: number, marks: readonly number[], format: (value: number) => string): Frame {
  const svg = s('svg', { class: 'chart', width, height: HEIGHT, viewBox: `0 0 ${width} ${HEIGHT}`, role: 'img', 'aria-labelledby': `${id}t`, 'aria-describedby': `${id}d` });
  svg.append(s('title', { id: `${id}t` }, chart.title), s('desc', { id: `${id}d` }, chart.says));
  const slot = (width - LEFT - RIGHT) / Math.max(1, chart.starts.length);
  const top = marks.at(-1)!;
  const x = (index: number): number => LEFT + index * slot;
  const y = (value: number): number => TOP + PLOT * (1 - value / top);
  for (const mark of marks) {
    svg.append(s('line', { class: mark === 0 ? 'chart-base' : 'chart-rule', x1: LEFT, x2: width - RIGHT, y1: y(mark), y2: y(mark) }), s('text', { class: 'chart-label', x: LEFT - 7, y: y(mark) + 4, 'text-anchor': 'end' }, format(mark)));
  }
  // Of many hours the days are named, where they begin; of few the hours.
  const byDay = chart.step === 'hour' && chart.starts.length > 48;
  let free = 0;
  chart.starts.forEach((start, i) => {
    const at = x(i) + slot / 2;
    if (at < free || (at > width - RIGHT - LABEL_PX / 3 && i > 0) || (byDay && new Date(start).getHours() !== 0)) return;
    free = at + LABEL_PX;
    if (byDay) svg.append(s('line', { class: 'chart-rule', x1: x(i), x2: x(i), y1: TOP + PLOT, y2: TOP + PLOT + 6 }));
    svg.append(s('text', { class: 'chart-label', x: Math.max(at, LEFT + 12), y: HEIGHT - 6, 'text-anchor': 'middle' }, byDay ? localDay(start) : shortTime(start, chart.step)));
  });
  return { svg, width, x, y };
}

function figure(chart: TimeChart, box: HTMLElement, below: Child, rows: () => readonly (readonly string[])[], columns: readonly string[]): HTMLElement {
  return h('div', { class: 'chart-figure' }, box, below, table(chart.title, [chart.step === 'hour' ? 'Hour' : 'Day (UTC)', ...columns], rows));
}

function legend(series: readonly Series[]): HTMLElement {
  return h(
    'ul',
    { class: 'chart-legend' },
    series.map((one, n) => {
      const id = nextChart();
      const swatch = s('svg', { class: 'chart-swatch', width: 16, height: 14, 'aria-hidden': 'true' }, s('defs', {}, pattern(id, one.tone, n)), s('rect', { width: 16, height: 14, rx: 3, fill: `url(#${id})` }));
      return h('li', {}, swatch, one.name);
    }),
  );
}

function sentence(chart: TimeChart, start: string, series: readonly Series[], i: number): string {
  const parts = series.filter((one) => one.values[i]! > 0).map((one) => `${one.name} ${chart.format(one.values[i]!)}`);
  return `${longTime(start, chart.step)}: ${parts.join(', ')}`;
}

function runs(values: readonly (number | null)[]): (readonly [number, number])[][] {
  const all: (readonly [number, number])[][] = [[]];
  values.forEach((value, i) => {
    if (value === null) all.push([]);
    else all.at(-1)!.push([i, value]);
  });
  return all.filter((run) => run.length > 1);
}
