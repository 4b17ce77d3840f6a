/** Why the model said so: method, question, test, and above all whether it may be believed. */

import { STATUS, statusBadge, statusOf } from './badges.js';
import { bar, fill, h, icon } from './dom.js';
import { count, figure, share, span, words } from './format.js';
import { barEnds, isSigned, paintColorBar } from './heat-paint.js';

export class ExplanationPanel {
  root = h('section', { class: 'card explanation', 'aria-label': 'Explanation', id: 'explanation' });
  #onChoose;
  #onAnyway;

  constructor(onChoose, onAnyway) {
    this.#onChoose = onChoose;
    this.#onAnyway = onAnyway;
  }

  /**
   * @param {any[]} all @param {number} chosen @param {import('./heat.js').HeatGrid | null} grid
   * @param {boolean} anyway the operator asked for a map that may not be believed
   */
  show(all, chosen, grid, anyway) {
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

  #tabs(all, chosen) {
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

  #verdict(e, status, grid, anyway) {
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

function ageBadge(age) {
  const cached = age && (age.frames > 0 || age.ms > 0);
  return h('span', { class: 'badge age', 'data-cached': String(Boolean(cached)) }, icon(cached ? 'stale' : 'ok'), ageText(age));
}

function ageText(age) {
  if (!age) return 'age unknown';
  if (!(age.frames > 0 || age.ms > 0)) return 'this frame';
  const time = age.ms < 1000 ? `${Math.round(age.ms)} ms` : span(age.ms);
  return `cached, ${count(age.frames)} ${age.frames === 1 ? 'frame' : 'frames'} / ${time} old`;
}

function question(e) {
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

function colorBar(e, grid, status, anyway) {
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
const METHODS = {
  scg: 'Coalition gradients, chosen by probe (scg)',
  rise: 'RISE',
  lime: 'LIME',
  kernelshap: 'KernelSHAP',
  hirescam: 'HiResCAM',
  'seg-grad-cam': 'Seg-Grad-CAM',
  'score-cam': 'Score-CAM',
  'recipro-cam': 'Recipro-CAM',
};

function pairs(e, status) {
  const rows = [
    ['Method', METHODS[e.method] ?? words(e.method ?? '–')],
    [
      'Settings',
      e.params && Object.keys(e.params).length
        ? Object.entries(e.params)
            .map(([k, v]) => `${k} ${plain(v)}`)
            .join(', ')
        : null,
    ],
    ['Cost', Number.isFinite(e.queries) ? `as much as ${count(e.queries)} runs of the model` : null],
    ['Age', status === 'ok' ? null : e.age ? ageText(e.age) : null],
    ['Faithful', e.faithfulness ? faithfulness(e.faithfulness) : 'not tested'],
  ];
  return rows.filter(([, value]) => value !== null).map(([name, value]) => h('div', {}, h('dt', {}, name), h('dd', {}, value)));
}

function faithfulness(f) {
  return h(
    'span',
    { class: 'faith', 'data-pass': String(f.pass === true) },
    icon(f.pass === true ? 'ok' : 'untrusted'),
    h('strong', {}, f.pass === true ? 'passed' : 'failed'),
    h('span', { class: 'num' }, figure(f.score)),
    h('span', { class: 'soft' }, String(f.how ?? '')),
  );
}

function shares(s) {
  if (!s) return null;
  return h(
    'div',
    { class: 'shares' },
    h('h3', {}, 'Where the weight lies'),
    [
      ['inside', 'Inside the region'],
      ['boundary', 'On its boundary'],
      ['context', 'In the context'],
    ].map(([key, label]) =>
      h('div', { class: 'share-row' }, h('span', {}, label), bar(s[key], null, null), h('span', { class: 'num' }, share(s[key]))),
    ),
  );
}

const plain = (value) =>
  typeof value === 'object' ? JSON.stringify(value) : Number.isFinite(value) && !Number.isInteger(value) ? figure(value) : String(value);
