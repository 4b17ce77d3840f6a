/** The page of a hub: who is signed in, what they may do, and the queue that they review. */

import * as api from './api.js';
import type { SessionReport, SessionRights } from './api-types.js';
import { byId, fill, h } from './dom.js';
import type { EventList } from './events.js';
import { HubStatus } from './hub-status.js';
import { Review } from './review.js';
import { Signal } from './signal.js';
import { SignIn } from './sign-in.js';
import type { Viewer } from './viewer.js';

export class HubPage {
  /** Somebody is signed in: the address can be followed. */
  readonly opened = new Signal();
  readonly review: Review;
  readonly #events: EventList;
  readonly #viewer: Viewer;
  readonly #signIn = new SignIn();
  readonly #status = new HubStatus();
  #session: SessionReport | null = null;
  #isStarted = false;

  constructor(events: EventList, viewer: Viewer) {
    this.#events = events;
    this.#viewer = viewer;
    this.review = new Review(events, viewer);
    this.#signIn.done.on((session) => this.#enter(session));
    api.signedOut.on(() => void this.#lost());
    this.#status.link.on((online) => {
      if (online && this.isOpen && this.#isStarted) events.reconnect();
    });
    byId('home-start').addEventListener('click', () => void this.review.start());
  }

  /** Of whoever is signed in; null where nobody is. */
  get may(): SessionRights | null {
    return this.isOpen ? this.#session!.may : null;
  }

  get isOpen(): boolean {
    return this.#session?.user != null;
  }

  start(session: SessionReport): void {
    byId('tab-live').hidden = true;
    byId('shell').dataset.tab = 'events';
    byId('severities').hidden = false;
    byId('hub-filters').hidden = false;
    if (session.user === null) this.#leave();
    else this.#enter(session);
  }

  #enter(session: SessionReport): void {
    this.#session = session;
    this.#signIn.close();
    byId('shell').hidden = false;
    this.#who(session);
    this.review.signedIn(session.may);
    void this.#status.start();
    void (this.#isStarted ? this.#events.reconnect() : this.#events.start());
    this.#isStarted = true;
    this.opened.emit();
  }

  #leave(): void {
    this.#session = null;
    this.#status.stop();
    this.#viewer.close();
    this.#events.clear();
    this.review.signedIn(null);
    byId('shell').hidden = true;
    byId('site-nav').hidden = true;
    fill(byId('who'));
    this.#signIn.open();
  }

  async #lost(): Promise<void> {
    if (!this.isOpen) return;
    this.#leave();
    // For the token of the sign-in that follows.
    await api.session().catch(() => null);
  }

  #who(session: SessionReport): void {
    fill(
      byId('who'),
      h('span', { class: 'who-name' }, h('strong', {}, session.user), h('span', { class: 'soft small' }, session.role)),
      session.signsOut ? h('button', { type: 'button', class: 'button small', id: 'sign-out', onclick: () => void this.#signOut() }, 'Sign out') : null,
    );
  }

  async #signOut(): Promise<void> {
    await api.signOut().catch(() => null);
    this.#leave();
    location.hash = '#/queue';
  }
}
