/** One device: how it is, what of it is here, what it named as lost, what it runs. */

import { auditChain } from './device-audit.js';
import * as api from './fleet-api.js';
import type { DeviceBirth, DeviceDetail, DeviceGap, DeviceLedger, LossCount } from './fleet-types.js';
import { DROPS, drops, fps, healthBadge, heat, known, latency, ledgerWords, linkWords, outbox } from './device-words.js';
import { bar, type Child, fill, h, icon } from './dom.js';
import { age, bytes, count, fullTime, moment, shortHash, span, words } from './format.js';
import { card, heading, note, type Page, problem, repeat, UNKNOWN } from './page.js';

const EVERY_MS = 5000;
const STREAMS: Readonly<Record<string, string>> = { event: 'Flagged frames', gap: 'Gap records', audit: 'Audit records' };

export const devicePage: Page = {
  title: 'Device',
  symbol: 'broker',
  open(root, { parts: [site = '', name = ''] }) {
    const state = h('div', { role: 'status' });
    const body = h('div', { class: 'device-page' });
    fill(root, h('a', { class: 'button quiet back-link', href: '#/devices' }, icon('back'), 'All devices'), heading(name, h('span', { class: 'soft' }, site)), state, body);
    let shown = '';
    return repeat(EVERY_MS, async () => {
      try {
        const detail = await api.device(site, name);
        fill(state);
        const key = JSON.stringify(detail);
        if (key !== shown) show(detail, body);
        shown = key;
        for (const time of body.querySelectorAll<HTMLTimeElement>('time[data-age]')) time.textContent = age(time.dateTime);
      } catch (why) {
        fill(state, problem('This device cannot be shown.', why));
      }
    });
  },
};

function show(detail: DeviceDetail, body: HTMLElement): void {
  const open = [...body.querySelectorAll('details')].map((one) => one.open);
  fill(
    body,
    h('div', { class: 'device-main' }, health(detail), ledger(detail.ledgers), losses(detail.losses), gaps(detail.gaps)),
    h('div', { class: 'device-side' }, birth(detail.birth), auditChain(detail.audit), archive(detail)),
  );
  body.querySelectorAll('details').forEach((one, i) => {
    one.open = open[i] ?? false;
  });
}

function health({ summary }: DeviceDetail): HTMLElement {
  return card(
    'Health',
    healthBadge(summary.health),
    h('p', { class: 'pad' }, summary.reasons.length ? summary.reasons.join(' ') : 'All that it says is normal.'),
    pairs(
      [
        ['Link', [linkWords(summary.connection), summary.connectionUtc ? h('span', { class: 'soft small' }, ` since ${moment(summary.connectionUtc)}`) : '']],
        ['State heard', summary.stateUtc ? h('time', { datetime: summary.stateUtc, title: fullTime(summary.stateUtc), 'data-age': '' }, age(summary.stateUtc)) : known(null, String)],
        ['Mode', known(summary.mode, (value: string) => words(value).toLowerCase())],
        ['Up for', known(summary.uptimeS, (value: number) => span(value * 1000))],
        ['Frames/s', fps(summary)],
        ['Latency p50 / p95', latency(summary)],
        ['Heat', heat(summary)],
        ['GPU memory', known(summary.gpuMb, (value: number) => `${value.toFixed(0)} MB`)],
        ['Clock', known(summary.clock, (value: string) => value)],
        ['Outbox', outbox(summary)],
        ['Dropped', drops(summary)],
        ['Reconnects', known(summary.drops?.reconnects, (value: number) => count(value))],
      ],
      'pairs pairs-columns',
    ),
    summary.drops ? h('p', { class: 'pad soft small' }, `Dropped and reconnects count since its process started: ${DROPS.map(([key, what]) => `${count(summary.drops![key])} ${what}`).join(', ')}.`) : null,
  );
}

function ledger(ledgers: readonly DeviceLedger[]): HTMLElement {
  return card(
    'What of it is here',
    null,
    ledgers.length
      ? h(
          'ul',
          { class: 'ledger-list' },
          ledgers.map((one) => h('li', { 'data-fault': one.unanswered > 0 }, icon(one.unanswered ? 'alert' : one.missing ? 'stale' : 'ok'), h('div', {}, h('strong', {}, STREAMS[one.stream] ?? words(one.stream)), h('p', {}, ledgerWords(one))))),
        )
      : h('p', { class: 'pad unknown' }, 'No record of it ever came.'),
    h('p', { class: 'pad soft small' }, 'Named lost: the device said that these will never come, and why. Unanswered: numbers that were asked for in vain, a loss that nobody explained.'),
  );
}

function losses(all: readonly LossCount[]): HTMLElement | null {
  if (all.length === 0) return null;
  const most = Math.max(...all.map((one) => one.records), 1);
  return card(
    'Named lost, by reason',
    null,
    h(
      'ul',
      { class: 'loss-list' },
      all.map((one) => h('li', {}, h('span', {}, words(one.reason), ' ', h('span', { class: 'soft small' }, words(one.stream).toLowerCase())), bar(one.records / most), h('span', { class: 'num' }, count(one.records), h('span', { class: 'soft small' }, ` in ${count(one.gaps)} gaps`)))),
    ),
  );
}

function gaps(all: readonly DeviceGap[]): HTMLElement {
  const row = (gap: DeviceGap): HTMLElement =>
    h(
      'tr',
      {},
      h('th', { scope: 'row' }, h('time', { datetime: gap.receivedUtc, title: fullTime(gap.receivedUtc) }, moment(gap.receivedUtc))),
      h('td', {}, words(gap.reason), gap.detail ? h('span', { class: 'soft small' }, ` ${gap.detail}`) : ''),
      h('td', {}, words(gap.stream).toLowerCase()),
      h('td', { class: 'num' }, gap.count === null ? UNKNOWN : count(gap.count)),
      h('td', { class: 'num' }, gap.numbers || '–'),
      h('td', { class: 'num' }, bytes(gap.bytes)),
    );
  return card(
    'Gaps',
    h('span', { class: 'soft small' }, all.length ? `the newest ${all.length}` : ''),
    all.length
      ? h(
          'div',
          { class: 'table-scroll', tabindex: '0', role: 'region', 'aria-label': 'Gaps' },
          h('table', {}, h('thead', {}, h('tr', {}, ['Received', 'Reason', 'Of', 'Records', 'Numbers', 'Bytes'].map((one) => h('th', { scope: 'col' }, one)))), h('tbody', {}, all.map(row))),
        )
      : h('p', { class: 'pad soft' }, 'It named nothing as lost.'),
  );
}

function birth(one: DeviceBirth | null): HTMLElement {
  if (!one) return card('What it runs', null, note('other', 'Unknown: no birth message of it is kept.'));
  return card(
    'What it runs',
    h('span', { class: 'soft small' }, `as of ${moment(one.receivedUtc)}`),
    pairs([
      ['Model', h('strong', {}, `${one.model} ${one.modelVersion}`)],
      ['Model file', h('code', { title: one.modelSha256 }, shortHash(one.modelSha256))],
      ['Signature', one.verified ? [icon('ok'), `checked${one.keyId ? `, key ${one.keyId}` : ''}`] : 'not checked'],
      ['Runs on', one.provider],
      ['Software', one.software],
      ['Cameras', one.cameras.join(', ') || UNKNOWN],
      ['Classes', one.classes.join(', ') || UNKNOWN],
      ['Flag rules', one.rules.join(', ') || 'none'],
      ['Forgets a record', one.confirm === 'archive' ? 'once the archive has it' : one.confirm === 'broker' ? 'once the broker took it' : UNKNOWN],
      ['Updates until', one.supportEnds ?? 'nobody has promised'],
      ['Boot', h('code', {}, one.bootId || UNKNOWN)],
      ['Epoch', h('code', {}, one.epoch || UNKNOWN)],
    ]),
  );
}

function archive(detail: DeviceDetail): HTMLElement {
  return card(
    'In the archive',
    null,
    pairs([
      ['Flagged frames', h('strong', { class: 'num' }, count(detail.flags))],
    ]),
  );
}

function pairs(rows: readonly (readonly [string, Child])[], kind = 'pairs'): HTMLElement {
  return h(
    'dl',
    { class: kind },
    rows.map(([name, value]) => h('div', {}, h('dt', {}, name), h('dd', {}, value))),
  );
}
