/** The flagged frames that the page holds, newest first, and which of them the filters let through. Knows nothing of the page. */

import type { EventItem, EventKind } from './api-types.js';
import { type EventSummary, summarise } from './event-summary.js';
import { Tally } from './tally.js';

export interface QueuedEvent extends EventItem {
  summary: EventSummary;
}

export type FilterName = 'rule' | 'class' | 'status' | 'site' | 'device' | 'camera' | 'severity' | 'model' | 'state';

/** What a device's page filters by, from what it holds; a hub answers the rest. */
export type HeldName = 'rule' | 'class' | 'status';

export class EventQueue {
  readonly offers: Readonly<Record<HeldName, Tally>> = { rule: new Tally(), class: new Tally(), status: new Tally() };
  readonly filter: Record<FilterName, string> = {
    rule: '',
    class: '',
    status: '',
    site: '',
    device: '',
    camera: '',
    severity: '',
    model: '',
    state: '',
  };
  readonly #items = new Map<string, QueuedEvent>();
  // Event ids sort by time of capture; the newest comes first.
  #ids: string[] = [];
  #shown: string[] | null = null;

  get size(): number {
    return this.#items.size;
  }

  get oldest(): string | undefined {
    return this.#ids.at(-1);
  }

  get isFiltered(): boolean {
    return Object.values(this.filter).some(Boolean);
  }

  /** The filter as a hub is asked. */
  get query(): Record<string, string> {
    return Object.fromEntries(Object.entries(this.filter).filter(([, value]) => value));
  }

  find(id: string): QueuedEvent | null {
    return this.#items.get(id) ?? null;
  }

  put(item: EventItem): EventSummary {
    const summary = summarise(item);
    const known = this.#items.get(summary.id);
    if (known) this.#count(known.summary, -1);
    else this.#ids.splice(this.#placeOf(summary.id), 0, summary.id);
    this.#items.set(summary.id, { ...item, summary });
    this.#count(summary, 1);
    this.#shown = null;
    return summary;
  }

  forgetOldest(): string | undefined {
    const id = this.#ids.pop();
    const item = id === undefined ? undefined : this.#items.get(id);
    if (id === undefined || !item) return undefined;
    this.#items.delete(id);
    this.#count(item.summary, -1);
    this.#shown = null;
    return id;
  }

  clear(): void {
    this.#items.clear();
    this.#ids = [];
    this.#shown = null;
    for (const tally of Object.values(this.offers)) tally.clear();
  }

  setFilter(name: FilterName, value: string): void {
    this.filter[name] = value;
    this.#shown = null;
  }

  /** Ids that pass the filters, newest first. */
  shown(): readonly string[] {
    this.#shown ??= this.isFiltered ? this.#ids.filter((id) => this.passes(this.#items.get(id)!)) : [...this.#ids];
    return this.#shown;
  }

  passes(item: QueuedEvent): boolean {
    const { rule, class: name, status } = this.filter;
    // The hub has filtered: what is here stays here until the list is loaded again, also when a verdict changed its state.
    if (item.kind) return this.admits(item.kind);
    const s = item.summary;
    return (!rule || s.rules.includes(rule)) && (!name || s.classes.includes(name)) && (!status || s.status === status);
  }

  /** Whether a frame of this kind belongs into a hub's list, reviewed or not. */
  admits(kind: EventKind): boolean {
    const is = (name: keyof EventKind & FilterName): boolean => !this.filter[name] || this.filter[name] === kind[name];
    return is('site') && is('device') && is('camera') && is('severity') && is('rule') && is('class') && is('status') && is('model');
  }

  #count(s: EventSummary, by: 1 | -1): void {
    this.offers.rule.add(s.rules, by);
    this.offers.class.add(s.classes, by);
    this.offers.status.add([s.status], by);
  }

  #placeOf(id: string): number {
    let [low, high] = [0, this.#ids.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.#ids[middle]! > id) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
