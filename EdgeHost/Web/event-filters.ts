/** The three choices above the queue; they offer what the queue holds. */

import { STATUS, STATUSES } from './badges.js';
import { byId, fill, h } from './dom.js';
import type { EventQueue, FilterName } from './event-queue.js';
import { words } from './format.js';

type Option = [value: string, label: string];

const NAMES: readonly FilterName[] = ['rule', 'class', 'status'];

export class EventFilters {
  readonly #queue: EventQueue;
  readonly #onChange: () => void;
  readonly #offered = new Map<FilterName, string>();

  constructor(queue: EventQueue, onChange: () => void) {
    this.#queue = queue;
    this.#onChange = onChange;
    for (const name of NAMES) {
      const select = selectOf(name);
      select.addEventListener('change', () => this.#set(name, select.value));
    }
    byId('filter-clear').addEventListener('click', () => this.clear());
  }

  clear(): void {
    for (const name of NAMES) {
      selectOf(name).value = '';
      this.#set(name, '');
    }
    selectOf('rule').focus();
  }

  update(): void {
    const held = this.#queue.offers.status.sorted();
    this.#offer('rule', this.#queue.offers.rule.sorted().map((value): Option => [value, words(value)]));
    this.#offer('class', this.#queue.offers.class.sorted().map((value): Option => [value, value]));
    this.#offer('status', STATUSES.filter((value) => held.includes(value)).map((value): Option => [value, STATUS[value].label]));
    byId('filter-clear').hidden = !this.#queue.isFiltered;
  }

  #offer(name: FilterName, options: Option[]): void {
    // What is chosen stays on offer even when the last such frame has left the queue.
    const chosen = this.#queue.filter[name];
    if (chosen && !options.some(([value]) => value === chosen)) options.push([chosen, chosen]);
    const key = JSON.stringify(options);
    if (key === this.#offered.get(name)) return;
    this.#offered.set(name, key);
    const select = selectOf(name);
    fill(
      select,
      h('option', { value: '' }, 'All'),
      options.map(([value, label]) => h('option', { value }, label)),
    );
    select.value = chosen;
  }

  #set(name: FilterName, value: string): void {
    this.#queue.setFilter(name, value);
    selectOf(name).dataset.set = String(Boolean(value));
    this.#onChange();
  }
}

const selectOf = (name: FilterName): HTMLSelectElement => byId(`filter-${name}`, HTMLSelectElement);
