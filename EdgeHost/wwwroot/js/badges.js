/** Severity and explanation status: always icon and word, the colour only repeats it. */

import { h, icon } from './dom.js';
import { words } from './format.js';

const SEVERITY = { alert: ['alert', 'Alert'], review: ['review', 'Review'] };

export const STATUS = {
  ok: { icon: 'ok', label: 'Explained', title: 'Explanation available' },
  stale: { icon: 'stale', label: 'Stale', title: 'Stale: made for an earlier frame' },
  untrusted: { icon: 'untrusted', label: 'Untrusted', title: 'Untrusted: failed its own test' },
  skipped: { icon: 'skipped', label: 'Skipped', title: 'Skipped: nothing was computed' },
  other: { icon: 'other', label: 'Unknown', title: 'Unknown status: do not rely on it' },
  none: { icon: 'skipped', label: 'None', title: 'No explanation was requested' },
};

// Worst first. What summarises several must never look better than one of them.
const ORDER = ['untrusted', 'other', 'stale', 'skipped', 'ok'];

/** @param {string} severity unknown words are shown as they are */
export function severityBadge(severity) {
  const [symbol, label] = SEVERITY[severity] ?? ['other', words(severity)];
  return h('span', { class: 'badge severity', 'data-severity': severity in SEVERITY ? severity : 'other' }, icon(symbol), label);
}

export const statusOf = (explanation) => (explanation?.status in STATUS && explanation.status !== 'none' ? explanation.status : 'other');

export function worstStatus(explanations) {
  if (!Array.isArray(explanations) || explanations.length === 0) return 'none';
  const found = explanations.map(statusOf);
  return ORDER.find((status) => found.includes(status)) ?? 'other';
}

export function statusBadge(status) {
  const look = STATUS[status] ?? STATUS.other;
  return h('span', { class: 'badge status', 'data-status': status, title: look.title }, icon(look.icon), look.label);
}
