/** Mean heat maps: where each model version looks, by class and camera, over that camera's newest picture. */

import { fill, h } from './dom.js';
import * as api from './fleet-api.js';
import { className, matches, question } from './fleet-filter.js';
import type { FleetChoices, HeatChoice, HeatComparison, MeanHeat, WallCamera } from './fleet-types.js';
import { count, figure } from './format.js';
import { heatCanvas, paintColorBar } from './heat-paint.js';
import { card } from './page.js';

const AT_ONCE = 4;
const WIDTH = 320;

export function heatCard(choices: FleetChoices, asked: URLSearchParams, newest: Promise<readonly WallCamera[]>): HTMLElement {
  const wanted = choices.heats.filter((one) => matches(asked, 'site', one.site) && matches(asked, 'device', one.device) && matches(asked, 'camera', one.camera) && matches(asked, 'class', one.class));
  const list = h('ul', { class: 'heat-list' });
  const more = h('button', { type: 'button', class: 'button small' });
  let shown = 0;
  const show = (): void => {
    for (const one of wanted.slice(shown, shown + AT_ONCE)) {
      const item = h('li', { class: 'heat-item' });
      list.append(item);
      void load(item, one, asked, newest);
    }
    shown = Math.min(wanted.length, shown + AT_ONCE);
    more.hidden = shown >= wanted.length;
    more.textContent = `Show ${Math.min(AT_ONCE, wanted.length - shown)} more of ${wanted.length}`;
  };
  more.addEventListener('click', show);
  show();
  return card(
    'Mean heat maps',
    h('span', { class: 'soft small' }, 'class × camera × model, of explanations that are ok'),
    wanted.length ? [list, h('div', { class: 'heat-more' }, more)] : h('p', { class: 'pad soft' }, 'Nothing was flagged here.'),
    h('p', { class: 'pad soft small' }, 'A mean of the newest 120 maps of each version in the time shown; shares of what speaks for the class. Saliency is not cause.'),
  );
}

async function load(item: HTMLElement, one: HeatChoice, asked: URLSearchParams, newest: Promise<readonly WallCamera[]>): Promise<void> {
  const title = h('h3', {}, h('strong', {}, className(one.class)), ' ', h('span', { class: 'soft' }, `${one.device}, ${one.camera}`));
  fill(item, title, h('p', { class: 'soft small' }, 'Loading…'));
  try {
    const query = question(asked);
    for (const [name, value] of [['site', one.site], ['device', one.device], ['camera', one.camera], ['class', one.class ?? '']] as const) query.set(name, value);
    const [comparison, cameras] = await Promise.all([api.heat(query), newest]);
    const thumb = cameras.find((c) => c.site === one.site && c.device === one.device && c.camera === one.camera)?.thumb ?? null;
    fill(item, title, comparison.maps.length ? maps(comparison, thumb) : h('p', { class: 'soft small' }, 'No heat map of it is here: its explanations were not ok, or their maps did not come.'), distance(comparison));
  } catch (why) {
    fill(item, title, h('p', { class: 'small', role: 'alert' }, `Cannot be shown: ${why instanceof Error ? why.message : why}`));
  }
}

function maps(comparison: HeatComparison, thumb: string | null): HTMLElement {
  // One scale for all versions: else the weaker of two would look like the stronger.
  const most = Math.max(...comparison.maps.flatMap((one) => one.mean));
  const strip = h('canvas', { class: 'colorbar', width: 256, height: 1, role: 'img', 'aria-label': `Colours from 0 to ${figure(most)} of the map in one cell` });
  paintColorBar(strip, { min: 0, max: most, signed: false });
  return h(
    'div',
    {},
    h('div', { class: 'heat-pair' }, comparison.maps.map((one) => picture(comparison, one, most, thumb))),
    strip,
    h('div', { class: 'heat-scale soft small num' }, h('span', {}, '0'), h('span', {}, `${(most * 100).toFixed(1)} % in a cell`)),
  );
}

function picture(comparison: HeatComparison, one: MeanHeat, most: number, thumb: string | null): HTMLElement {
  const height = Math.round(WIDTH / comparison.aspect);
  const canvas = h('canvas', { width: WIDTH, height, role: 'img', 'aria-label': `Mean of ${one.maps} heat maps of ${one.model} ${one.version}, strongest ${strongest(comparison, one)}` });
  const rect = { x: 0, y: 0, w: WIDTH, h: height };
  canvas.getContext('2d')!.drawImage(heatCanvas({ width: comparison.columns, height: comparison.rows, rect, min: 0, max: most, signed: false, values: Float32Array.from(one.mean) }, WIDTH), 0, 0, WIDTH, height);
  return h(
    'figure',
    { class: 'heat-figure' },
    h('div', { class: 'heat-stack' }, thumb ? h('img', { src: api.pictureUrl(thumb), alt: '' }) : null, canvas),
    h('figcaption', {}, h('strong', {}, one.version), ' ', h('span', { class: 'soft small num' }, `${count(one.maps)} maps`)),
  );
}

function distance(comparison: HeatComparison): HTMLElement | null {
  if (comparison.maps.length < 2) return null;
  const [old, fresh] = [comparison.maps.at(-2)!, comparison.maps.at(-1)!];
  return h(
    'p',
    { class: 'small heat-distance' },
    comparison.distance === null
      ? `How far ${old.version} and ${fresh.version} are apart is unknown: that needs ${comparison.leastMaps} maps of each.`
      : ['Jensen–Shannon distance of ', `${old.version} and ${fresh.version}: `, h('strong', { class: 'num' }, comparison.distance.toFixed(2)), h('span', { class: 'soft' }, ' (0 the same, 1 nothing in common)')],
  );
}

/** Where, in words, for those who do not see the picture. */
function strongest(comparison: HeatComparison, one: MeanHeat): string {
  const at = one.mean.indexOf(Math.max(...one.mean));
  const [x, y] = [(at % comparison.columns) / comparison.columns, Math.floor(at / comparison.columns) / comparison.rows];
  const third = (value: number, names: readonly [string, string, string]): string => names[value < 1 / 3 ? 0 : value < 2 / 3 ? 1 : 2];
  return `${third(y, ['at the top', 'in the middle', 'at the bottom'])}, ${third(x, ['left', 'centre', 'right'])}`;
}
