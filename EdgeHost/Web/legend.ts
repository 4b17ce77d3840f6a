/** Classes by head: swatch, name, area, and a switch each. Keeps what is hidden; whoever draws asks it. */

import { bar, h, setText } from './dom.js';
import { isBackground, safeColor } from './classes.js';
import { confidence, isNumber, share, words } from './format.js';
import { patternedSwatch } from './patterns.js';

export interface LegendClass {
  id: number;
  name: string;
  color: string;
  area?: number;
  conf?: number | null;
}

export interface LegendHead {
  name: string;
  classes: LegendClass[];
}

interface Row {
  item: HTMLElement;
  area: HTMLElement;
  conf: HTMLElement;
  strip: HTMLElement;
}

export class Legend {
  readonly #root: HTMLElement;
  readonly #onChange: () => void;
  readonly #rows = new Map<string, Row>();
  readonly #hidden = new Map<string, boolean>();
  #shape = '';
  #highlighted: { head: string; id: number } | null = null;

  /** @param onChange called when what is visible or highlighted changes */
  constructor(root: HTMLElement, onChange: () => void) {
    this.#root = root;
    this.#onChange = onChange;
  }

  isVisible(head: string, id: number): boolean {
    return !this.#hidden.get(head) && !this.#hidden.get(`${head}/${id}`);
  }

  highlightIn(head: string): number | null {
    return this.#highlighted?.head === head ? this.#highlighted.id : null;
  }

  /** Rows stay where they are as areas change; they are rebuilt only for other classes. */
  update(heads: readonly LegendHead[]): void {
    const shape = JSON.stringify(heads.map((head) => [head.name, head.classes.map((c) => [c.id, c.name, c.color])]));
    if (shape !== this.#shape) this.#build(heads, shape);
    for (const head of heads) {
      for (const c of head.classes) {
        const row = this.#rows.get(`${head.name}/${c.id}`);
        if (!row) continue;
        setText(row.area, share(c.area));
        setText(row.conf, isNumber(c.conf) ? confidence(c.conf) : '');
        row.strip.style.width = `${Math.min(1, c.area || 0) * 100}%`;
        row.item.dataset.absent = String(!(c.area && c.area > 0));
      }
    }
  }

  #build(heads: readonly LegendHead[], shape: string): void {
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

  #row(head: string, c: LegendClass): HTMLElement {
    const key = `${head}/${c.id}`;
    if (!this.#hidden.has(key)) this.#hidden.set(key, isBackground(c.name));
    const strip = bar(0, safeColor(c.color));
    const area = h('span', { class: 'legend-area num' });
    const conf = h('span', { class: 'legend-conf num', title: 'Mean confidence' });
    const button = h(
      'button',
      { type: 'button', class: 'legend-row', 'aria-pressed': String(!this.#hidden.get(key)) },
      h('span', { class: 'legend-name' }, patternedSwatch(safeColor(c.color), c.id), h('span', { class: 'clip', title: c.name }, c.name)),
      strip,
      area,
      conf,
    );
    const item = h('li', {}, button);
    button.addEventListener('click', () => this.#toggle(key, button));
    for (const [on, off] of [
      ['pointerenter', 'pointerleave'],
      ['focus', 'blur'],
    ] as const) {
      button.addEventListener(on, () => this.#highlight(button.matches(':hover, :focus-visible') ? { head, id: c.id } : null));
      button.addEventListener(off, () => this.#highlight(null));
    }
    this.#rows.set(key, { item, area, conf, strip: strip.firstElementChild as HTMLElement });
    return item;
  }

  #headSwitch(name: string): HTMLElement {
    const button = h(
      'button',
      { type: 'button', class: 'head-switch', 'aria-pressed': String(!this.#hidden.get(name)) },
      h('span', { class: 'soft small' }, 'Head'),
      words(name),
    );
    button.addEventListener('click', () => this.#toggle(name, button));
    return button;
  }

  #toggle(key: string, button: HTMLElement): void {
    this.#hidden.set(key, !this.#hidden.get(key));
    button.setAttribute('aria-pressed', String(!this.#hidden.get(key)));
    this.#onChange();
  }

  #highlight(which: { head: string; id: number } | null): void {
    this.#highlighted = which;
    this.#onChange();
  }
}
