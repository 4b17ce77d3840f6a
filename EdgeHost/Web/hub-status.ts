/** The header of a hub: its name, whose events it has, and how it feels. */

import * as api from './api.js';
import type { HubReport } from './api-types.js';
import { byId, setText } from './dom.js';
import { StatusBar } from './status-bar.js';

export class HubStatus extends StatusBar<HubReport> {
  constructor() {
    super('the hub');
  }

  protected override ask(): Promise<HubReport> {
    return api.hubStatus();
  }

  protected override show(status: HubReport): void {
    setText(byId('place-site'), status.sites.length === 1 ? status.sites[0]! : status.sites.length === 0 ? 'No site yet' : `${status.sites.length} sites`);
    setText(byId('place-device'), status.name);
    document.title = `${status.name} · SegEdge`;
  }

  protected override rows(status: HubReport): [name: string, value: string][] {
    return [
      ['Hub', status.name],
      ['Sites', status.sites.join(', ') || 'none yet'],
      ['Broker', `${status.broker.connected ? 'connected' : 'offline'}, ${status.broker.detail}`],
      ['Software', status.version],
    ];
  }
}
