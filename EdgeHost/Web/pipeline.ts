/** Where a frame's milliseconds go, and whether received = processed + dropped + failed + in flight. */

import type { CounterStatus, DashboardStatus, EventLatency, LiveReport } from './api-types.js';
import { byId, fill, h, setText } from './dom.js';
import { count, ms } from './format.js';

const STEPS: readonly (readonly [key: 'pre' | 'infer' | 'post', label: string])[] = [
  ['pre', 'Prepare'],
  ['infer', 'Infer'],
  ['post', 'Post'],
];
const COUNTERS: readonly (readonly [key: keyof CounterStatus, label: string])[] = [
  ['received', 'Received'],
  ['processed', 'Processed'],
  ['dropped', 'Dropped'],
  ['failed', 'Failed'],
  ['inFlight', 'In flight'],
  ['flagged', 'Flagged'],
  ['explained', 'Explained'],
  ['explainSkipped', 'Not explained'],
  ['coalitionsLearned', 'Gradients learned'],
];
const HISTORY = 120;
const EVERY_MS = 250;

export class PipelinePanel {
  readonly #history: number[] = [];
  #at = 0;
  readonly #counters = new Map<keyof CounterStatus, { cell: HTMLElement; value: HTMLElement }>();
  readonly #latency = latencyBar();
  readonly #line = document.createElementNS('http://www.w3.org/2000/svg', 'polyline');
  readonly #peak = h('span', { class: 'soft small num' });

  constructor() {
    const svg = document.createElementNS('http://www.w3.org/2000/svg', 'svg');
    svg.setAttribute('class', 'spark');
    svg.setAttribute('viewBox', '0 0 120 32');
    svg.setAttribute('preserveAspectRatio', 'none');
    svg.setAttribute('aria-hidden', 'true');
    svg.append(this.#line);
    const cells = COUNTERS.map(([key, label]) => {
      const value = h('dd', { class: 'num' }, '–');
      const cell = h('div', { 'data-counter': key }, h('dt', {}, label), value);
      this.#counters.set(key, { cell, value });
      return cell;
    });
    fill(
      byId('pipeline'),
      this.#latency.root,
      h(
        'div',
        { class: 'spark-box' },
        svg,
        h('div', { class: 'spark-label' }, h('span', { class: 'soft small' }, 'Latency, last 120 pictures'), this.#peak),
      ),
      h('dl', { class: 'counters' }, cells),
    );
  }

  picture(report: LiveReport): void {
    this.#history.push(report.latencyMs.total);
    if (this.#history.length > HISTORY) this.#history.shift();
    if (performance.now() - this.#at < EVERY_MS) return;
    this.#at = performance.now();
    this.#latency.show(report.latencyMs);
    const top = Math.max(...this.#history, 1);
    const shift = HISTORY - this.#history.length;
    this.#line.setAttribute('points', this.#history.map((v, i) => `${shift + i},${(31 - (v / top) * 28).toFixed(1)}`).join(' '));
    setText(this.#peak, `peak ${ms(top)}`);
  }

  status(status: DashboardStatus): void {
    for (const [key, { cell, value }] of this.#counters) {
      setText(value, count(status.counters[key]));
      cell.dataset.hot = String((key === 'failed' || key === 'dropped') && status.counters[key] > 0);
    }
    setText(byId('pipeline-percentiles'), `p50 ${ms(status.p50Ms)}  ·  p95 ${ms(status.p95Ms)}`);
  }
}

interface LatencyBar {
  root: HTMLElement;
  show(latency: EventLatency | undefined): void;
}

/** Stacked steps with their numbers beside them; also used for one flagged frame. */
export function latencyBar(): LatencyBar {
  const steps = STEPS.map(([key, label]) => ({
    key,
    label,
    part: h('span', { class: 'lat-part', 'data-step': key }),
    value: h('span', { class: 'num' }),
  }));
  const total = h('strong', { class: 'num' });
  const root = h(
    'div',
    { class: 'lat' },
    h('div', { class: 'lat-bar', 'aria-hidden': 'true' }, steps.map((step) => step.part)),
    h(
      'div',
      { class: 'lat-keys' },
      steps.map(({ key, label, value }) =>
        h('span', { class: 'lat-key' }, h('span', { class: 'lat-dot', 'data-step': key, 'aria-hidden': 'true' }), label, value),
      ),
      h('span', { class: 'lat-key lat-total' }, 'Total', total),
    ),
  );
  return {
    root,
    show(latency) {
      const sum = steps.reduce((all, { key }) => all + (Number(latency?.[key]) || 0), 0) || 1;
      for (const { key, part, value } of steps) {
        part.style.flexGrow = String((Number(latency?.[key]) || 0) / sum);
        setText(value, ms(latency?.[key]));
      }
      setText(total, ms(latency?.total));
    },
  };
}
