/** The pages beside the queue: links to those that this server has, and the one that the address names. */

import { devicePage } from './device-page.js';
import { devicesPage } from './devices-page.js';
import { byId, fill, h, icon } from './dom.js';
import * as api from './fleet-api.js';
import { fleetPage } from './fleet-page.js';
import type { Page, Place } from './page.js';
import { wallPage } from './wall-page.js';

const PAGES: Readonly<Record<string, Page>> = { devices: devicesPage, fleet: fleetPage, wall: wallPage };

export class Pages {
  #offered: readonly string[] = [];
  #open = '';
  #close: () => void = () => {};

  get isOpen(): boolean {
    return this.#open !== '';
  }

  async start(): Promise<void> {
    try {
      const named = await api.pages();
      this.#offered = Object.keys(PAGES).filter((name) => named.includes(name));
    } catch {
      return; // a server without them, or one that is away: the queue says which
    }
    if (this.#offered.length === 0) return;
    const nav = byId('site-nav');
    for (const link of nav.querySelectorAll('a:not([data-page="queue"])')) link.remove();
    nav.append(
      ...this.#offered.map((name) => {
        const { title, symbol } = PAGES[name]!;
        return h('a', { href: `#/${name}`, 'data-page': name }, icon(symbol), h('span', {}, title));
      }),
    );
    nav.hidden = false;
    this.#mark('queue');
  }

  has(hash: string): boolean {
    return this.#offered.includes(read(hash).name);
  }

  /** @returns whether the address names a page; then it is open */
  route(hash: string): boolean {
    const { name, place } = read(hash);
    const page = this.#offered.includes(name) ? (name === 'devices' && place.parts.length === 2 ? devicePage : PAGES[name]) : undefined;
    const root = byId('page');
    this.#close();
    this.#close = () => {};
    const before = this.#open;
    this.#open = page ? hash.split('?')[0]! : '';
    root.hidden = !page;
    document.documentElement.toggleAttribute('data-page', Boolean(page));
    this.#mark(page ? name : 'queue');
    if (!page) {
      fill(root);
      return false;
    }
    // A filter that changed is the same page: what is there stays until the new figures come.
    if (before !== this.#open) {
      fill(root);
      root.scrollTop = 0;
    }
    this.#close = page.open(root, place);
    if (before !== this.#open && before !== '') root.querySelector('h1')?.focus();
    return true;
  }

  #mark(name: string): void {
    for (const link of byId('site-nav').querySelectorAll('a')) {
      if (link.dataset.page === name) link.setAttribute('aria-current', 'page');
      else link.removeAttribute('aria-current');
    }
  }
}

function read(hash: string): { name: string; place: Place } {
  const [path = '', query = ''] = hash.replace(/^#\//, '').split('?');
  const [name = '', ...parts] = path.split('/').map(decode);
  return { name, place: { parts, query: new URLSearchParams(query) } };
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
