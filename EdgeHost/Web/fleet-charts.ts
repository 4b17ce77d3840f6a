/** The charts of the fleet page, from the server's figures. */

import { shareRows, shareShort, shareTrack, shareWords } from './chart-share.js';
import { PATTERNS, shortTime } from './chart-parts.js';
import { percent, type Series, shareLine, stackedBars, type TimeChart } from './chart-time.js';
import { bar, type Child, h } from './dom.js';
import { className } from './fleet-filter.js';
import type { CameraBar, FlagSeries, FleetFigures, ModelFigures } from './fleet-types.js';
import { count, figure, ms, share, words } from './format.js';
import { card, deviceAddress } from './page.js';

const MOST_SERIES = PATTERNS;

export function flagCharts(figures: FleetFigures): HTMLElement[] {
  return [
    card('Flags per hour, by class', null, flags(figures, figures.byClass, 'Flags per hour, by class', className)),
    card('Flags per hour, by rule', null, flags(figures, figures.byRule, 'Flags per hour, by rule', (name) => words(name))),
  ];
}

export function explanationCharts(figures: FleetFigures): HTMLElement[] {
  const { statuses, context } = figures;
  const kinds: readonly Series[] = [
    { name: 'Ok', values: statuses.ok, tone: 'tone-ok' },
    { name: 'Stale', values: statuses.stale, tone: 'tone-stale' },
    { name: 'Untrusted', values: statuses.untrusted, tone: 'tone-untrusted' },
    { name: 'Skipped', values: statuses.skipped, tone: 'tone-skipped' },
    { name: 'Unknown status', values: statuses.other, tone: 'tone-other' },
    { name: 'No explanation', values: statuses.none, tone: 'tone-none' },
  ];
  const used = kinds.filter((one) => sum(one.values) > 0);
  const said = used.map((one) => `${one.name} ${share(sum(one.values) / Math.max(1, figures.flags))}`).join(', ');
  const means = context.mean.filter((one) => one !== null);
  const range = means.length ? `between ${percent(Math.min(...means))} and ${percent(Math.max(...means))}` : 'unknown';
  return [
    card('Certificates of explanations', h('span', { class: 'soft small' }, 'share of flags'), stackedBars(chart(figures, 'Certificates of explanations', `Over the whole time: ${said}.`, count), used, true)),
    card(
      'Context share',
      h('span', { class: 'soft small' }, 'mean over explanations that are ok'),
      shareLine(chart(figures, 'Context share', `How much of an explanation lies beside the thing it explains: ${range}.`, percent), context.mean, context.events, 'explanations'),
    ),
  ];
}

export function confirmChart(figures: FleetFigures): HTMLElement {
  return card(
    'Confirmed by people',
    h('span', { class: 'soft small' }, 'beam: 95 % interval (Wilson)'),
    figures.confirmed.trials
      ? [shareRows('By class', figures.confirmedByClass, 'judged'), shareRows('By rule', figures.confirmedByRule.map((one) => ({ ...one, name: words(one.name) })), 'judged')]
      : h('p', { class: 'pad soft' }, 'Nothing of this was judged yet: how often people agree is unknown.'),
    figures.undecided ? h('p', { class: 'pad soft small' }, `${count(figures.undecided)} more were unsure or to be removed, and count for neither side.`) : null,
  );
}

export function modelTable(figures: FleetFigures): HTMLElement {
  const rows: readonly (readonly [string, (one: ModelFigures) => Child])[] = [
    ['Flags', (one) => [bar(one.flags / Math.max(1, ...figures.models.map((m) => m.flags))), h('span', { class: 'num' }, count(one.flags))]],
    ['Alerts', (one) => [bar(one.alerts), h('span', { class: 'num' }, share(one.alerts))]],
    ['Confirmed', (one) => [shareTrack(one.confirmed), h('span', {}, shareShort(one.confirmed))]],
    ['Trusted', (one) => [shareTrack(one.trusted), h('span', {}, shareShort(one.trusted))]],
    ['Judged, tested', (one) => h('span', { class: 'small num' }, `${count(one.confirmed.trials)}, ${count(one.trusted.trials)}`)],
    ['Context share', (one) => [bar(one.context), h('span', { class: 'num' }, one.context === null ? 'unknown' : share(one.context))]],
    ['Margin', (one) => [bar(one.margin), h('span', { class: 'num' }, one.margin === null ? 'unknown' : figure(one.margin))]],
    ['Latency', (one) => [bar(one.totalMs / Math.max(1, ...figures.models.map((m) => m.totalMs))), h('span', { class: 'num' }, ms(one.totalMs))]],
    ['Seen', (one) => h('span', { class: 'small num' }, `${shortTime(one.firstUtc, 'day')} – ${shortTime(one.lastUtc, 'day')}`)],
  ];
  return card(
    'Model versions side by side',
    null,
    h(
      'div',
      { class: 'table-scroll', tabindex: '0', role: 'region', 'aria-label': 'Model versions side by side' },
      h(
        'table',
        { class: 'model-table' },
        h('thead', {}, h('tr', {}, h('td', {}), figures.models.map((one) => h('th', { scope: 'col' }, one.model, ' ', one.version)))),
        h('tbody', {}, rows.map(([name, cell]) => h('tr', {}, h('th', { scope: 'row' }, name), figures.models.map((one) => h('td', {}, h('div', { class: 'model-cell' }, cell(one))))))),
      ),
    ),
  );
}

export function cameraTable(figures: FleetFigures): HTMLElement {
  const most = Math.max(1, ...figures.cameras.map((one) => one.flags));
  const row = (one: CameraBar): HTMLElement =>
    h(
      'tr',
      {},
      h('th', { scope: 'row' }, h('a', { href: deviceAddress(one.site, one.device) }, one.device), ' ', h('span', { class: 'soft' }, one.camera)),
      h('td', {}, h('div', { class: 'model-cell' }, bar(one.flags / most), h('span', { class: 'num' }, count(one.flags)))),
      h('td', {}, h('div', { class: 'model-cell' }, shareTrack(one.confirmed), h('span', {}, shareWords(one.confirmed)))),
      h('td', {}, h('div', { class: 'model-cell' }, shareTrack(one.trusted), h('span', {}, shareWords(one.trusted, 'tested')))),
    );
  return card(
    'Cameras',
    h('span', { class: 'soft small' }, figures.allCameras > figures.cameras.length ? `the ${figures.cameras.length} of ${count(figures.allCameras)} that flag most` : ''),
    h(
      'div',
      { class: 'table-scroll', tabindex: '0', role: 'region', 'aria-label': 'Cameras' },
      h('table', { class: 'camera-table' }, h('thead', {}, h('tr', {}, ['Camera', 'Flags', 'Confirmed', 'Explanations trusted'].map((one) => h('th', { scope: 'col' }, one)))), h('tbody', {}, figures.cameras.map(row))),
    ),
  );
}

function flags(figures: FleetFigures, all: readonly FlagSeries[], title: string, name: (one: string | null) => string): HTMLElement {
  const rate = (values: readonly number[]): number[] => values.map((value, i) => (figures.hours[i]! > 0 ? value / figures.hours[i]! : 0));
  const shown = all.length > MOST_SERIES ? all.slice(0, MOST_SERIES - 1) : all;
  const rest = all.slice(shown.length);
  const series = shown.map((one, n): Series => ({ name: name(one.name), values: rate(one.flags), tone: `tone-${n}` }));
  if (rest.length) series.push({ name: `${rest.length} others`, values: rate(figures.starts.map((_, i) => rest.reduce((total, one) => total + one.flags[i]!, 0))), tone: 'tone-none' });
  const hours = sum(figures.hours) || 1;
  const said = series.map((one, n) => `${one.name} ${figure(sum(n < shown.length ? shown[n]!.flags : rest.flatMap((r) => r.flags)) / hours)}`).join(', ');
  return stackedBars(chart(figures, title, `Mean over the time shown: ${said} per hour.`, figure), series);
}

const chart = (figures: FleetFigures, title: string, says: string, format: (value: number) => string): TimeChart => ({ title, says, starts: figures.starts, step: figures.step, format });
const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
