/** Classes by head: swatch, name, area, and a switch each. Keeps what is hidden; whoever draws asks it. */

import { bar, h, setText, swatch } from './dom.js';
import { isBackground, safeColor } from './classes.js';
import { confidence, isNumber, share, words } from './format.js';

/** @typedef {{ id: number, name: string, color: string, area?: number, conf?: number | null }} LegendClass */
/** @typedef {{ name: string, classes: LegendClass[] }} LegendHead */

export class Legend {
  #root;
  #onChange;
  #rows = new Map();
  #hidden = new Map();
  #shape = '';
  highlighted = /** @type {{ head: string, id: number } | null} */ (null);

  /** @param {HTMLElement} root @param {() => void} onChange called when what is visible or highlighted changes */
  constructor(root, onChange) {
    this.#root = root;
    this.#onChange = onChange;
  }

  isVisible(head, id) {
    return !this.#hidden.get(head) && !this.#hidden.get(`${head}/${id}`);
  }

  highlightIn(head) {
    return this.highlighted?.head === head ? this.highlighted.id : null;
  }

  /** @param {LegendHead[]} heads rows stay where they are as areas change; they are rebuilt only for other classes */
  update(heads) {
    const shape = JSON.stringify(heads.map((head) => [head.name, head.classes.map((c) => [c.id, c.name, c.color])]));
    if (shape !== this.#shape) this.#build(heads, shape);
    for (const head of heads) {
      for (const c of head.classes) {
        const row = this.#rows.get(`${head.name}/${c.id}`);
        setText(row.area, share(c.area));
        setText(row.conf, isNumber(c.conf) ? confidence(c.conf) : '');
        row.fill.style.width = `${Math.min(1, c.area || 0) * 100}%`;
        row.item.dataset.absent = String(!(c.area > 0));
      }
    }
  }

  #build(heads, shape) {
    this.#shape = shape;
    this.#rows.clear();
    this.#root.replaceChildren();
    for (const head of heads) {
      const list = h(
        'ul',
        { class: 'legend-list' },
        head.classes.map((c) => this.#row(head.name, c)),
      );
      this.#root.append(h('div', { class: 'legend-head' }, heads.length > 1 ? this.#headSwitch(head.name) : null, list));
    }
  }

  #row(head, c) {
    const key = `${head}/${c.id}`;
    if (!this.#hidden.has(key)) this.#hidden.set(key, isBackground(c.name));
    const strip = bar(0, safeColor(c.color));
    const area = h('span', { class: 'legend-area num' });
    const conf = h('span', { class: 'legend-conf num', title: 'Mean confidence' });
    const button = h(
      'button',
      { type: 'button', class: 'legend-row', 'aria-pressed': String(!this.#hidden.get(key)) },
      h('span', { class: 'legend-name' }, swatch(safeColor(c.color)), h('span', { class: 'clip', title: c.name }, c.name)),
      strip,
      area,
      conf,
    );
    const item = h('li', {}, button);
    button.addEventListener('click', () => this.#toggle(key, button));
    for (const [on, off] of [
      ['pointerenter', 'pointerleave'],
      ['focus', 'blur'],
    ]) {
      button.addEventListener(on, () => this.#highlight(button.matches(':hover, :focus-visible') ? { head, id: c.id } : null));
      button.addEventListener(off, () => this.#highlight(null));
    }
    this.#rows.set(key, { item, area, conf, fill: strip.firstElementChild });
    return item;
  }

  #headSwitch(name) {
    const button = h(
      'button',
      { type: 'button', class: 'head-switch', 'aria-pressed': String(!this.#hidden.get(name)) },
      h('span', { class: 'soft small' }, 'Head'),
      words(name),
    );
    button.addEventListener('click', () => this.#toggle(name, button));
    return button;
  }

  #toggle(key, button) {
    this.#hidden.set(key, !this.#hidden.get(key));
    button.setAttribute('aria-pressed', String(!this.#hidden.get(key)));
    this.#onChange();
  }

  #highlight(which) {
    this.highlighted = which;
    this.#onChange();
  }
}
