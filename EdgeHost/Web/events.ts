/** Flagged frames: a live queue, newest first, loaded as the operator goes down it. */

import * as api from './api.js';
import type { EventItem, EventPage } from './api-types.js';
import { QueueFigures } from './queue-figures.js';
import { byId, fill, icon, setText } from './dom.js';
import { EventFilters } from './event-filters.js';
import { type FootState, showFoot } from './event-foot.js';
import { EventQueue } from './event-queue.js';
import { type EventRow, eventRow } from './event-row.js';
import { age } from './format.js';
import { Signal } from './signal.js';
import { announce } from './toast.js';
import { WindowedList } from './windowed-list.js';

// The first page is what a phone on a slow link waits for; the following ones are loaded ahead of the operator.
const FIRST_PAGE = 50;
const PAGE = 200;

// A page left open for weeks must not grow. 3 kB each.
const MOST = 10_000;

export class EventList {
  /** A frame that came or whose blobs changed. */
  readonly item = new Signal<EventItem>();
  readonly #feed = new api.EventFeed();
  readonly #queue = new EventQueue();
  readonly #filters = new EventFilters(this.#queue, () => this.#refilter());
  readonly #list = new WindowedList(byId('events-list'), byId('events-scroll'), (id) => this.#row(id));
  readonly #unseen = new Set<string>();
  readonly #figures: QueueFigures;
  readonly #isHub: boolean;
  #open = '';
  #footInSight = false;
  #end = false;
  #loading = false;
  #loaded = false;

  /** @param isHub filters are the server's then, and people review */
  constructor(isHub: boolean) {
    this.#isHub = isHub;
    this.#figures = new QueueFigures(isHub);
  }

  start(): Promise<unknown> {
    this.#feed.flagged.on((item) => this.#arrive(item, true));
    this.#feed.updated.on((item) => this.#arrive(item, false));
    this.#feed.reset.on(() => void this.reload());
    byId('events-new').addEventListener('click', () => this.#showNew());
    new IntersectionObserver((entries) => this.#scrolled(entries.at(-1)!.isIntersecting)).observe(byId('events-top'));
    new IntersectionObserver((entries) => this.#reached(entries.at(-1)!.isIntersecting), {
      scrollMargin: '600px',
    }).observe(byId('events-foot'));
    setInterval(() => this.#writeAges(), 1000);
    this.#foot();
    this.#feed.connect();
    return this.reload();
  }

  /** After a loss: the stream resumes where it was, or says that the list must be loaded anew. */
  reconnect(): void {
    this.#feed.connect();
    if (!this.#loaded) void this.reload();
    else if (this.#footInSight) void this.#more();
  }

  reload(): Promise<boolean> {
    if (this.#isHub) void this.#askOffers();
    return this.#load(FIRST_PAGE, undefined);
  }

  /** Shows nothing, for nobody. */
  clear(): void {
    this.#feed.close();
    this.#queue.clear();
    this.#list.clear();
    this.#loaded = false;
  }

  /** The filter as a hub is asked. */
  get query(): Readonly<Record<string, string>> {
    return this.#queue.query;
  }

  find(id: string): EventItem | null {
    return this.#queue.find(id);
  }

  /** @param id of the frame in the viewer, or nothing */
  mark(id: string): void {
    this.#list.row(this.#open)?.link.removeAttribute('aria-current');
    this.#open = id;
    if (id) this.#list.reveal(id);
    this.#list.row(id)?.link.setAttribute('aria-current', 'true');
  }

  /** Moves the keyboard's place in the list. */
  move(step: number): void {
    this.#list.move(step);
  }

  focus(id: string): void {
    this.#list.focus(id);
  }

  neighbour(id: string, step: number): string | null {
    const ids = this.#queue.shown();
    const at = ids.indexOf(id);
    return (at < 0 ? ids[0] : ids[at + step]) ?? null;
  }

  /** The next frame down the queue that waits for a verdict, else the first that does; null where none does. */
  async nextOpen(id: string): Promise<string | null> {
    const waits = (one: string): boolean => {
      const review = this.#queue.find(one)?.review;
      return one !== id && review !== undefined && (!review.reviewed || review.second);
    };
    for (;;) {
      const ids = this.#queue.shown();
      const next = ids.slice(ids.indexOf(id) + 1).find(waits);
      if (next !== undefined) return next;
      if (this.#end || !this.#loaded || !(await this.#load(PAGE, this.#queue.oldest))) return ids.find(waits) ?? null;
    }
  }

  /** A frame that was judged here: the stream tells everybody else. */
  judged(item: EventItem): void {
    this.#arrive(item, false);
  }

  #arrive(item: EventItem, isNew: boolean): void {
    const known = this.#queue.find(item.event.eventId ?? '');
    const fresh = isNew && !known;
    this.#figures.heard(item, known, fresh, this.#queue);
    if (this.#isHub && !known && !this.#belongs(item, fresh)) {
      this.#render();
      this.item.emit(item);
      return;
    }
    const inSight = this.#list.isAtTop;
    const summary = this.#queue.put(item);
    if (this.#queue.size > MOST) this.#forgetOldest();
    this.#render();
    if (!fresh) this.#list.renew(summary.id);
    this.item.emit(item);
    if (!fresh || !this.#queue.passes(this.#queue.find(summary.id)!)) return;
    this.#list.row(summary.id)?.item.classList.add('is-new');
    if (!inSight) this.#unseen.add(summary.id);
    this.#pill();
    announce(`New flagged frame: ${summary.title}${summary.classes[0] ? `, ${summary.classes[0]}` : ''}`);
  }

  // What lies below the part that is loaded comes with its page.
  #belongs(item: EventItem, fresh: boolean): boolean {
    const oldest = this.#queue.oldest;
    const state = this.#queue.filter.state;
    const isWanted = state === '' || state === 'open';
    return fresh && isWanted && item.kind !== undefined && this.#queue.admits(item.kind) && (this.#end || oldest === undefined || (item.event.eventId ?? '') > oldest);
  }

  async #askOffers(): Promise<void> {
    const offers = await api.offers().catch(() => null);
    if (offers) this.#filters.offer(offers);
  }

  #refilter(): void {
    if (this.#isHub) void this.reload();
    else this.#render();
  }

  #forgetOldest(): void {
    this.#queue.forgetOldest();
    this.#end = true;
  }

  #render(): void {
    if (!this.#isHub) this.#filters.update();
    const ids = this.#queue.shown();
    this.#list.show(ids, this.#figures.length(ids.length, this.#end, this.#queue));
    this.#figures.show(ids.length, this.#end, this.#queue);
    this.#foot();
  }

  #row(id: string): EventRow {
    return eventRow(this.#queue.find(id)!, id === this.#open);
  }

  #writeAges(): void {
    for (const row of this.#list.mounted) setText(row.age, age(row.utc));
  }

  #scrolled(atTop: boolean): void {
    if (atTop) this.#unseen.clear();
    this.#pill();
  }

  #pill(): void {
    const pill = byId('events-new');
    pill.hidden = this.#unseen.size === 0;
    if (!pill.hidden) fill(pill, icon('up'), `${this.#unseen.size} new`);
  }

  #showNew(): void {
    byId('events-top').scrollIntoView({ block: 'end' });
    const newest = this.#queue.shown()[0];
    if (newest !== undefined) this.#list.focus(newest);
  }

  #reached(footInSight: boolean): void {
    this.#footInSight = footInSight;
    if (footInSight) void this.#more();
  }

  async #more(): Promise<void> {
    if (this.#end || this.#loading || !this.#loaded || this.#queue.size === 0) return;
    const came = await this.#load(PAGE, this.#queue.oldest);
    // A filter may have let nothing of the page through: the foot did not move, and nobody tells that it is still in sight.
    if (came && this.#footInSight) setTimeout(() => void this.#more(), 50);
  }

  /** @returns whether the page came */
  async #load(limit: number, before: string | undefined): Promise<boolean> {
    this.#loading = true;
    this.#foot();
    const query = this.#isHub ? this.#queue.query : {};
    const page = await api.events(limit, before, query).catch(() => null);
    this.#loading = false;
    // Another filter was chosen meanwhile: its own page is on the way.
    if (this.#isHub && JSON.stringify(query) !== JSON.stringify(this.#queue.query)) return false;
    // Without an answer the status bar says that the device is away; the list comes with its return.
    if (page && before === undefined) this.#begin(page);
    else if (page) this.#take(page, limit);
    this.#foot();
    return page !== null;
  }

  #begin(page: EventPage): void {
    const focused = this.#list.focused;
    this.#queue.clear();
    this.#list.clear();
    this.#take(page, FIRST_PAGE);
    if (focused !== null) this.#list.focus(focused);
  }

  #take(page: EventPage, limit: number): void {
    this.#loaded = true;
    this.#end = page.items.length < limit || this.#queue.size + page.items.length >= MOST;
    for (const item of page.items) this.#queue.put(item);
    this.#figures.learn(page, this.#queue.size);
    this.#render();
  }

  #foot(): void {
    const none = this.#queue.shown().length === 0;
    let state: FootState = 'end';
    if (!this.#loaded) state = 'loading';
    else if (this.#queue.size === 0 && !(this.#isHub && this.#queue.isFiltered)) state = 'empty';
    else if (none && this.#end) state = 'filtered';
    else if (!this.#end) state = 'more';
    showFoot(state, () => this.#filters.clear());
  }
}
