/** Where a frame's milliseconds go, and whether received = processed + dropped + failed + in flight. */

import { byId, fill, h, setText } from './dom.js';
import { count, ms } from './format.js';

const STEPS = [
  ['pre', 'Prepare'],
  ['infer', 'Infer'],
  ['post', 'Post'],
];
const COUNTERS = [
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
  #history = [];
  #at = 0;
  #counters = new Map();
  #latency;
  #line;
  #peak;

  constructor() {
    this.#latency = latencyBar();
    const svg = document.createElementNS('http://www.w3.org/2000/svg', 'svg');
    svg.setAttribute('class', 'spark');
    svg.setAttribute('viewBox', '0 0 120 32');
    svg.setAttribute('preserveAspectRatio', 'none');
    svg.setAttribute('aria-hidden', 'true');
    this.#line = document.createElementNS('http://www.w3.org/2000/svg', 'polyline');
    svg.append(this.#line);
    this.#peak = h('span', { class: 'soft small num' });
    const cells = COUNTERS.map(([key, label]) => {
      const value = h('dd', { class: 'num' }, '–');
      this.#counters.set(key, value);
      return h('div', { 'data-counter': key }, h('dt', {}, label), value);
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

  picture(report) {
    const total = report.latencyMs?.total;
    if (typeof total === 'number') this.#history.push(total);
    if (this.#history.length > HISTORY) this.#history.shift();
    if (performance.now() - this.#at < EVERY_MS) return;
    this.#at = performance.now();
    this.#latency.show(report.latencyMs);
    const top = Math.max(...this.#history, 1);
    const shift = HISTORY - this.#history.length;
    this.#line.setAttribute('points', this.#history.map((v, i) => `${shift + i},${(31 - (v / top) * 28).toFixed(1)}`).join(' '));
    setText(this.#peak, `peak ${ms(top)}`);
  }

  status(status) {
    for (const [key, value] of this.#counters) {
      setText(value, count(status.counters?.[key]));
      value.parentElement.dataset.hot = String((key === 'failed' || key === 'dropped') && status.counters?.[key] > 0);
    }
    setText(byId('pipeline-percentiles'), `p50 ${ms(status.p50Ms)}  ·  p95 ${ms(status.p95Ms)}`);
  }
}

/** Stacked steps with their numbers beside them; also used for one flagged frame. */
export function latencyBar() {
  const steps = STEPS;
  const parts = steps.map(([key]) => h('span', { class: 'lat-part', 'data-step': key }));
  const values = steps.map(() => h('span', { class: 'num' }));
  const total = h('strong', { class: 'num' });
  const root = h(
    'div',
    { class: 'lat' },
    h('div', { class: 'lat-bar', 'aria-hidden': 'true' }, parts),
    h(
      'div',
      { class: 'lat-keys' },
      steps.map(([key, label], i) =>
        h('span', { class: 'lat-key' }, h('span', { class: 'lat-dot', 'data-step': key, 'aria-hidden': 'true' }), label, values[i]),
      ),
      h('span', { class: 'lat-key lat-total' }, 'Total', total),
    ),
  );
  return {
    root,
    show(latency) {
      const sum = steps.reduce((all, [key]) => all + (Number(latency?.[key]) || 0), 0) || 1;
      steps.forEach(([key], i) => {
        parts[i].style.flexGrow = String((Number(latency?.[key]) || 0) / sum);
        setText(values[i], ms(latency?.[key]));
      });
      setText(total, ms(latency?.total));
    },
  };
}
