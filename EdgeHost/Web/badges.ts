/** Severity and explanation status: always icon and word, the colour only repeats it. */

import type { EventExplanation } from './api-types.js';
import { h, icon } from './dom.js';
import { words } from './format.js';

interface Look {
  icon: string;
  label: string;
  title: string;
}

const SEVERITIES = new Map([
  ['alert', { icon: 'alert', label: 'Alert' }],
  ['review', { icon: 'review', label: 'Review' }],
]);

/** How an explanation ended; `other` for words of later contracts, `none` where there is no explanation. */
export type Status = 'ok' | 'stale' | 'untrusted' | 'skipped' | 'other' | 'none';

export const STATUS: Readonly<Record<Status, Look>> = {
  ok: { icon: 'ok', label: 'Explained', title: 'Explanation available' },
  stale: { icon: 'stale', label: 'Stale', title: 'Stale: made for an earlier frame' },
  untrusted: { icon: 'untrusted', label: 'Untrusted', title: 'Untrusted: failed its own test' },
  skipped: { icon: 'skipped', label: 'Skipped', title: 'Skipped: nothing was computed' },
  other: { icon: 'other', label: 'Unknown', title: 'Unknown status: do not rely on it' },
  none: { icon: 'skipped', label: 'None', title: 'No explanation was requested' },
};

export const STATUSES = Object.keys(STATUS) as Status[];

// Worst first. What summarises several must never look better than one of them.
const ORDER: readonly Status[] = ['untrusted', 'other', 'stale', 'skipped', 'ok'];

/** @param severity unknown words are shown as they are */
export function severityBadge(severity: string | undefined): HTMLElement {
  const known = severity === undefined ? undefined : SEVERITIES.get(severity);
  return h('span', { class: 'badge severity', 'data-severity': known ? severity : 'other' }, icon(known?.icon ?? 'other'), known?.label ?? words(severity));
}

export const statusOf = (explanation: EventExplanation): Status => ORDER.find((status) => status === explanation.status) ?? 'other';

export function worstStatus(explanations: readonly EventExplanation[]): Status {
  if (explanations.length === 0) return 'none';
  const found = explanations.map(statusOf);
  return ORDER.find((status) => found.includes(status)) ?? 'other';
}

export function statusBadge(status: Status): HTMLElement {
  const look = STATUS[status];
  return h('span', { class: 'badge status', 'data-status': status, title: look.title }, icon(look.icon), look.label);
}
