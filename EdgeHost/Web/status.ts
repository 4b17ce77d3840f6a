/** The header of a device: which one it is and what it runs. */

import * as api from './api.js';
import type { DashboardStatus } from './api-types.js';
import { learnClasses } from './classes.js';
import { byId, fill, h, setText } from './dom.js';
import { shortHash } from './format.js';
import { StatusBar } from './status-bar.js';

const cameras = (status: DashboardStatus): string => status.cameras.map((camera) => camera.name).join(', ');

export class DeviceStatus extends StatusBar<DashboardStatus> {
  constructor() {
    super('the device');
  }

  protected override ask(): Promise<DashboardStatus> {
    return api.status();
  }

  protected override forget(): void {
    setText(byId('fact-fps'), '–');
  }

  protected override show(status: DashboardStatus): void {
    learnClasses(status.heads);
    setText(byId('place-site'), status.site);
    setText(byId('place-device'), status.device);
    setText(byId('place-camera'), cameras(status));
    document.title = `${status.device} · SegEdge`;
    fill(byId('fact-model'), h('strong', {}, status.model.name), ' ', h('span', { class: 'tag' }, status.model.provider));
    if (status.fps !== null) setText(byId('fact-fps'), status.fps.toFixed(1));
  }

  protected override rows(status: DashboardStatus): [name: string, value: string][] {
    return [
      ['Site', status.site],
      ['Device', status.device],
      [status.cameras.length === 1 ? 'Camera' : 'Cameras', cameras(status)],
      ['Model', `${status.model.name} ${status.model.version}`],
      ['Model SHA-256', shortHash(status.model.sha256)],
      ['Runs on', status.model.provider],
      ['Broker', `${status.broker.connected ? 'connected' : 'offline'}, ${status.broker.detail}`],
      ['Software', status.version],
      ['Boot', status.bootId],
    ];
  }
}
