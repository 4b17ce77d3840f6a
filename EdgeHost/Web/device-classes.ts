/** On a hub each frame's device has its own classes; a device's own page knows them from its status. */

import * as api from './api.js';
import type { EventItem, HeadStatus } from './api-types.js';

const known = new Map<string, Promise<HeadStatus[]>>();

/** @returns null of a device's own page; none where the hub does not say: names are a comfort, without them the legend has numbers */
export async function headsOf(item: EventItem): Promise<HeadStatus[] | null> {
  if (!item.kind) return null;
  const { site, device } = item.kind;
  const key = `${site}/${device}`;
  const heads = known.get(key) ?? api.classes(site, device);
  known.set(key, heads);
  try {
    return await heads;
  } catch {
    known.delete(key); // the next frame asks again
    return [];
  }
}
