/** The pages that a hub has besides its queue, by their address. The queue itself is `#/queue`. */

import { byId, h } from './dom.js';

export interface Place {
  /** such as "#/devices" */
  hash: string;
  label: string;
  /** shown while it is open */
  pane: HTMLElement;
  /** @param rest what follows in the address */
  open(rest: string): void;
  close(): void;
}

const places: Place[] = [];
let current: Place | null = null;

/** Before the hub's page starts. */
export function addPlace(place: Place): void {
  places.push(place);
  byId('places').append(h('a', { href: place.hash, 'data-place': place.hash }, place.label));
}

/** @returns whether one of the places has this address; it is open then, and any other is closed */
export function goTo(hash: string): boolean {
  const found = places.find((place) => hash === place.hash || hash.startsWith(`${place.hash}/`)) ?? null;
  if (current && current !== found) {
    current.close();
    current.pane.hidden = true;
  }
  current = found;
  for (const link of byId('places').querySelectorAll('a')) {
    if (link.dataset.place === (found?.hash ?? '#/queue')) link.setAttribute('aria-current', 'page');
    else link.removeAttribute('aria-current');
  }
  if (!found) return false;
  found.pane.hidden = false;
  found.open(hash.slice(found.hash.length + 1));
  return true;
}
