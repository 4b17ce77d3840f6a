/** What the viewer says about its picture besides drawing it: which frame, whether its map may be believed, what is not there. */

import type { EventItem } from './api-types.js';
import { severityBadge, STATUS, type Status } from './badges.js';
import { fill, h, icon, setText } from './dom.js';
import { absence, type Assets } from './event-assets.js';
import { summarise } from './event-summary.js';
import { age, fullTime } from './format.js';
import type { ViewerFrame } from './viewer-frame.js';

export function showHead(ui: ViewerFrame, item: EventItem): void {
  const s = summarise(item);
  fill(ui.title, s.title, s.more ? h('span', { class: 'tag' }, `+${s.more}`) : null, severityBadge(s.severity));
  fill(
    ui.sub,
    h('time', { datetime: s.utc, class: 'num' }, fullTime(s.utc)),
    h('span', {}, `${item.event.site ?? ''} / ${s.device} / ${s.camera}`),
    h('span', { class: 'num' }, `frame ${item.event.frame?.number ?? '–'}`),
  );
  setText(ui.age, age(s.utc));
}

/** @param isMapShown although it may not be believed, because the operator asked for it */
export function showBanner(ui: ViewerFrame, status: Status, reason: string | undefined, isMapShown: boolean): void {
  ui.banner.hidden = status === 'ok' || status === 'none';
  ui.banner.dataset.status = status;
  if (ui.banner.hidden) return;
  const shown = isMapShown ? 'The hatched map is shown at your request.' : 'No heat map is drawn.';
  fill(
    ui.banner,
    icon(STATUS[status].icon),
    h(
      'span',
      {},
      h('strong', {}, `${STATUS[status].title}.`),
      ' ',
      reason ?? 'No reason given.',
      ' ',
      h('span', { class: 'banner-shown' }, shown),
    ),
  );
}

export function showNotes(ui: ViewerFrame, item: EventItem, assets: Assets): void {
  const notes = [...assets.problems];
  if (!assets.picture) notes.push(`The picture ${absence(item, 'thumb')}.`);
  else if (assets.isThumb) notes.push(`Thumbnail, ${assets.picture.width} px wide: the full frame ${absence(item, 'frame')}.`);
  if (assets.masks.length === 0) notes.push(`The mask ${absence(item, 'mask')}.`);
  fill(
    ui.notes,
    notes.map((note) => h('span', {}, note)),
  );
}
