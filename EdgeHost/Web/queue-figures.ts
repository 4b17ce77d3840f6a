/** How long the queue is, and how much of it waits for a verdict. */

import type { EventItem, EventPage } from './api-types.js';
import { byId, setText } from './dom.js';
import type { EventQueue } from './event-queue.js';
import { count } from './format.js';

export class QueueFigures {
  readonly #isHub: boolean;
  #total: number | null = 0;
  #unreviewed: number | null = null;

  constructor(isHub: boolean) {
    this.#isHub = isHub;
  }

  learn(page: EventPage, held: number): void {
    this.#total = page.total === null ? null : Math.max(page.total, held);
    this.#unreviewed = page.unreviewed;
  }

  /** @param known the frame as it was, where the page has it */
  heard(item: EventItem, known: EventItem | null, fresh: boolean, queue: EventQueue): void {
    if (this.#isHub && (item.kind === undefined || !queue.admits(item.kind))) return;
    const was = fresh ? 0 : known?.review && !known.review.reviewed ? 1 : 0;
    const is = item.review && !item.review.reviewed ? 1 : 0;
    if (fresh && this.#total !== null) this.#total++;
    if (this.#unreviewed !== null && (fresh || known)) this.#unreviewed += is - was;
  }

  /** For screen readers; -1 where nobody knows. */
  length(shown: number, atEnd: boolean, queue: EventQueue): number {
    // Where everything is here the length is known for certain; what a page's own filter finds among the rest is not.
    if (atEnd) return shown;
    if (!this.#isHub && queue.isFiltered) return -1;
    return this.#total ?? -1;
  }

  show(shown: number, atEnd: boolean, queue: EventQueue): void {
    const held = atEnd ? queue.size : (this.#total ?? queue.size);
    if (!this.#isHub) {
      setText(byId('events-count'), queue.isFiltered ? `${shown} of ${queue.size}` : `${held}`);
      setText(byId('tab-count'), `${held}`);
      return;
    }
    const waiting = this.#unreviewed === null ? null : count(this.#unreviewed);
    setText(byId('events-count'), waiting === null ? `${shown}` : `${waiting} to review · ${count(held)} frames`);
    setText(byId('tab-count'), waiting ?? '–');
    setText(byId('home-count'), waiting ?? '–');
    setText(byId('queue-waiting'), waiting ?? '');
  }
}
