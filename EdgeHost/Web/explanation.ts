/** Why the model said so: method, question, test, and above all whether it may be believed. */

import type { EventExplanation, ExplanationAge, ExplanationShares, Faithfulness } from './api-types.js';
import { STATUS, type Status, statusBadge, statusOf } from './badges.js';
import { bar, type Child, fill, h, icon } from './dom.js';
import { count, figure, isNumber, share, span, words } from './format.js';
import type { HeatGrid } from './heat.js';
import { barEnds, isSigned, paintColorBar } from './heat-paint.js';

export class ExplanationPanel {
  readonly root = h('section', { class: 'card explanation', 'aria-label': 'Explanation', id: 'explanation' });
  readonly #onChoose: (index: number) => void;
  readonly #onAnyway: () => void;

  constructor(onChoose: (index: number) => void, onAnyway: () => void) {
    this.#onChoose = onChoose;
    this.#onAnyway = onAnyway;
  }

  /** @param anyway the operator asked for a map that may not be believed */
  show(all: readonly EventExplanation[], chosen: number, grid: HeatGrid | null, anyway: boolean): void {
    const e = all[chosen];
    if (!e) {
      this.root.dataset.status = 'none';
      fill(
        this.root,
        h('div', { class: 'card-head' }, h('h2', {}, 'Explanation'), statusBadge('none')),
        h('p', { class: 'pad soft' }, 'No explanation was made for this frame.'),
      );
      return;
    }
    const status = statusOf(e);
    const refocus =
      document.activeElement?.id === 'show-anyway' || document.activeElement?.closest('.tabs') ? document.activeElement.id : '';
    this.root.dataset.status = status;
    fill(
      this.root,
      h('div', { class: 'card-head' }, h('h2', {}, 'Explanation'), statusBadge(status), status === 'ok' ? ageBadge(e.age) : null),
      all.length > 1 ? this.#tabs(all, chosen) : null,
      status === 'ok' ? null : this.#verdict(e, status, grid, anyway),
      question(e),
      colorBar(e, grid, status, anyway),
      h('dl', { class: 'pairs' }, pairs(e, status)),
      shares(e.shares),
      h('p', { class: 'saliency-note' }, 'Saliency is not cause.'),
    );
    if (refocus) document.getElementById(refocus)?.focus();
  }

  #tabs(all: readonly EventExplanation[], chosen: number): HTMLElement {
    return h(
      'div',
      { class: 'tabs', role: 'group', 'aria-label': 'Explanations of this frame' },
      all.map((e, i) =>
        h(
          'button',
          { type: 'button', id: `explanation-tab-${i}`, 'aria-pressed': String(i === chosen), onclick: () => this.#onChoose(i) },
          icon(STATUS[statusOf(e)].icon),
          e.target?.class ?? words(e.method ?? `Map ${i + 1}`),
        ),
      ),
    );
  }

  #verdict(e: EventExplanation, status: Status, grid: HeatGrid | null, anyway: boolean): HTMLElement {
    return h(
      'div',
      { class: 'verdict', 'data-status': status },
      icon(STATUS[status].icon),
      h(
        'div',
        {},
        h('strong', {}, STATUS[status].title),
        h('p', {}, e.reason ?? 'The device gave no reason.'),
        grid
          ? h(
              'button',
              { type: 'button', class: 'button small', id: 'show-anyway', 'aria-pressed': String(anyway), onclick: this.#onAnyway },
              anyway ? 'Hide this map' : `Show the ${STATUS[status].label.toLowerCase()} map, hatched`,
            )
          : null,
      ),
    );
  }
}

function ageBadge(age: ExplanationAge | undefined): HTMLElement {
  const cached = age && (age.frames > 0 || age.ms > 0);
  return h('span', { class: 'badge age', 'data-cached': String(Boolean(cached)) }, icon(cached ? 'stale' : 'ok'), ageText(age));
}

function ageText(age: ExplanationAge | undefined): string {
  if (!age) return 'age unknown';
  if (!(age.frames > 0 || age.ms > 0)) return 'this frame';
  const time = age.ms < 1000 ? `${Math.round(age.ms)} ms` : span(age.ms);
  return `cached, ${count(age.frames)} ${age.frames === 1 ? 'frame' : 'frames'} / ${time} old`;
}

function question(e: EventExplanation): HTMLElement | null {
  const t = e.target;
  if (!t) return null;
  return h(
    'p',
    { class: 'question' },
    'Why ',
    h('strong', {}, t.class ?? '–'),
    ' rather than ',
    t.foil ? h('strong', {}, t.foil) : 'any other class',
    Number.isInteger(t.region) ? [' in region ', h('span', { class: 'num' }, `#${t.region}`)] : ' in this frame',
    '?',
  );
}

function colorBar(e: EventExplanation, grid: HeatGrid | null, status: Status, anyway: boolean): HTMLElement | null {
  if (!grid || (status !== 'ok' && !anyway)) return null;
  const canvas = h('canvas', {
    class: 'colorbar',
    width: 256,
    height: 1,
    role: 'img',
    'aria-label': `Heat from ${figure(grid.min)} to ${figure(grid.max)}`,
  });
  paintColorBar(canvas, grid);
  const [low, high] = barEnds(grid);
  const signed = isSigned(grid);
  return h(
    'div',
    { class: 'scale', 'data-warning': String(status !== 'ok') },
    canvas,
    h('div', { class: 'scale-ends num' }, h('span', {}, figure(low)), signed ? h('span', {}, '0') : null, h('span', {}, figure(high))),
    h(
      'div',
      { class: 'scale-words soft small' },
      signed
        ? [h('span', {}, `against ${e.target?.class ?? 'the class'}`), h('span', {}, `for ${e.target?.class ?? 'the class'}`)]
        : [h('span', {}, 'no influence'), h('span', {}, 'strong influence')],
    ),
    h(
      'div',
      { class: 'soft small num' },
      `Values from ${figure(grid.min)} to ${figure(grid.max)}, ${signed ? 'signed' : 'unsigned'}, grid ${grid.width} × ${grid.height}`,
    ),
  );
}

/** Names that say nothing without their paper. */
const METHODS: Readonly<Record<string, string>> = {
  scg: 'Coalition gradients, chosen by probe (scg)',
  rise: 'RISE',
  lime: 'LIME',
  kernelshap: 'KernelSHAP',
  hirescam: 'HiResCAM',
  'seg-grad-cam': 'Seg-Grad-CAM',
  'score-cam': 'Score-CAM',
  'recipro-cam': 'Recipro-CAM',
};

function pairs(e: EventExplanation, status: Status): HTMLElement[] {
  const rows: [name: string, value: Child][] = [
    ['Method', METHODS[e.method ?? ''] ?? words(e.method ?? '–')],
    [
      'Settings',
      e.params && Object.keys(e.params).length
        ? Object.entries(e.params)
            .map(([k, v]) => `${k} ${plain(v)}`)
            .join(', ')
        : null,
    ],
    ['Cost', isNumber(e.queries) ? `as much as ${count(e.queries)} runs of the model` : null],
    ['Age', status === 'ok' ? null : e.age ? ageText(e.age) : null],
    ['Faithful', e.faithfulness ? faithfulness(e.faithfulness) : 'not tested'],
  ];
  return rows.filter(([, value]) => value !== null).map(([name, value]) => h('div', {}, h('dt', {}, name), h('dd', {}, value)));
}

function faithfulness(f: Faithfulness): HTMLElement {
  return h(
    'span',
    { class: 'faith', 'data-pass': String(f.pass === true) },
    icon(f.pass === true ? 'ok' : 'untrusted'),
    h('strong', {}, f.pass === true ? 'passed' : 'failed'),
    h('span', { class: 'num' }, figure(f.score)),
    h('span', { class: 'soft' }, String(f.how ?? '')),
  );
}

function shares(s: ExplanationShares | undefined): HTMLElement | null {
  if (!s) return null;
  return h(
    'div',
    { class: 'shares' },
    h('h3', {}, 'Where the weight lies'),
    shareRow('Inside the region', s.inside),
    shareRow('On its boundary', s.boundary),
    shareRow('In the context', s.context),
  );
}

const shareRow = (label: string, value: number | undefined): HTMLElement =>
  h('div', { class: 'share-row' }, h('span', {}, label), bar(value), h('span', { class: 'num' }, share(value)));

const plain = (value: unknown): string =>
  typeof value === 'object' ? JSON.stringify(value) : isNumber(value) && !Number.isInteger(value) ? figure(value) : String(value);
