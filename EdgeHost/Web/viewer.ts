/** One flagged frame: picture, mask, heat, and beside it everything the event says. */

import * as api from './api.js';
import type { EventExplanation, EventItem } from './api-types.js';
import { STATUS, type Status, statusOf } from './badges.js';
import { learnClasses } from './classes.js';
import { Details } from './details.js';
import { headsOf } from './device-classes.js';
import { byId, fill, h, icon, setText } from './dom.js';
import { absence, type Assets, loadAssets } from './event-assets.js';
import { list, summarise } from './event-summary.js';
import type { EventList } from './events.js';
import { ExplanationPanel } from './explanation.js';
import { captionOf } from './export-caption.js';
import type { PictureSheet } from './export-picture.js';
import { age } from './format.js';
import { legendOf } from './frame-legend.js';
import type { HeatGrid } from './heat.js';
import { heatCanvas } from './heat-paint.js';
import { Legend } from './legend.js';
import { patternsChanged } from './patterns.js';
import { Signal } from './signal.js';
import type { HeatLayer } from './stage.js';
import { buildFrame, type ViewerFrame } from './viewer-frame.js';
import { showBanner, showHead, showNotes } from './viewer-notes.js';
import { ViewerPicture } from './viewer-picture.js';

export class Viewer {
  /** The frame that is open, whenever something about it changed. */
  readonly described = new Signal<EventItem>();
  /** Whether the picture of the open frame has been on the screen. */
  readonly seen = new Signal<boolean>();
  /** Somebody wants to take the open frame along. */
  readonly exportAsked = new Signal();
  readonly #root = byId('viewer');
  readonly #events: EventList;
  readonly #ui: ViewerFrame;
  readonly #legend: Legend;
  readonly #picture: ViewerPicture;
  readonly #details = new Details((id) => this.#highlightRegion(id));
  readonly #explanation = new ExplanationPanel(
    (index) => this.#choose(index),
    () => this.#toggleAnyway(),
  );
  #item: EventItem | null = null;
  #assets: Assets | null = null;
  #chosen = 0;
  #mask = true;
  #heat = true;
  #anyway = false;
  #boxes = true;
  #opacity = 0.6;
  #region: number | null = null;
  #ticket = 0;
  #loads = 0;

  /** The frame asked for last: it may still be loading. Steps count from it, so that two quick keys are two steps. */
  #wanted = '';

  /** What the stream told of it since: newer than what its opening asked for. */
  #heard: EventItem | null = null;

  constructor(events: EventList) {
    this.#events = events;
    this.#ui = buildFrame(this.#root, {
      previous: () => this.step(-1),
      next: () => this.step(1),
      mask: () => this.toggleMask(),
      heat: () => this.toggleHeat(),
      boxes: () => this.#toggleBoxes(),
      side: () => this.toggleLayout('side'),
      swipe: () => this.toggleLayout('swipe'),
      divide: () => this.#draw(),
      opacity: (value) => this.#setOpacity(value),
      export: () => this.exportAsked.emit(),
    });
    this.#legend = new Legend(this.#ui.legend, () => this.#draw());
    this.#picture = new ViewerPicture(this.#ui, this.#legend);
    patternsChanged.on(() => this.#draw());
    this.#ui.explanation.append(this.#explanation.root);
    this.#ui.details.append(this.#details.root);
    events.item.on((item) => this.#updated(item));
    setInterval(() => {
      if (this.#item) setText(this.#ui.age, age(summarise(this.#item).utc));
    }, 1000);
  }

  get isOpen(): boolean {
    return !this.#root.hidden;
  }

  get id(): string {
    return this.#item?.event.eventId ?? '';
  }

  get item(): EventItem | null {
    return this.#item;
  }

  /** Where verdicts are given. */
  get reviewSlot(): HTMLElement {
    return this.#ui.review;
  }

  get hasPicture(): boolean {
    return Boolean(this.#assets?.picture);
  }

  /** What is on the screen, by the names that a verdict records. */
  get layers(): string[] {
    const assets = this.#assets;
    if (!assets) return [];
    const heat = this.#heatLayer();
    const layers = [
      assets.picture && (assets.isThumb ? 'thumb' : 'frame'),
      this.#mask && assets.masks.length > 0 && 'mask',
      heat && (heat.warning === null ? 'heat' : `heat-${this.#status()}`),
      this.#boxes && list(this.#item?.event.regions).length > 0 && 'regions',
      this.#picture.layout !== 'over' && this.#picture.layout,
    ];
    return layers.filter((layer): layer is string => typeof layer === 'string');
  }

  /** What is on the screen, to be taken along; null before it is. */
  sheet(): PictureSheet | null {
    if (!this.#item || !this.#assets) return null;
    const isMapDrawn = this.#heatLayer() !== null;
    const heads = this.#mask && this.#assets.masks.length > 0 ? legendOf(this.#item.event, this.#assets) : [];
    return {
      canvases: this.#picture.canvases,
      caption: captionOf(this.#item, this.#current(), this.#status(), isMapDrawn, this.layers),
      heat: isMapDrawn ? this.#grid() : null,
      legend: heads.flatMap((head) => head.classes.filter((c) => (c.area ?? 0) > 0 && this.#legend.isVisible(head.name, c.id))),
    };
  }

  async open(id: string): Promise<void> {
    const ticket = ++this.#ticket;
    this.seen.emit(false);
    this.#wanted = id;
    this.#heard = null;
    this.#root.hidden = false;
    this.#state('loading', 'Loading this frame', '');
    this.#anyway = false;
    this.#region = null;
    this.#chosen = 0;
    try {
      const found = this.#events.find(id) ?? (await api.event(id));
      if (ticket !== this.#ticket) return;
      const heads = await headsOf(found);
      if (ticket !== this.#ticket) return;
      if (heads) learnClasses(heads);
      this.#item = this.#heard ?? found;
      this.#assets = null;
      this.#describe(this.#item);
      this.#ui.title.focus({ preventScroll: true });
      this.#root.scrollTop = 0;
      await this.#load(this.#item);
    } catch (problem) {
      const text = problem instanceof Error ? problem.message : String(problem);
      if (ticket !== this.#ticket) return;
      this.#item = null;
      if (problem instanceof api.ApiError && problem.status === 404) this.#state('absent', 'This frame is no longer here', text);
      else this.#state('absent', 'This frame could not be loaded', text);
      this.#ui.title.focus({ preventScroll: true });
    }
  }

  close(): void {
    this.#ticket++;
    this.#item = null;
    this.#root.hidden = true;
    this.seen.emit(false);
  }

  step(by: number): void {
    const next = this.#events.neighbour(this.#wanted, by);
    if (!next || next === this.#wanted) return;
    this.#wanted = next;
    location.hash = `#/event/${encodeURIComponent(next)}`;
  }

  toggleMask(): void {
    this.#mask = !this.#mask;
    this.#paint();
  }

  /** For an explanation that may not be believed, the same key asks for its marked map; it never shows it as a normal one. */
  toggleHeat(): void {
    if (!this.#grid()) return;
    if (this.#status() === 'ok') this.#heat = !this.#heat;
    else this.#anyway = !this.#anyway;
    this.#paint();
  }

  toggleLayout(layout: 'side' | 'swipe'): void {
    this.#picture.toggle(layout);
    this.#draw();
  }

  nudgeOpacity(step: number): void {
    this.#setOpacity(this.#opacity + step);
  }

  #toggleBoxes(): void {
    this.#boxes = !this.#boxes;
    this.#paint();
  }

  #toggleAnyway(): void {
    this.#anyway = !this.#anyway;
    this.#paint();
  }

  #setOpacity(value: number): void {
    this.#opacity = Math.min(1, Math.max(0.05, value));
    this.#paint();
  }

  #choose(index: number): void {
    this.#chosen = index;
    this.#anyway = false;
    if (this.#item) this.#describe(this.#item);
    this.#paint();
  }

  #highlightRegion(id: number | null): void {
    this.#region = id;
    this.#draw();
  }

  // Blobs travel after their event, and can be taken away: what the open frame shows may have come or gone.
  #updated(item: EventItem): void {
    if (item.event.eventId !== this.#wanted) return;
    this.#heard = item;
    if (!this.#item || item.event.eventId !== this.id) return;
    const hasSameBlobs = item.blobs.length === this.#item.blobs.length && item.blobs.every((blob) => this.#item!.blobs.includes(blob));
    this.#item = item;
    if (hasSameBlobs) this.described.emit(item);
    else void this.#load(item);
  }

  // Answers overtake each other: what was asked for last is drawn.
  async #load(item: EventItem): Promise<void> {
    const [ticket, load] = [this.#ticket, ++this.#loads];
    const assets = await loadAssets(item);
    if (ticket !== this.#ticket || load !== this.#loads || !this.#item) return;
    this.#assets = assets;
    this.#describe(this.#item);
    this.#state('ready', '', '');
    this.#paint();
    this.#noteSeen(ticket);
  }

  // Two frames of the screen: what was drawn in the first has been shown by the second.
  #noteSeen(ticket: number): void {
    requestAnimationFrame(() =>
      requestAnimationFrame(() => {
        if (ticket === this.#ticket && document.visibilityState === 'visible') this.seen.emit(true);
      }),
    );
  }

  #current(): EventExplanation | null {
    return list(this.#item?.event.explanations)[this.#chosen] ?? null;
  }

  #status(): Status {
    const current = this.#current();
    return current ? statusOf(current) : 'none';
  }

  #grid(): HeatGrid | null {
    return this.#assets?.heats.get(this.#current()?.heat ?? '') ?? null;
  }

  #describe(item: EventItem): void {
    const { event } = item;
    showHead(this.#ui, item);
    this.#picture.resize(event.frame?.width, event.frame?.height);
    this.#details.show(item);
    this.#explanation.show(list(event.explanations), this.#chosen, this.#grid(), this.#anyway);
    this.#legend.update(legendOf(event, this.#assets));
    this.described.emit(item);
    this.#ui.previous.disabled = !this.#events.neighbour(this.id, -1);
    this.#ui.next.disabled = !this.#events.neighbour(this.id, 1);
  }

  #state(state: 'loading' | 'ready' | 'absent', title: string, text: string): void {
    this.#root.dataset.state = state;
    this.#ui.stage.dataset.state = state === 'ready' ? 'live' : 'waiting';
    fill(
      this.#ui.message,
      state === 'loading' ? h('span', { class: 'spinner', 'aria-hidden': 'true' }) : icon('other'),
      h('strong', {}, title),
      h('span', {}, text),
      state === 'absent' ? h('a', { class: 'button', href: '#/' }, document.documentElement.dataset.kind === 'hub' ? 'Back to the queue' : 'Back to live') : null,
    );
    if (state === 'absent') fill(this.#ui.title, title);
  }

  /** Buttons, notes and picture; the buttons always say what the picture shows. */
  #paint(): void {
    if (!this.#item || !this.#assets) return;
    const grid = this.#grid();
    const status = this.#status();
    const trusted = status === 'ok';
    pressed(this.#ui.mask, this.#mask && this.#assets.masks.length > 0, this.#assets.masks.length > 0);
    pressed(this.#ui.boxes, this.#boxes, list(this.#item.event.regions).length > 0);
    pressed(this.#ui.heat, grid !== null && (trusted ? this.#heat : this.#anyway), grid !== null);
    setText(this.#ui.heatLabel, trusted || grid === null ? 'Heat' : `${STATUS[status].label} map`);
    this.#ui.heat.dataset.status = status;
    this.#ui.heat.dataset.warning = String(!trusted && grid !== null);
    this.#ui.heat.title = grid ? '' : `No heat map: it ${this.#current() ? absence(this.#item, 'heat') : 'was not asked for'}.`;
    this.#ui.opacity.value = String(Math.round(this.#opacity * 100));
    setText(this.#ui.opacityValue, `${Math.round(this.#opacity * 100)} %`);
    this.#explanation.show(list(this.#item.event.explanations), this.#chosen, grid, this.#anyway);
    showBanner(this.#ui, status, this.#current()?.reason, this.#anyway && grid !== null);
    showNotes(this.#ui, this.#item, this.#assets);
    this.#legend.update(legendOf(this.#item.event, this.#assets));
    this.#draw();
  }

  #draw(): void {
    if (!this.#item || !this.#assets) return;
    this.#picture.draw({
      event: this.#item.event,
      assets: this.#assets,
      masked: this.#mask,
      boxed: this.#boxes,
      opacity: this.#opacity,
      heat: this.#heatLayer(),
      region: this.#region,
    });
  }

  #heatLayer(): HeatLayer | null {
    const grid = this.#grid();
    if (!grid || !(this.#status() === 'ok' ? this.#heat : this.#anyway)) return null;
    const warning = this.#status() === 'ok' ? null : `${STATUS[this.#status()].label.toUpperCase()}: do not rely on this map`;
    return { canvas: cachedHeat(grid), rect: grid.rect, opacity: Math.min(1, this.#opacity + 0.25), warning };
  }
}

const painted = new WeakMap<HeatGrid, OffscreenCanvas>();

function cachedHeat(grid: HeatGrid): OffscreenCanvas {
  const canvas = painted.get(grid) ?? heatCanvas(grid);
  painted.set(grid, canvas);
  return canvas;
}

function pressed(button: HTMLElement, on: boolean, possible: boolean): void {
  button.setAttribute('aria-pressed', String(on));
  button.toggleAttribute('disabled', !possible);
}
