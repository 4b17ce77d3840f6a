/** Flagged frames: a live queue, newest first, loaded as the operator goes down it. */

import * as api from './api.js';
import type { EventItem, EventPage } from './api-types.js';
import { QueueFigures } from './queue-figures.js';
import { byId, fill, icon, setText } from './dom.js';
import { EventFilters } from './event-filters.js';
import { type FootState, showFoot } from './event-foot.js';
import { EventQueue, type QueuedEvent } from './event-queue.js';
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
  readonly #footWatch = new IntersectionObserver((entries) => entries.at(-1)!.isIntersecting && this.#more(), { scrollMargin: '600px' });
  readonly #figures: QueueFigures;
  readonly #isHub: boolean;
  #open = '';
  #end = false;
  #loaded = false;

  /** Counts how often the list was begun anew: an answer to an earlier question is of a list that is gone. */
  #turn = 0;
  /** pages on their way */
  #loading = 0;
  /** What arrived since the first of them was asked for: they may have been read before it. */
  #meanwhile: { item: EventItem; isNew: boolean }[] = [];

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
    setInterval(() => this.#writeAges(), 1000);
    this.#showFoot();
    this.#feed.connect();
    return this.reload();
  }

  /** After a loss: the stream resumes where it was, or says that the list must be loaded anew. */
  reconnect(): void {
    this.#feed.connect();
    if (!this.#loaded) void this.reload();
    else this.#watchFoot();
  }

  reload(): Promise<boolean> {
    if (this.#isHub) void this.#askOffers();
    this.#anew();
    return this.#load(FIRST_PAGE, undefined);
  }

  /** Shows nothing, for nobody. */
  clear(): void {
    this.#feed.close();
    this.#anew();
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
    if (this.#loading > 0) this.#meanwhile.push({ item, isNew });
    const inSight = this.#list.isAtTop;
    const fresh = isNew && !this.#queue.find(item.event.eventId ?? '');
    const held = this.#put(item, isNew);
    if (!held) this.#figures.heard(item, null, fresh, this.#queue);
    this.#render();
    if (held && !fresh) this.#list.renew(held.summary.id);
    this.item.emit(item);
    if (!held || !fresh || !this.#queue.passes(held)) return;
    const { id, title, classes } = held.summary;
    this.#list.row(id)?.item.classList.add('is-new');
    if (!inSight) this.#unseen.add(id);
    this.#pill();
    announce(`New flagged frame: ${title}${classes[0] ? `, ${classes[0]}` : ''}`);
  }

  /** @returns the frame as the queue has it; null where it is not of the part that is loaded */
  #put(item: EventItem, isNew: boolean): QueuedEvent | null {
    const known = this.#queue.find(item.event.eventId ?? '');
    const fresh = isNew && !known;
    if (!known && !this.#belongs(item, fresh)) return null;
    this.#figures.heard(item, known, fresh, this.#queue);
    const { id } = this.#queue.put(item);
    if (this.#queue.size > MOST) this.#forgetOldest();
    return this.#queue.find(id);
  }

  // What lies below the part that is loaded comes with its page: put now, it would be taken for the place where the next page begins.
  #belongs(item: EventItem, fresh: boolean): boolean {
    const oldest = this.#queue.oldest;
    const isAbove = this.#end || oldest === undefined || (item.event.eventId ?? '') > oldest;
    if (!this.#isHub) return isAbove;
    const state = this.#queue.filter.state;
    const isWanted = state === '' || state === 'open';
    return isAbove && fresh && isWanted && item.kind !== undefined && this.#queue.admits(item.kind);
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
    this.#showFoot();
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

  #more(): void {
    if (this.#end || this.#loading > 0 || !this.#loaded || this.#queue.size === 0) return;
    void this.#load(PAGE, this.#queue.oldest);
  }

  #anew(): void {
    this.#turn++;
    this.#loading = 0;
    this.#meanwhile = [];
  }

  /** @returns whether the server answered; what became of the answer the queue says */
  async #load(limit: number, before: string | undefined): Promise<boolean> {
    const turn = this.#turn;
    this.#loading++;
    this.#showFoot();
    const page = await api.events(limit, before, this.#isHub ? this.#queue.query : {}).catch(() => null);
    if (turn !== this.#turn) return page !== null;
    this.#loading--;
    // Without an answer the status bar says that the device is away; the list comes with its return.
    if (page && before === undefined) this.#begin(page);
    // Else the same page, asked for twice, is here already.
    else if (page && before === this.#queue.oldest) this.#take(page, limit);
    if (this.#loading === 0) this.#meanwhile = [];
    this.#showFoot();
    if (page) this.#watchFoot();
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
    const isFirst = this.#queue.size === 0;
    for (const item of page.items) this.#queue.put(item);
    // An older page may not know of what was counted since it was asked for.
    if (isFirst || this.#meanwhile.length === 0) this.#figures.learn(page, this.#queue.size);
    for (const { item, isNew } of this.#meanwhile) this.#put(item, isNew);
    this.#render();
  }

  // A page may have left the foot where it was: asked anew, the observer also tells that it is still in sight.
  #watchFoot(): void {
    this.#footWatch.disconnect();
    this.#footWatch.observe(byId('events-foot'));
  }

  #showFoot(): void {
    const none = this.#queue.shown().length === 0;
    let state: FootState = 'end';
    if (!this.#loaded) state = 'loading';
    else if (this.#queue.size === 0 && !(this.#isHub && this.#queue.isFiltered)) state = 'empty';
    else if (none && this.#end) state = 'filtered';
    else if (!this.#end) state = 'more';
    showFoot(state, () => this.#filters.clear());
  }
}
