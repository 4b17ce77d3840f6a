/** Whether the page hears its server and how that one feels. Polls, and says when the polling fails. */

import type { BrokerStatus, HealthStatus } from './api-types.js';
import { byId, type Child, fill, h, icon, setText } from './dom.js';
import { words } from './format.js';
import { Signal } from './signal.js';

const EVERY_MS = 2000;
const SLOWEST_MS = 8000;

type HealthWord = HealthStatus['state'] | 'unknown';
const HEALTH_ICON: Readonly<Record<HealthWord, string>> = { healthy: 'ok', degraded: 'warn', unhealthy: 'alert', unknown: 'other' };

export abstract class StatusBar<T extends { broker: BrokerStatus; health: HealthStatus }> {
  readonly status = new Signal<T>();
  readonly link = new Signal<boolean>();
  #timer = 0;
  #stopped = false;
  #ticking = false;
  #failures = 0;
  #retryAt = 0;
  #noticeKey = '';
  #sheetKey = '';
  /** Null until the first answer or its failure. */
  online: boolean | null = null;
  readonly #what: string;

  /** @param what the page hears, in words */
  constructor(what: string) {
    this.#what = what;
  }

  protected abstract ask(): Promise<T>;

  /** What was said last need not be true now. */
  protected forget(): void {}

  /** Names and figures; health and broker are shown here. */
  protected abstract show(status: T): void;

  /** What the sheet behind the health button lists. */
  protected abstract rows(status: T): [name: string, value: string][];

  start(): Promise<void> {
    pill(byId('pill-link'), 'unknown', 'link', 'Connecting');
    pill(byId('pill-broker'), 'unknown', 'broker', 'Broker');
    if (!this.#ticking) setInterval(() => this.#countdown(), 500);
    this.#ticking = true;
    return this.poll();
  }

  /** Nobody is there to be told. */
  stop(): void {
    clearTimeout(this.#timer);
    this.#stopped = true;
  }

  /** Asks at once; the next question follows by itself. */
  async poll(): Promise<void> {
    clearTimeout(this.#timer);
    this.#stopped = false;
    try {
      const status = await this.ask();
      this.#failures = 0;
      this.#show(status);
      this.#setOnline(true);
      this.status.emit(status);
    } catch {
      this.#failures++;
      this.#setOnline(false);
    }
    if (this.#stopped) return;
    const wait = this.#failures === 0 ? EVERY_MS : Math.min(SLOWEST_MS, 1000 * 2 ** (this.#failures - 1));
    this.#retryAt = Date.now() + wait;
    this.#timer = setTimeout(() => this.poll(), wait);
  }

  #setOnline(online: boolean): void {
    const changed = this.online !== online;
    this.online = online;
    pill(byId('pill-link'), online ? 'ok' : 'bad', online ? 'link' : 'unlink', online ? 'Connected' : 'Disconnected');
    document.documentElement.dataset.link = online ? 'up' : 'down';
    if (!online && changed) {
      // What was true when the device was last heard need not be true now.
      health('unknown', 'Health unknown', 'other');
      pill(byId('pill-broker'), 'unknown', 'broker', 'Broker unknown');
      this.forget();
      this.#notice('lost', [
        icon('unlink'),
        h('strong', {}, `Connection to ${this.#what} lost.`),
        h('span', { class: 'num', id: 'retry-in' }),
        h('button', { type: 'button', class: 'button small', onclick: () => this.poll() }, 'Retry now'),
      ]);
    }
    if (changed) this.link.emit(online);
  }

  #countdown(): void {
    const box = document.getElementById('retry-in');
    const left = Math.ceil((this.#retryAt - Date.now()) / 1000);
    if (box && !this.online) setText(box, left > 0 ? `Trying again in ${left} s.` : 'Trying again…');
  }

  #show(status: T): void {
    this.show(status);
    const { broker } = status;
    pill(byId('pill-broker'), broker.connected ? 'ok' : 'bad', 'broker', broker.connected ? 'Broker' : 'Broker offline', broker.detail);
    const { state, reasons } = status.health;
    health(state, words(state), HEALTH_ICON[state]);
    if (state === 'healthy') this.#notice('', []);
    else
      this.#notice(
        `${state}${reasons.join()}`,
        [icon(HEALTH_ICON[state]), h('strong', {}, `${words(state)}:`), h('span', {}, reasons.join('; ') || 'no reason given')],
        state,
      );
    this.#sheet(status);
  }

  #notice(key: string, parts: readonly Child[], state = 'lost'): void {
    if (key === this.#noticeKey) return;
    this.#noticeKey = key;
    fill(byId('notices'), parts.length ? h('div', { class: 'notice', 'data-state': state }, parts) : null);
  }

  #sheet(status: T): void {
    const { state, reasons } = status.health;
    const rows = this.rows(status);
    const key = JSON.stringify([rows, state, reasons]);
    if (key === this.#sheetKey) return;
    this.#sheetKey = key;
    fill(
      byId('system'),
      h(
        'div',
        { class: 'card-head' },
        h('h2', {}, 'System'),
        h('span', { class: 'badge health-badge', 'data-state': state }, icon(HEALTH_ICON[state]), words(state)),
      ),
      reasons.length
        ? h(
            'ul',
            { class: 'reasons' },
            reasons.map((reason) => h('li', {}, reason)),
          )
        : h('p', { class: 'soft' }, 'All parts report normal operation.'),
      h(
        'dl',
        { class: 'pairs' },
        rows.map(([name, value]) => h('div', {}, h('dt', {}, name), h('dd', {}, value))),
      ),
    );
  }
}

function pill(element: HTMLElement, state: string, symbol: string, text: string, title = ''): void {
  const key = `${state}|${text}|${title}`;
  if (element.dataset.key === key) return;
  element.dataset.key = key;
  element.dataset.state = state;
  element.title = title;
  fill(element, icon(symbol), h('span', {}, text));
}

function health(state: HealthWord, text: string, symbol: string): void {
  const button = byId('health');
  if (button.dataset.state === state && button.dataset.text === text) return;
  button.dataset.state = state;
  button.dataset.text = text;
  fill(button, icon(symbol), h('span', {}, text));
  button.setAttribute('aria-label', `${text}. Open system details`);
}
