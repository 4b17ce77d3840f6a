/** Every device of the site, those that need somebody first. */

import * as api from './fleet-api.js';
import type { DeviceSummary } from './fleet-types.js';
import { drops, fps, HEALTH, healthBadge, heat, known, latency, ledgerWords, linkWords, outbox } from './device-words.js';
import { type Child, fill, h, icon } from './dom.js';
import { age, fullTime } from './format.js';
import { deviceAddress, heading, note, type Page, problem, repeat } from './page.js';

const EVERY_MS = 5000;
const ORDER = Object.keys(HEALTH);

export const devicesPage: Page = {
  title: 'Devices',
  symbol: 'broker',
  open(root) {
    const counts = h('ul', { class: 'health-counts', 'aria-label': 'Devices by health' });
    const list = h('ul', { class: 'device-grid' });
    const state = h('div', { role: 'status' });
    fill(root, heading('Devices', counts), state, list);
    let shown = '';
    return repeat(EVERY_MS, async () => {
      try {
        const { devices } = await api.devices();
        fill(state, devices.length ? null : note('broker', h('strong', {}, 'No device yet. '), 'A device appears here with the first thing that the hub hears of it.'));
        // Ages change by themselves; a card is built anew only with new words, so that a focus stays where it is.
        const key = JSON.stringify(devices);
        if (key !== shown) show(devices, counts, list);
        shown = key;
        for (const time of list.querySelectorAll('time')) time.textContent = age(time.dateTime);
      } catch (why) {
        fill(state, problem('The devices cannot be shown.', why));
      }
    });
  },
};

function show(devices: readonly DeviceSummary[], counts: HTMLElement, list: HTMLElement): void {
  const focused = document.activeElement?.getAttribute('href');
  fill(
    counts,
    ORDER.map((health) => [health as DeviceSummary['health'], devices.filter((one) => one.health === health).length] as const)
      .filter(([, many]) => many > 0)
      .map(([health, many]) => h('li', {}, healthBadge(health), h('span', { class: 'num' }, many))),
  );
  const sorted = [...devices].sort((a, b) => ORDER.indexOf(a.health) - ORDER.indexOf(b.health) || a.site.localeCompare(b.site) || a.device.localeCompare(b.device, undefined, { numeric: true }));
  fill(list, sorted.map(deviceCard));
  if (focused) [...list.querySelectorAll('a')].find((link) => link.getAttribute('href') === focused)?.focus();
}

function deviceCard(device: DeviceSummary): HTMLElement {
  return h(
    'li',
    { class: 'card device-card', 'data-health': device.health },
    h(
      'div',
      { class: 'device-head' },
      h('a', { class: 'device-name', href: deviceAddress(device.site, device.device) }, h('span', { class: 'clip' }, device.device), h('span', { class: 'soft small clip' }, device.site)),
      healthBadge(device.health),
    ),
    h('p', { class: 'device-reasons small' }, device.reasons.length ? device.reasons.join(' ') : 'All that it says is normal.'),
    figures(device),
    ledgerBar(device),
    h(
      'p',
      { class: 'device-foot soft small' },
      h('span', { class: 'device-link' }, icon(device.connection === 'online' ? 'link' : 'unlink'), linkWords(device.connection)),
      device.stateUtc ? h('span', {}, 'heard ', h('time', { datetime: device.stateUtc, title: fullTime(device.stateUtc) }, age(device.stateUtc))) : h('span', {}, 'state never heard'),
    ),
  );
}

function figures(device: DeviceSummary): HTMLElement {
  const rows: [string, Child][] = [
    ['Frames/s', fps(device)],
    ['Latency p50 / p95', latency(device)],
    ['Runs on', known(device.provider, (value: string) => value)],
    ['Heat', heat(device)],
    ['Outbox', outbox(device)],
    ['Dropped', drops(device)],
  ];
  return h(
    'dl',
    { class: 'device-figures' },
    rows.map(([name, value]) => h('div', {}, h('dt', {}, name), h('dd', { class: 'num' }, value))),
  );
}

function ledgerBar(device: DeviceSummary): HTMLElement {
  const { ledger } = device;
  const bar = h('span', { class: 'bar', 'aria-hidden': 'true' });
  if (ledger && ledger.highest > 0) {
    const done = h('span', { class: 'bar-value' });
    done.style.width = `${(ledger.completeTo / ledger.highest) * 100}%`;
    bar.append(done);
  }
  return h('div', { class: 'device-ledger', 'data-fault': Boolean(ledger?.unanswered) }, bar, h('p', { class: 'small' }, ledgerWords(ledger)));
}
