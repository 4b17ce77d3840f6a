/** Whether the audit records of a device make one chain, in words. */

import type { DeviceAuditBreak, DeviceAuditChain } from './fleet-types.js';
import { h, icon } from './dom.js';
import { count, fullTime, moment } from './format.js';
import { card } from './page.js';

const KINDS: Readonly<Record<DeviceAuditBreak['kind'], string>> = {
  rewritten: 'came a second time with other content; the first one stays, the second one is kept as evidence',
  unlinked: 'does not follow the one before it: one of the two was exchanged',
  restarted: 'begins the chain anew, although numbers before it exist: the device’s own copy was removed or could not be read',
  forked: 'follows a record that another one follows already: the chain went on twice, as from a copy of the disk',
};

export function auditChain(chain: DeviceAuditChain): HTMLElement {
  return card(
    'Audit chain',
    h('span', { class: 'soft small' }, `${count(chain.records)} records here`),
    h('ul', { class: 'ledger-list' }, state(chain), chain.loose ? line('stale', 'Not all of it can be proven', loose(chain.loose)) : null, chain.beginnings > 1 ? line('other', 'It begins anew', anew(chain.beginnings)) : null),
    chain.breaks.length ? h('ul', { class: 'audit-breaks' }, chain.breaks.map(finding)) : null,
    h('p', { class: 'pad soft small' }, 'Each record has the hash of the one before it. Checked as they come; a signature by the device’s own key is checked with segedge audit verify.'),
  );
}

function state(chain: DeviceAuditChain): HTMLElement {
  if (chain.broken) return line('alert', 'Broken', `${chain.broken === 1 ? 'One finding' : `${count(chain.broken)} findings`}: what it says of its decisions is not proven.`, true);
  if (chain.records === 0) return line('other', 'Unknown', 'No audit record of it ever came.');
  return line('ok', 'Sound', chain.loose ? 'Nothing that is here contradicts another record.' : 'Each record follows the one before it.', false);
}

const loose = (records: number): string => `${count(records)} ${records === 1 ? 'record follows one that is' : 'records follow ones that are'} not here: lost, or still to come. What stood there, nobody can tell.`;
const anew = (beginnings: number): string => `${count(beginnings)} times, as it does at each start of a device that keeps no copy of its own. What came before a beginning is not proven by it.`;

function line(symbol: string, title: string, text: string, fault: boolean | 'unproven' = 'unproven'): HTMLElement {
  return h('li', { 'data-fault': fault }, icon(symbol), h('div', {}, h('strong', {}, title), h('p', {}, text)));
}

function finding(one: DeviceAuditBreak): HTMLElement {
  return h(
    'li',
    {},
    h('strong', { class: 'num' }, `Number ${count(one.number)}`),
    ` ${KINDS[one.kind]}. `,
    h('span', { class: 'soft small' }, 'Epoch ', h('code', {}, one.epoch), ', found ', h('time', { datetime: one.seenUtc, title: fullTime(one.seenUtc) }, moment(one.seenUtc))),
  );
}
