/** The server's side of the pages of a site. */

import { getBytes, getJson } from './api.js';
import type { DeviceDetail, DeviceList, FleetChoices, FleetFigures, HeatComparison, LiveWall, WallPictures } from './fleet-types.js';
import { parseJson, parseParts } from './live-message.js';

/** Names of the pages that this server has. */
export const pages = (): Promise<string[]> => getJson('/api/pages');
export const devices = (): Promise<DeviceList> => getJson('/api/devices');
export const device = (site: string, name: string): Promise<DeviceDetail> => getJson(`/api/devices/${encodeURIComponent(site)}/${encodeURIComponent(name)}`);
export const choices = (): Promise<FleetChoices> => getJson('/api/fleet/choices');
export const figures = (filter: URLSearchParams): Promise<FleetFigures> => getJson(`/api/fleet/figures?${filter}`);
export const heat = (filter: URLSearchParams): Promise<HeatComparison> => getJson(`/api/fleet/heat?${filter}`);
export const wall = (): Promise<WallPictures> => getJson('/api/wall');
export const pictureUrl = (sha256: string): string => `/api/fleet/pictures/${sha256}`;

/** The server answers within 8 s, with or without news. */
const LIVE_PATIENCE_MS = 20_000;

/**
 * @param cameras as SITE/DEVICE/CAMERA
 * @param after the revision of the last answer for the same cameras; 0: all of them
 * @returns what changed, and its masks in the order of cameras and heads
 */
export async function liveWall(cameras: readonly string[], after: number, signal: AbortSignal): Promise<{ wall: LiveWall; masks: Uint8Array<ArrayBuffer>[] }> {
  const query = new URLSearchParams([['after', String(after)], ...cameras.map((camera) => ['camera', camera])]);
  const [json, ...masks] = parseParts(await getBytes(`/api/wall/live?${query}`, signal, LIVE_PATIENCE_MS));
  if (!json) throw new Error('Live masks: an answer without parts.');
  return { wall: parseJson<LiveWall>(json), masks };
}
