/** Verdicts as an operator reads them: icon and word, the colour only repeats them. */

import type { EventReview, Verdict } from './api-types.js';
import { h, icon } from './dom.js';

interface Look {
  icon: string;
  label: string;
}

const LOOKS: ReadonlyMap<string, Look> = new Map([
  ['confirm', { icon: 'ok', label: 'Confirmed' }],
  ['dismiss', { icon: 'skipped', label: 'Dismissed' }],
  ['wrongClass', { icon: 'swipe', label: 'Wrong class' }],
  ['unsure', { icon: 'other', label: 'Unsure' }],
  ['remove', { icon: 'close', label: 'Removed' }],
]);

const UNKNOWN: Look = { icon: 'other', label: 'Judged' };

export const lookOf = (verdict: string): Look => LOOKS.get(verdict) ?? UNKNOWN;

/** "Dismissed: lens or light", "Wrong class: it is crop". */
export function sentence(verdict: Verdict): string {
  const detail = verdict.class ? `it is ${verdict.class}` : verdict.reason;
  return `${lookOf(verdict.verdict).label}${detail ? `: ${detail}` : ''}`;
}

/** @returns null for a frame that nobody judged */
export function reviewBadge(review: EventReview): HTMLElement | null {
  if (review.second) return h('span', { class: 'badge review-badge', 'data-verdict': 'second' }, icon('review'), 'Second look');
  const last = review.verdicts.at(-1);
  if (!last) return null;
  return h('span', { class: 'badge review-badge', 'data-verdict': last.verdict, title: `${sentence(last)}, by ${last.user}` }, icon(lookOf(last.verdict).icon), lookOf(last.verdict).label);
}
