/** On a hub each frame's device has its own classes; a device's own page knows them from its status. */

import * as api from './api.js';
import type { EventItem, HeadStatus } from './api-types.js';
import { learnClasses } from './classes.js';

const known = new Map<string, Promise<HeadStatus[]>>();

export async function learnClassesOf(item: EventItem): Promise<void> {
  if (!item.kind) return;
  const { site, device } = item.kind;
  const key = `${site}/${device}`;
  const heads = known.get(key) ?? api.classes(site, device);
  known.set(key, heads);
  try {
    learnClasses(await heads);
  } catch {
    // Names are a comfort: without them the legend has numbers. The next frame asks again.
    known.delete(key);
  }
}
