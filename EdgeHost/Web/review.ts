/** Reviewing: from the open frame's verdict to the next frame that waits for one. */

import * as api from './api.js';
import type { EventItem, SessionRights } from './api-types.js';
import { classNames } from './classes.js';
import { list } from './event-summary.js';
import type { EventList } from './events.js';
import { toast } from './toast.js';
import { type Choice, VerdictBar } from './verdict-bar.js';
import { lookOf } from './verdict-words.js';
import type { Viewer } from './viewer.js';

// Enough to take back a minute of haste.
const MOST_UNDONE = 50;

// Of the addresses of frames.
const FRAMES = '#/event/';

export class Review {
  readonly #events: EventList;
  readonly #viewer: Viewer;
  readonly #bar = new VerdictBar({ give: (choice) => void this.#give(choice), undo: () => void this.undo() });
  readonly #given: { eventId: string; verdictId: string }[] = [];
  #may: SessionRights | null = null;
  #busy = false;

  constructor(events: EventList, viewer: Viewer) {
    this.#events = events;
    this.#viewer = viewer;
    viewer.reviewSlot.append(this.#bar.root);
    viewer.described.on((item) => this.#show(item));
    viewer.seen.on((isSeen) => this.#bar.seen(isSeen, viewer.hasPicture));
  }

  /** @param may of whoever is signed in now; null where nobody is */
  signedIn(may: SessionRights | null): void {
    this.#may = may;
    this.#given.length = 0;
    this.#bar.root.hidden = true;
  }

  press(key: string): boolean {
    return this.#viewer.isOpen && this.#bar.press(key);
  }

  /** The newest frame that waits. */
  async start(): Promise<void> {
    const from = location.hash;
    const first = await this.#events.nextOpen('');
    if (first === null) toast('ok', 'Nothing waits for a verdict here.');
    else if (location.hash === from) openFrame(first);
  }

  async undo(): Promise<void> {
    const last = this.#given.at(-1) ?? this.#mine();
    if (!last) {
      toast('warn', 'There is no verdict of yours to take back here.');
      return;
    }
    if (await this.#send(last.eventId, { takesBack: last.verdictId, shown: this.#viewer.layers })) {
      if (this.#given.at(-1) === last) this.#given.pop();
      toast('ok', 'Taken back.');
      if (location.hash.startsWith(FRAMES)) openFrame(last.eventId);
    }
  }

  async #give(choice: Choice): Promise<void> {
    const [eventId, from] = [this.#viewer.id, location.hash];
    const given = await this.#send(eventId, { ...choice, shown: this.#viewer.layers });
    if (!given) return;
    const mine = given.review?.verdicts.filter((verdict) => verdict.mine).at(-1);
    if (mine) this.#given.push({ eventId, verdictId: mine.verdictId });
    if (this.#given.length > MOST_UNDONE) this.#given.shift();
    toast('ok', `${lookOf(choice.verdict).label}${choice.reason ? `: ${choice.reason}` : choice.class ? `: it is ${choice.class}` : ''}. Z takes it back.`);
    const next = await this.#events.nextOpen(eventId);
    // Whoever has gone elsewhere meanwhile is not brought back. The address knows of it before the viewer does.
    if (location.hash !== from) return;
    if (next !== null) openFrame(next);
    else toast('ok', 'Nothing else waits for a verdict here.');
  }

  async #send(eventId: string, request: api.VerdictRequest): Promise<EventItem | null> {
    // Of two quick keys the second would judge a frame that is on its way out.
    if (this.#busy) return null;
    this.#busy = true;
    try {
      const item = await api.verdict(eventId, request);
      this.#events.judged(item);
      return item;
    } catch (problem) {
      toast('warn', problem instanceof api.ApiError ? problem.message : 'The hub did not answer: nothing was kept. Try again.');
      return null;
    } finally {
      this.#busy = false;
    }
  }

  #mine(): { eventId: string; verdictId: string } | null {
    const item = this.#events.find(this.#viewer.id) ?? this.#viewer.item;
    const verdict = item?.review?.verdicts.filter((one) => one.mine).at(-1);
    return verdict ? { eventId: this.#viewer.id, verdictId: verdict.verdictId } : null;
  }

  #show(item: EventItem): void {
    if (!this.#may) return;
    // A device that has not said yet what its model knows has at least named what it saw.
    const seen = list(item.event.regions).map((region) => String(region.class ?? ''));
    const names = new Set([...classNames(), ...seen].filter((name) => name && name !== item.kind?.class));
    this.#bar.show(item, this.#may, [...names]);
  }
}

function openFrame(id: string): void {
  location.hash = FRAMES + encodeURIComponent(id);
}
