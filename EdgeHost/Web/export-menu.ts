/** What can be taken along: of the open frame, and at a hub of the list as it is filtered. Nothing is offered that this person may not have. */

import * as api from './api.js';
import type { SessionRights } from './api-types.js';
import { byId, fill, h, icon } from './dom.js';
import type { EventList } from './events.js';
import { pictureOf } from './export-picture.js';
import { toast } from './toast.js';
import type { Viewer } from './viewer.js';

interface Choice {
  name: string;
  label: string;
  what: string;
  /** @returns the file's name */
  run(signal: AbortSignal): Promise<string>;
}

export class ExportMenu {
  readonly #dialog = byId('export', HTMLDialogElement);
  readonly #events: EventList;
  readonly #viewer: Viewer;
  readonly #isHub: boolean;
  readonly #may: () => SessionRights | null;
  #running: AbortController | null = null;

  /** @param may of whoever is signed in now */
  constructor(events: EventList, viewer: Viewer, isHub: boolean, may: () => SessionRights | null) {
    this.#events = events;
    this.#viewer = viewer;
    this.#isHub = isHub;
    this.#may = may;
    viewer.exportAsked.on(() => this.open());
    byId('events-export').hidden = !isHub;
    byId('events-export').addEventListener('click', () => this.open());
    this.#dialog.addEventListener('close', () => this.#running?.abort());
    this.#dialog.addEventListener('keydown', (press) => this.#press(press));
  }

  /** @returns false where there is nothing to take */
  open(): boolean {
    const frame = this.#ofFrame();
    const list = this.#ofList();
    const all = [...frame, ...list];
    if (all.length === 0) return false;
    const status = h('p', { class: 'export-status', id: 'export-status', role: 'status' });
    const group = (title: string, choices: Choice[]): HTMLElement | null =>
      choices.length
        ? h('section', { class: 'export-group', 'aria-label': title }, h('h3', {}, title), choices.map((choice) => this.#button(choice, all.indexOf(choice) + 1, status)))
        : null;
    fill(
      this.#dialog,
      h(
        'div',
        { class: 'card-head' },
        h('h2', { id: 'export-title' }, 'Export'),
        h('button', { type: 'button', class: 'icon-button', 'aria-label': 'Close', onclick: () => this.#dialog.close() }, icon('close')),
      ),
      group('This frame', frame),
      group('The list as filtered', list),
      status,
    );
    this.#dialog.showModal();
    this.#dialog.querySelector<HTMLElement>('.export-choice')?.focus();
    return true;
  }

  #ofFrame(): Choice[] {
    const may = this.#may();
    const id = this.#viewer.id;
    if (!may?.look || !this.#viewer.isOpen || !id) return [];
    const path = `/api/events/${encodeURIComponent(id)}/export`;
    const choices: Choice[] = [
      { name: 'png', label: 'Picture (PNG)', what: 'as it is on the screen, with legend and whether its map may be believed', run: () => this.#picture(id) },
      { name: 'coco', label: 'Mask (COCO JSON)', what: 'every region, exact to the pixel', run: (signal) => saved(`${path}/coco`, signal) },
      { name: 'geojson', label: 'Regions (GeoJSON)', what: 'polygons in pixels of the frame', run: (signal) => saved(`${path}/geojson`, signal) },
    ];
    if (may.pack)
      choices.push({ name: 'pack', label: 'Audit pack (zip)', what: 'the message, its pictures and where it comes from, with SHA-256 of each file', run: (signal) => saved(`${path}/pack`, signal) });
    return choices;
  }

  #ofList(): Choice[] {
    const may = this.#may();
    if (!may?.look || !this.#isHub) return [];
    const query = new URLSearchParams(this.#events.query).toString();
    const choices: Choice[] = [{ name: 'csv', label: 'Table (CSV)', what: 'a line a frame, no pictures', run: (signal) => saved(`/api/export/csv?${query}`, signal) }];
    if (may.export)
      choices.push(
        { name: 'coco-set', label: 'Training set (COCO, zip)', what: 'confirmed frames with their pictures and masks', run: (signal) => saved(`/api/export/coco?${query}`, signal) },
        { name: 'pack-set', label: 'Audit pack (zip)', what: 'all of them, at most 500', run: (signal) => saved(`/api/export/pack?${query}`, signal) },
      );
    return choices;
  }

  #button(choice: Choice, key: number, status: HTMLElement): HTMLElement {
    return h(
      'button',
      { type: 'button', class: 'export-choice', id: `export-${choice.name}`, onclick: () => void this.#run(choice, status) },
      h('kbd', {}, key),
      h('span', {}, h('strong', {}, choice.label), ' ', h('span', { class: 'soft small' }, choice.what)),
    );
  }

  async #run(choice: Choice, status: HTMLElement): Promise<void> {
    if (this.#running) return;
    const running = new AbortController();
    this.#running = running;
    status.dataset.state = 'busy';
    status.textContent = `${choice.label}: being made. Esc stops it.`;
    try {
      const name = await choice.run(running.signal);
      toast('ok', `Saved as ${name}.`);
      this.#dialog.close();
    } catch (problem) {
      if (running.signal.aborted) return;
      status.dataset.state = 'problem';
      status.textContent = problem instanceof api.ApiError ? problem.message : `${choice.label}: it broke off, and nothing was saved. Try again.`;
    } finally {
      this.#running = null;
    }
  }

  async #picture(id: string): Promise<string> {
    const sheet = this.#viewer.sheet();
    if (!sheet) throw new api.ApiError(0, 'The frame is still loading. Try again in a moment.');
    // At a hub it is written down who takes what, before they have it.
    if (this.#isHub) await api.notePicture(id, this.#viewer.layers);
    const name = `segedge-${id.replace(/[^\w-]/g, '_')}.png`;
    save(await pictureOf(sheet), name);
    return name;
  }

  #press(press: KeyboardEvent): void {
    if (press.ctrlKey || press.metaKey || press.altKey || press.repeat) return;
    const choices = [...this.#dialog.querySelectorAll<HTMLElement>('.export-choice')];
    const at = choices.findIndex((choice) => choice === document.activeElement);
    const step = { ArrowDown: 1, ArrowUp: -1 }[press.key];
    const wanted = step === undefined ? undefined : choices[(at + step + choices.length) % choices.length];
    if (wanted) wanted.focus();
    else if (/^[1-9]$/.test(press.key)) choices[Number(press.key) - 1]?.click();
    else return;
    press.preventDefault();
  }
}

async function saved(path: string, signal: AbortSignal): Promise<string> {
  const { blob, name } = await api.file(path, signal);
  save(blob, name);
  return name;
}

function save(blob: Blob, name: string): void {
  const address = URL.createObjectURL(blob);
  h('a', { href: address, download: name }).click();
  // The browser reads it after the click.
  setTimeout(() => URL.revokeObjectURL(address), 60_000);
}
