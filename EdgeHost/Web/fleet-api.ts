/** The server's side of the pages of a site. */

import { getJson } from './api.js';
import type { DeviceDetail, DeviceList, FleetChoices, FleetFigures, HeatComparison, WallPictures } from './fleet-types.js';

/** Names of the pages that this server has. */
export const pages = (): Promise<string[]> => getJson('/api/pages');
export const devices = (): Promise<DeviceList> => getJson('/api/devices');
export const device = (site: string, name: string): Promise<DeviceDetail> => getJson(`/api/devices/${encodeURIComponent(site)}/${encodeURIComponent(name)}`);
export const choices = (): Promise<FleetChoices> => getJson('/api/fleet/choices');
export const figures = (filter: URLSearchParams): Promise<FleetFigures> => getJson(`/api/fleet/figures?${filter}`);
export const heat = (filter: URLSearchParams): Promise<HeatComparison> => getJson(`/api/fleet/heat?${filter}`);
export const wall = (): Promise<WallPictures> => getJson('/api/wall');
export const pictureUrl = (sha256: string): string => `/api/fleet/pictures/${sha256}`;
