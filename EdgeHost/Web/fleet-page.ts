/** The fleet in figures: what is flagged, whether people agree, whether explanations hold, how versions and cameras compare. */

import { shareWords } from './chart-share.js';
import { type Child, fill, h } from './dom.js';
import * as api from './fleet-api.js';
import { cameraTable, confirmChart, explanationCharts, flagCharts, modelTable } from './fleet-charts.js';
import { choicesKey, type FilterBar, filterBar, inWords, question } from './fleet-filter.js';
import { heatCard } from './fleet-heat.js';
import type { FleetChoices, FleetFigures } from './fleet-types.js';
import { count, figure, share } from './format.js';
import { heading, note, type Page, problem, repeat } from './page.js';

const EVERY_MS = 60_000;

export const fleetPage: Page = {
  title: 'Fleet',
  symbol: 'chart',
  open(root, { query }) {
    if (!root.querySelector('.fleet-body')) fill(root, heading('Fleet', h('span', { class: 'soft', id: 'fleet-words' })), h('div', { class: 'fleet-top' }), h('div', { role: 'status', class: 'fleet-state' }), h('div', { class: 'fleet-body' }));
    const [top, state, body] = ['.fleet-top', '.fleet-state', '.fleet-body'].map((one) => root.querySelector(one)!) as [Element, Element, Element];
    fill(root.querySelector('#fleet-words')!, inWords(query));
    let ended = false;
    let shown = '';
    const stop = repeat(EVERY_MS, async () => {
      try {
        const [choices, figures] = await Promise.all([api.choices(), api.figures(question(query))]);
        if (ended) return;
        showFilters(top, choices, query);
        const key = JSON.stringify([choices, { ...figures, since: '', before: '', hours: [] }]);
        if (key === shown) return;
        shown = key;
        fill(state);
        show(body, choices, figures, query);
      } catch (why) {
        if (!ended) fill(state, problem('The figures cannot be shown.', why));
      }
    });
    return () => {
      ended = true;
      stop();
    };
  },
};

let bar: { key: string; parts: FilterBar } | null = null;

// Built anew only where there is something else to choose from; whoever chose by keyboard goes on from there.
function showFilters(top: Element, choices: FleetChoices, query: URLSearchParams): void {
  const key = choicesKey(choices, query);
  if (bar?.key !== key || bar.parts.root.parentElement !== top) {
    const focused = top.contains(document.activeElement) ? document.activeElement!.id : '';
    bar = { key, parts: filterBar(choices, query) };
    fill(top, bar.parts.root);
    if (focused) document.getElementById(focused)?.focus();
  }
  bar.parts.show(query);
}

function show(body: Element, choices: FleetChoices, figures: FleetFigures, query: URLSearchParams): void {
  if (figures.flags === 0) {
    fill(body, note('flag', h('strong', {}, 'Nothing was flagged in this time. '), choices.cameras.length ? 'Choose a longer time, an earlier day, or fewer filters.' : 'No event was ever archived.'));
    return;
  }
  const newest = api.wall().then(
    (wall) => wall.cameras,
    () => [], // the maps are worth showing without a picture below them
  );
  fill(
    body,
    tiles(figures),
    h('div', { class: 'chart-grid' }, flagCharts(figures), explanationCharts(figures), confirmChart(figures), modelTable(figures), heatCard(choices, query, newest), cameraTable(figures)),
  );
}

function tiles(figures: FleetFigures): HTMLElement {
  const hours = figures.hours.reduce((sum, one) => sum + one, 0) || 1;
  const tested = figures.models.reduce((sum, one) => sum + one.trusted.trials, 0);
  const trusted = figures.models.reduce((sum, one) => sum + one.trusted.hits, 0);
  const explained = figures.context.events.reduce((sum, one) => sum + one, 0);
  const context = figures.context.mean.reduce<number>((sum, one, i) => sum + (one ?? 0) * figures.context.events[i]!, 0);
  const all: readonly (readonly [string, Child])[] = [
    ['Flagged', [h('strong', { class: 'num' }, count(figures.flags)), h('span', { class: 'soft small num' }, `${figure(figures.flags / hours)} per hour`)]],
    ['Alerts', [h('strong', { class: 'num' }, share(figures.alerts / figures.flags)), h('span', { class: 'soft small num' }, `${count(figures.alerts)} of them`)]],
    ['Confirmed', shareWords(figures.confirmed)],
    ['Explanations trusted', tested ? [h('strong', { class: 'num' }, share(trusted / tested)), h('span', { class: 'soft small num' }, `of ${count(tested)} tested`)] : h('span', { class: 'soft small' }, 'unknown: none tested')],
    ['Context share', explained ? [h('strong', { class: 'num' }, share(context / explained)), h('span', { class: 'soft small num' }, `mean of ${count(explained)}`)] : h('span', { class: 'soft small' }, 'unknown: none explained')],
  ];
  return h(
    'dl',
    { class: 'fleet-tiles' },
    all.map(([name, value]) => h('div', { class: 'card' }, h('dt', {}, name), h('dd', {}, value))),
  );
}
