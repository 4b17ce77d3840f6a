/** The filters of the fleet page. They are in the address, so that what one sees can be sent to somebody else. */

import { h } from './dom.js';
import type { FleetChoices } from './fleet-types.js';
import { WHOLE_FRAME } from './chart-share.js';

const DAY_MS = 86_400_000;
export const RANGES: readonly (readonly [name: string, days: number, label: string])[] = [
  ['1d', 1, '24 h'],
  ['3d', 3, '3 days'],
  ['7d', 7, '7 days'],
  ['30d', 30, '30 days'],
  ['90d', 90, '90 days'],
  ['365d', 365, '1 year'],
];
const USUAL = '7d';

/** @param asked the address' own @returns what the server is asked */
export function question(asked: URLSearchParams): URLSearchParams {
  const days = RANGES.find(([name]) => name === asked.get('range'))?.[1] ?? 7;
  const before = asked.get('until') ? Date.parse(`${asked.get('until')}T00:00:00Z`) + DAY_MS : Date.now();
  const end = Number.isFinite(before) ? before : Date.now();
  const query = new URLSearchParams({ since: new Date(end - days * DAY_MS).toISOString(), before: new Date(end).toISOString() });
  for (const name of ['site', 'device', 'camera', 'class', 'model', 'version']) {
    const value = asked.get(name);
    if (value) query.set(name, value);
  }
  return query;
}

export function filterBar(choices: FleetChoices, asked: URLSearchParams): HTMLElement {
  const change = (changes: Readonly<Record<string, string>>): void => {
    const next = new URLSearchParams(asked);
    for (const [name, value] of Object.entries(changes)) {
      if (value) next.set(name, value);
      else next.delete(name);
    }
    location.hash = `#/fleet${next.size ? `?${next}` : ''}`;
  };
  const fits = (one: { site: string; device: string }): boolean => matches(asked, 'site', one.site) && matches(asked, 'device', one.device);
  const sites = distinct(choices.cameras.map((one) => one.site));
  const devices = distinct(choices.cameras.filter((one) => matches(asked, 'site', one.site)).map((one) => one.device));
  const cameras = distinct(choices.cameras.filter(fits).map((one) => one.camera));
  const select = (name: string, label: string, options: readonly (readonly [string, string])[], pick: (value: string) => void): HTMLElement => {
    const chosen = name === 'model' ? modelOf(asked) : (asked.get(name) ?? '');
    const list = h(
      'select',
      { id: `fleet-${name}`, 'data-set': chosen !== '' },
      h('option', { value: '' }, 'All'),
      options.map(([value, text]) => h('option', { value, selected: value === chosen }, text)),
    );
    list.addEventListener('change', () => pick(list.value));
    return h('label', {}, h('span', {}, label), list);
  };
  const same = (names: readonly string[]): (readonly [string, string])[] => names.map((one) => [one, one]);
  const until = h('input', { type: 'date', id: 'fleet-until', value: asked.get('until') ?? '', max: new Date().toISOString().slice(0, 10) });
  until.addEventListener('change', () => change({ until: until.value }));
  return h(
    'div',
    { class: 'fleet-filters', role: 'group', 'aria-label': 'Filters' },
    h(
      'div',
      { class: 'ranges', role: 'group', 'aria-label': 'Time range' },
      RANGES.map(([name, , label]) => h('button', { type: 'button', id: `fleet-range-${name}`, 'aria-pressed': String((asked.get('range') ?? USUAL) === name), onclick: () => change({ range: name === USUAL ? '' : name }) }, label)),
    ),
    h('label', {}, h('span', {}, 'Until'), until),
    select('site', 'Site', same(sites), (value) => change({ site: value, device: '', camera: '' })),
    select('device', 'Device', same(devices), (value) => change({ device: value, camera: '' })),
    select('camera', 'Camera', same(cameras), (value) => change({ camera: value })),
    select('class', 'Class', same(choices.classes.map((one) => one.name).filter((one) => one !== null)), (value) => change({ class: value })),
    select(
      'model',
      'Model',
      choices.models.map((one) => [`${one.model}\n${one.version}`, `${one.model} ${one.version}`] as const),
      (value) => change({ model: value.split('\n')[0]!, version: value.split('\n')[1] ?? '' }),
    ),
    asked.size ? h('button', { type: 'button', class: 'button quiet', onclick: () => (location.hash = '#/fleet') }, 'Clear') : null,
  );
}

/** What the filters say, in words. */
export function inWords(asked: URLSearchParams): string {
  const parts = ['site', 'device', 'camera', 'class'].flatMap((name) => asked.get(name) ?? []);
  if (asked.get('model')) parts.push(modelOf(asked).replace('\n', ' '));
  return parts.length ? parts.join(', ') : 'All devices';
}

export const matches = (asked: URLSearchParams, name: string, value: string | null): boolean => !asked.get(name) || asked.get(name) === value;
export const className = (name: string | null): string => name ?? WHOLE_FRAME;

const modelOf = (asked: URLSearchParams): string => (asked.get('model') ? `${asked.get('model')}\n${asked.get('version') ?? ''}` : '');
const distinct = (names: readonly string[]): string[] => [...new Set(names)].sort((a, b) => a.localeCompare(b, undefined, { numeric: true }));
