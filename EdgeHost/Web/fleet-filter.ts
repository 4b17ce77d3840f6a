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

export interface FilterBar {
  readonly root: HTMLElement;
  /** Says what is chosen. Its elements stay, so that somebody who types into a list can finish the word. */
  show(asked: URLSearchParams): void;
}

/** What decides which choices there are. */
export const choicesKey = (choices: FleetChoices, asked: URLSearchParams): string =>
  JSON.stringify([choices.cameras.map((one) => [one.site, one.device, one.camera]), choices.classes.map((one) => one.name), choices.models.map((one) => [one.model, one.version]), asked.get('site'), asked.get('device')]);

export function filterBar(choices: FleetChoices, asked: URLSearchParams): FilterBar {
  const fits = (one: { site: string; device: string }): boolean => matches(asked, 'site', one.site) && matches(asked, 'device', one.device);
  const sites = distinct(choices.cameras.map((one) => one.site));
  const devices = distinct(choices.cameras.filter((one) => matches(asked, 'site', one.site)).map((one) => one.device));
  const cameras = distinct(choices.cameras.filter(fits).map((one) => one.camera));
  const classes = choices.classes.map((one) => one.name).filter((one) => one !== null);
  const lists = [
    select('site', 'Site', sites, (value) => change({ site: value, device: '', camera: '' })),
    select('device', 'Device', devices, (value) => change({ device: value, camera: '' })),
    select('camera', 'Camera', cameras, (value) => change({ camera: value })),
    select('class', 'Class', classes, (value) => change({ class: value })),
    select('model', 'Model', choices.models.map((one) => `${one.model}\n${one.version}`), (value) => change({ model: value.split('\n')[0]!, version: value.split('\n')[1] ?? '' })),
  ];
  const until = h('input', { type: 'date', id: 'fleet-until', max: new Date().toISOString().slice(0, 10) });
  until.addEventListener('change', () => change({ until: until.value }));
  const ranges = RANGES.map(([name, , label]) => h('button', { type: 'button', id: `fleet-range-${name}`, onclick: () => change({ range: name === USUAL ? '' : name }) }, label));
  const clear = h('button', { type: 'button', id: 'fleet-clear', class: 'button quiet', onclick: () => (location.hash = '#/fleet') }, 'Clear');
  const root = h(
    'div',
    { class: 'fleet-filters', role: 'group', 'aria-label': 'Filters' },
    h('div', { class: 'ranges', role: 'group', 'aria-label': 'Time range' }, ranges),
    h('label', {}, h('span', {}, 'Until'), until),
    lists.map((one) => one.label),
    clear,
  );
  return {
    root,
    show(now) {
      for (const { name, list } of lists) {
        list.value = name === 'model' ? modelOf(now) : (now.get(name) ?? '');
        list.dataset.set = String(list.value !== '');
      }
      RANGES.forEach(([name], i) => ranges[i]!.setAttribute('aria-pressed', String((now.get('range') ?? USUAL) === name)));
      until.value = now.get('until') ?? '';
      clear.hidden = now.size === 0;
    },
  };
}

function select(name: string, label: string, values: readonly string[], pick: (value: string) => void): { name: string; list: HTMLSelectElement; label: HTMLElement } {
  const list = h('select', { id: `fleet-${name}` }, h('option', { value: '' }, 'All'), values.map((value) => h('option', { value }, value.replace('\n', ' '))));
  list.addEventListener('change', () => pick(list.value));
  return { name, list, label: h('label', {}, h('span', {}, label), list) };
}

function change(changes: Readonly<Record<string, string>>): void {
  const next = new URLSearchParams(location.hash.split('?')[1] ?? '');
  for (const [name, value] of Object.entries(changes)) {
    if (value) next.set(name, value);
    else next.delete(name);
  }
  location.hash = `#/fleet${next.size ? `?${next}` : ''}`;
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
