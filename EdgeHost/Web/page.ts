/** What a page is, and what all of them need. */

import { h, icon, type Child } from './dom.js';

export interface Place {
  /** of the address behind the page's name */
  readonly parts: readonly string[];
  readonly query: URLSearchParams;
}

export interface Page {
  readonly title: string;
  readonly symbol: string;
  /** Shows itself in an empty element. @returns what ends it */
  open(root: HTMLElement, place: Place): () => void;
}

export const UNKNOWN = 'unknown';

/** Again and again while somebody looks. @returns what ends it */
export function repeat(everyMs: number, job: () => Promise<void>): () => void {
  let timer = 0;
  let stopped = false;
  const run = async (): Promise<void> => {
    if (document.visibilityState === 'visible') await job();
    if (!stopped) timer = setTimeout(() => void run(), everyMs);
  };
  void run();
  return () => {
    stopped = true;
    clearTimeout(timer);
  };
}

export function heading(title: string, ...beside: Child[]): HTMLElement {
  return h('div', { class: 'page-head' }, h('h1', { tabindex: '-1' }, title), beside);
}

export function problem(what: string, why: unknown): HTMLElement {
  return h('div', { class: 'page-note', 'data-state': 'problem', role: 'alert' }, icon('warn'), h('p', {}, h('strong', {}, what), ' ', why instanceof Error ? why.message : String(why)));
}

export function note(symbol: string, ...words: Child[]): HTMLElement {
  return h('div', { class: 'page-note' }, icon(symbol), h('p', {}, words));
}

export function card(title: string, head: Child, ...body: Child[]): HTMLElement {
  return h('section', { class: 'card', 'aria-label': title }, h('div', { class: 'card-head' }, h('h2', {}, title), head), body);
}

export const deviceAddress = (site: string, device: string): string => `#/devices/${encodeURIComponent(site)}/${encodeURIComponent(device)}`;
