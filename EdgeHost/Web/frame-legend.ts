/** The legend of one flagged frame, by head, the largest class first. */

import type { EventMessage } from './api-types.js';
import { classColor, className } from './classes.js';
import type { Assets } from './event-assets.js';
import { list } from './event-summary.js';
import type { LegendClass, LegendHead } from './legend.js';

// The mask's own palette is what was drawn on the device; the status only fills in where no mask came.
export function legendOf(event: EventMessage, assets: Assets | null): LegendHead[] {
  const heads = new Map<string, LegendClass[]>();
  for (const c of list(event.classes)) {
    const head = c.head ?? '';
    const palette = assets?.masks.find((m) => (m.head ?? '') === head)?.mask.palette[c.id];
    const color = palette ? `#${palette.map((v) => v.toString(16).padStart(2, '0')).join('')}` : classColor(c.head, c.id);
    const entry = { id: c.id, name: className(c.head, c.id), color, area: c.area, conf: c.conf };
    heads.set(head, [...(heads.get(head) ?? []), entry]);
  }
  return [...heads].map(([name, classes]) => ({ name, classes: classes.sort((a, b) => (b.area ?? 0) - (a.area ?? 0)) }));
}
