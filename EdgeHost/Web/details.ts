/** What the event says besides its explanation: flags, regions, time, model, privacy, and the raw message. */

import type { EventCapture, EventFlag, EventItem, EventMessage } from './api-types.js';
import { severityBadge } from './badges.js';
import { classColor } from './classes.js';
import { clipValue } from './clip-link.js';
import { type Child, fill, h, icon, swatch } from './dom.js';
import { list } from './event-summary.js';
import { bytes, confidence, count, figure, fullTime, isNumber, type Maybe, ms, shortHash, words } from './format.js';
import { latencyBar } from './pipeline.js';
import { toast } from './toast.js';

type Row = readonly [name: string, value: Child];

export class Details {
  readonly root = h('div', { class: 'details-list' });
  readonly #onRegion: (id: number | null) => void;

  /** @param onRegion told the region under pointer or focus */
  constructor(onRegion: (id: number | null) => void) {
    this.#onRegion = onRegion;
  }

  show(item: EventItem): void {
    const { event } = item;
    const wasOpen = this.root.querySelector('details')?.open ?? false;
    fill(this.root, flags(event), this.#regions(event), latency(event), model(event), delivery(item), raw(event, wasOpen));
  }

  #regions(event: EventMessage): HTMLElement {
    const regions = list(event.regions);
    if (regions.length === 0) return card('Regions', h('p', { class: 'pad soft' }, 'No region: the flags are about the whole frame.'));
    return card(
      `Regions (${regions.length})`,
      h(
        'ul',
        { class: 'regions' },
        regions.map((r) => {
          const row = h(
            'button',
            { type: 'button', class: 'region', 'data-region': r.id },
            h(
              'span',
              { class: 'region-name' },
              swatch(classColor(r.head, r.class)),
              h('span', { class: 'clip' }, String(r.class)),
              h('span', { class: 'soft num' }, `#${r.id}`),
            ),
            h('span', { class: 'num' }, `${count(r.areaPx)} px`),
            h(
              'span',
              { class: 'num', title: 'Mean lead of the first class over the second' },
              isNumber(r.margin) ? `margin ${confidence(r.margin)}` : '',
            ),
            isNumber(r.score) ? h('span', { class: 'num', title: "Probability of the object's class" }, `score ${confidence(r.score)}`) : '',
            h('span', { class: 'soft num' }, isNumber(r.track) ? `track ${r.track}` : ''),
          );
          for (const name of ['pointerenter', 'focus']) row.addEventListener(name, () => this.#onRegion(r.id));
          for (const name of ['pointerleave', 'blur']) row.addEventListener(name, () => this.#onRegion(null));
          return h('li', {}, row);
        }),
      ),
    );
  }
}

function card(title: string, ...content: Child[]): HTMLElement {
  return h('section', { class: 'card', 'aria-label': title }, h('div', { class: 'card-head' }, h('h2', {}, title)), content);
}

function flags(event: EventMessage): HTMLElement {
  return card(
    'Why it was flagged',
    h(
      'ul',
      { class: 'flags' },
      list(event.flags).map((flag) =>
        h(
          'li',
          {},
          h(
            'div',
            { class: 'flag-line' },
            h('strong', { title: flag.rule }, words(flag.rule)),
            flag.class ? h('span', { class: 'soft' }, String(flag.class)) : null,
            severityBadge(flag.severity),
          ),
          gauge(flag),
        ),
      ),
    ),
  );
}

// Which side of a threshold is bad is the rule's business; the gauge only shows how far apart they are.
function gauge({ value, threshold }: EventFlag): HTMLElement | null {
  if (!isNumber(value) || !isNumber(threshold)) return null;
  const top =
    value >= 0 && threshold >= 0 && Math.max(value, threshold) <= 1 ? 1 : Math.max(Math.abs(value), Math.abs(threshold)) * 1.25 || 1;
  const fillBar = h('span', { class: 'gauge-value' });
  const mark = h('span', { class: 'gauge-mark' });
  fillBar.style.width = `${Math.min(100, (Math.abs(value) / top) * 100)}%`;
  mark.style.left = `${Math.min(100, (Math.abs(threshold) / top) * 100)}%`;
  return h(
    'div',
    { class: 'gauge-line' },
    h('span', { class: 'gauge', 'aria-hidden': 'true' }, fillBar, mark),
    h('span', { class: 'num' }, h('strong', {}, figure(value)), h('span', { class: 'soft' }, ` threshold ${figure(threshold)}`)),
  );
}

function latency(event: EventMessage): HTMLElement {
  const bar = latencyBar();
  bar.show(event.latencyMs);
  // Explaining runs beside the stream, in its own session: no frame waits for it, so it is no part of the total.
  const explain = event.latencyMs?.explain;
  return card(
    'Latency',
    h('div', { class: 'pad' }, bar.root),
    isNumber(explain)
      ? h(
          'dl',
          { class: 'pairs' },
          h('div', {}, h('dt', {}, 'Explanation'), h('dd', { class: 'num' }, `${ms(explain)}, beside the stream`)),
        )
      : null,
  );
}

function model(event: EventMessage): HTMLElement {
  const m = event.model ?? {};
  return card(
    'Model',
    pairs([
      ['Name', `${m.name ?? '–'} ${m.version ?? ''}`],
      ['SHA-256', h('code', { title: m.sha256 }, shortHash(m.sha256))],
      ['Runs on', m.provider],
    ]),
  );
}

function delivery({ event, receivedUtc, blobs }: EventItem): HTMLElement {
  const rows = list(event.blobs).map((blob): Row => [
    words(blob.kind) + (blob.head ? ` (${blob.head})` : ''),
    blob.sha256 !== undefined && blobs.includes(blob.sha256) ? `here, ${bytes(blob.bytes)}` : blob.state === 'stored' ? 'not here (yet)' : String(blob.state ?? '–'),
  ]);
  const clip = clipValue(event);
  if (clip !== null) rows.push(['Clip', clip]);
  return card(
    'Record',
    pairs([
      ['Event', h('code', {}, event.eventId)],
      ['Sequence', isNumber(event.seq) ? `${event.seq} of epoch ${event.epoch ?? '–'}` : '–'],
      ['Captured', fullTime(event.capture?.utc)],
      ['Clock', clockText(event.capture)],
      ['Received', fullTime(receivedUtc)],
      ['Privacy', event.privacy?.policy ? words(event.privacy.policy) : '–'],
      ...rows,
    ]),
  );
}

function clockText(capture: Maybe<EventCapture>): string {
  if (!capture?.clock) return '–';
  return capture.clock === 'free'
    ? 'free running: the time may be wrong'
    : `${capture.clock}${isNumber(capture.errMs) ? `, ± ${figure(capture.errMs)} ms` : ''}`;
}

function pairs(rows: readonly Row[]): HTMLElement {
  return h(
    'dl',
    { class: 'pairs' },
    rows.map(([name, value]) => h('div', {}, h('dt', {}, name), h('dd', {}, value ?? '–'))),
  );
}

function raw(event: EventMessage, open: boolean): HTMLElement {
  const text = JSON.stringify(event, null, 2);
  const copy = h('button', { type: 'button', class: 'button small', onclick: () => copyText(text) }, icon('copy'), 'Copy');
  return h(
    'details',
    { class: 'card raw', open },
    h('summary', {}, 'Raw event'),
    h('div', { class: 'raw-tools' }, copy),
    h('pre', { tabindex: '0' }, text),
  );
}

async function copyText(text: string): Promise<void> {
  try {
    await navigator.clipboard.writeText(text);
    toast('ok', 'Event copied.');
  } catch {
    toast('warn', 'The browser refused to copy. Select the text instead.');
  }
}
