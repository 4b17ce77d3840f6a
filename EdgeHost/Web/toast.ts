/** Short answers to what the operator did. */

import { byId, h, icon } from './dom.js';

export function toast(kind: 'ok' | 'warn', text: string): void {
  const box = h('div', { class: 'toast', 'data-kind': kind }, icon(kind === 'ok' ? 'ok' : 'warn'), h('span', {}, text));
  byId('toasts').append(box);
  setTimeout(() => box.remove(), kind === 'ok' ? 4000 : 9000);
}

let lastSaid = 0;

/** For screen readers, at most every five seconds: a burst of frames must not talk over the operator. */
export function announce(text: string): void {
  if (Date.now() - lastSaid < 5000) return;
  lastSaid = Date.now();
  byId('announcer').textContent = text;
}
