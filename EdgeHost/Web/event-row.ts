/** One line of the queue: a link, so that the keyboard and history work by themselves. */

import { blobUrl } from './api.js';
import { severityBadge, statusBadge } from './badges.js';
import { h, icon } from './dom.js';
import type { QueuedEvent } from './event-queue.js';
import { reviewBadge } from './verdict-words.js';
import { age, fullTime, moment } from './format.js';
import type { ListRow } from './windowed-list.js';

export interface EventRow extends ListRow {
  age: HTMLElement;
  utc: string;
}

export function eventRow({ summary: s, receivedUtc, review }: QueuedEvent, isOpen: boolean): EventRow {
  const ageBox = h('span', { class: 'row-age' }, age(s.utc));
  const thumb = s.thumb
    ? h('img', { class: 'thumb', src: blobUrl(s.thumb), alt: '', loading: 'lazy', decoding: 'async', width: 96, height: 60 })
    : h('span', { class: 'thumb thumb-none', title: 'No picture here' }, icon('image'));
  const link = h(
    'a',
    {
      class: 'row',
      href: `#/event/${encodeURIComponent(s.id)}`,
      'data-id': s.id,
      'data-status': s.status,
      'data-severity': s.severity,
      'data-review': review ? (review.second ? 'second' : review.reviewed ? 'reviewed' : 'open') : null,
      'aria-current': isOpen ? 'true' : null,
    },
    thumb,
    h(
      'span',
      { class: 'row-main' },
      h(
        'span',
        { class: 'row-title' },
        h('span', { class: 'clip', title: s.rules.join(', ') }, s.title),
        s.more ? h('span', { class: 'tag' }, `+${s.more}`) : null,
        severityBadge(s.severity),
      ),
      h(
        'span',
        { class: 'row-what' },
        h('span', { class: 'clip', title: s.classes.join(', ') }, s.classes[0] ?? 'whole frame'),
        s.classes.length > 1 ? h('span', { class: 'soft small' }, `+${s.classes.length - 1}`) : null,
        h('span', { class: 'soft clip' }, s.camera),
      ),
      h(
        'span',
        { class: 'row-when' },
        h('time', { class: 'num', datetime: s.utc, title: `Captured ${fullTime(s.utc)}, received ${fullTime(receivedUtc)}` }, moment(s.utc)),
        ageBox,
        review ? reviewBadge(review) : null,
        statusBadge(s.status),
      ),
    ),
  );
  return { item: h('li', {}, link), link, age: ageBox, utc: s.utc };
}
