/** What devices say, as words and badges. What they do not say is unknown, never 0. */

import { type Child, h, icon } from './dom.js';
import type { DeviceDrops, DeviceLedger, DeviceSummary } from './fleet-types.js';
import { bytes, count, isNumber, type Maybe, ms, span, words } from './format.js';
import { UNKNOWN } from './page.js';

export const HEALTH: Readonly<Record<DeviceSummary['health'], readonly [word: string, symbol: string]>> = {
  unhealthy: ['Unhealthy', 'alert'],
  degraded: ['Degraded', 'warn'],
  unknown: ['Unknown', 'other'],
  healthy: ['Healthy', 'ok'],
  off: ['Off', 'skipped'],
};

export const DROPS: readonly (readonly [key: keyof DeviceDrops, what: string])[] = [
  ['evicted', 'no room'],
  ['expired', 'too old'],
  ['quarantined', 'no broker takes them'],
  ['refused', 'turned away'],
  ['liveDropped', 'live masks'],
];

export function healthBadge(health: DeviceSummary['health']): HTMLElement {
  const [word, symbol] = HEALTH[health];
  return h('span', { class: 'badge health-badge', 'data-state': health }, icon(symbol), word);
}

/** A figure, or the word that there is none. */
export const known = (value: Maybe<number | string | boolean>, text: (value: never) => string): Child =>
  value === null || value === undefined ? h('span', { class: 'unknown' }, UNKNOWN) : text(value as never);

export const fps = (device: DeviceSummary): Child => known(device.fps, (value: number) => value.toFixed(1));
export const latency = (device: DeviceSummary): Child =>
  isNumber(device.p50Ms) && isNumber(device.p95Ms) ? `${device.p50Ms.toFixed(0)} / ${device.p95Ms.toFixed(0)} ms` : known(device.p50Ms, (value: number) => ms(value));

export function heat(device: DeviceSummary): Child {
  if (device.tempC === null && device.throttled === null) return known(null, String);
  const temperature = device.tempC === null ? '' : `${device.tempC.toFixed(0)} °C`;
  return device.throttled ? h('span', { class: 'bad' }, icon('warn'), [temperature, 'throttled'].filter(Boolean).join(', ')) : [temperature || 'not throttled'];
}

export const outbox = (device: DeviceSummary): Child =>
  device.outbox ? [count(device.outbox.rows), ' ', h('span', { class: 'soft small' }, device.outbox.rows ? `${bytes(device.outbox.bytes)}, oldest ${span(device.outbox.oldestS * 1000)}` : 'empty')] : known(null, String);

export function drops(device: DeviceSummary): Child {
  if (!device.drops) return known(null, String);
  const kinds = DROPS.filter(([key]) => device.drops![key] > 0);
  const all = kinds.reduce((sum, [key]) => sum + device.drops![key], 0);
  return [count(all), kinds.length ? h('span', { class: 'soft small' }, ` ${kinds.map(([key, what]) => `${count(device.drops![key])} ${what}`).join(', ')}`) : ''];
}

/** "Complete to number 812, 3 named lost, 0 unanswered". */
export function ledgerWords(ledger: DeviceLedger | null): Child {
  if (!ledger) return h('span', { class: 'unknown' }, 'No record of it ever came: how complete it is, is unknown.');
  return [
    'Complete to number ',
    h('strong', { class: 'num' }, count(ledger.completeTo)),
    ledger.highest > ledger.completeTo ? ` of ${count(ledger.highest)}` : '',
    `, ${count(ledger.namedLost)} named lost, `,
    h('span', { class: ledger.unanswered ? 'bad' : null }, `${count(ledger.unanswered)} unanswered`),
    ledger.missing ? `, ${count(ledger.missing)} being asked for` : '',
  ];
}

export const linkWords = (connection: string | null): string => (connection === null ? 'link unknown' : words(connection).toLowerCase());
