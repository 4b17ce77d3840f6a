/** The choices above the queue. A device offers what its queue holds, a hub what its whole store has. */

import type { QueueOffers } from './api-types.js';
import { STATUS, STATUSES, type Status } from './badges.js';
import { byId, fill, h } from './dom.js';
import type { EventQueue, FilterName } from './event-queue.js';
import { words } from './format.js';

type Option = [value: string, label: string];

const NAMES: readonly FilterName[] = ['site', 'device', 'camera', 'model', 'rule', 'class', 'status', 'state'];
const STATES: readonly Option[] = [
  ['open', 'To review'],
  ['reviewed', 'Reviewed'],
  ['second', 'Second look'],
];

// Of a hub with one site nobody needs a choice of sites.
const ONLY_IF_SEVERAL: readonly FilterName[] = ['site', 'device', 'camera', 'model'];

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
    for (const tab of tabs()) tab.addEventListener('click', () => this.#severity(tab.dataset.severity ?? ''));
    byId('filter-clear').addEventListener('click', () => this.clear());
  }

  clear(): void {
    for (const name of NAMES) {
      selectOf(name).value = '';
      this.#queue.setFilter(name, '');
      selectOf(name).dataset.set = 'false';
    }
    this.#severity('');
    selectOf('rule').focus();
  }

  /** What a device's queue holds. */
  update(): void {
    const held = this.#queue.offers.status.sorted();
    this.#offer('rule', this.#queue.offers.rule.sorted().map((value): Option => [value, words(value)]));
    this.#offer('class', this.#queue.offers.class.sorted().map((value): Option => [value, value]));
    this.#offer('status', STATUSES.filter((value) => held.includes(value)).map((value): Option => [value, STATUS[value].label]));
    this.#showClear();
  }

  /** What a hub's store has. */
  offer(offers: QueueOffers): void {
    const plain = (values: readonly string[]): Option[] => values.map((value): Option => [value, value]);
    this.#offer('site', plain(offers.sites));
    this.#offer('device', plain(offers.devices));
    this.#offer('camera', plain(offers.cameras));
    this.#offer('model', plain(offers.models));
    this.#offer('rule', offers.rules.map((value): Option => [value, words(value)]));
    this.#offer('class', plain(offers.classes));
    this.#offer('status', offers.statuses.map((value): Option => [value, STATUS[value as Status]?.label ?? words(value)]));
    this.#offer('state', [...STATES]);
    this.#showClear();
  }

  #showClear(): void {
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
    select.closest('label')!.hidden = ONLY_IF_SEVERAL.includes(name) && options.length < 2;
  }

  #severity(severity: string): void {
    for (const tab of tabs()) tab.ariaPressed = String(tab.dataset.severity === severity);
    this.#queue.setFilter('severity', severity);
    this.#showClear();
    this.#onChange();
  }

  #set(name: FilterName, value: string): void {
    this.#queue.setFilter(name, value);
    selectOf(name).dataset.set = String(Boolean(value));
    this.#showClear();
    this.#onChange();
  }
}

const selectOf = (name: FilterName): HTMLSelectElement => byId(`filter-${name}`, HTMLSelectElement);
const tabs = (): NodeListOf<HTMLElement> => byId('severities').querySelectorAll<HTMLElement>('button');
