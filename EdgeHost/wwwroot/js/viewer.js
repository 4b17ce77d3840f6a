/** One flagged frame: picture, mask, heat, and beside it everything the event says. */

import * as api from './api.js';
import { STATUS, severityBadge, statusOf } from './badges.js';
import { classColor, className } from './classes.js';
import { Details } from './details.js';
import { byId, fill, h, icon, setText } from './dom.js';
import { absence, loadAssets } from './event-assets.js';
import { list, summarise } from './event-summary.js';
import { ExplanationPanel } from './explanation.js';
import { age, fullTime } from './format.js';
import { heatCanvas } from './heat-paint.js';
import { Legend } from './legend.js';
import { maskCanvas } from './mask-paint.js';
import { Stage } from './stage.js';
import { buildFrame } from './viewer-frame.js';

export class Viewer {
  #root = byId('viewer');
  #events;
  #ui;
  #stage;
  #legend;
  #details = new Details((id) => this.#highlightRegion(id));
  #explanation = new ExplanationPanel(
    (index) => this.#choose(index),
    () => this.#toggleAnyway(),
  );
  #item = null;
  #assets = null;
  #chosen = 0;
  #mask = true;
  #heat = true;
  #anyway = false;
  #boxes = true;
  #opacity = 0.6;
  #region = null;
  #ticket = 0;

  /** The frame asked for last: it may still be loading. Steps count from it, so that two quick keys are two steps. */
  #wanted = '';

  /** @param {import('./events.js').EventList} events */
  constructor(events) {
    this.#events = events;
    this.#ui = buildFrame(this.#root, {
      previous: () => this.step(-1),
      next: () => this.step(1),
      mask: () => this.toggleMask(),
      heat: () => this.toggleHeat(),
      boxes: () => this.#toggleBoxes(),
      opacity: (value) => this.#setOpacity(value),
    });
    this.#stage = new Stage(this.#ui.canvas);
    this.#legend = new Legend(this.#ui.legend, () => this.#draw());
    this.#ui.explanation.append(this.#explanation.root);
    this.#ui.details.append(this.#details.root);
    events.addEventListener('item', (message) => this.#updated(/** @type {CustomEvent} */ (message).detail));
    setInterval(() => this.#item && setText(this.#ui.age, age(summarise(this.#item).utc)), 1000);
  }

  get isOpen() {
    return !this.#root.hidden;
  }

  get id() {
    return this.#item?.event.eventId ?? '';
  }

  /** @param {string} id */
  async open(id) {
    const ticket = ++this.#ticket;
    this.#wanted = id;
    this.#root.hidden = false;
    this.#state('loading', 'Loading this frame', '');
    this.#anyway = false;
    this.#region = null;
    this.#chosen = 0;
    try {
      const item = this.#events.find(id) ?? (await api.event(id));
      if (ticket !== this.#ticket) return;
      this.#item = item;
      this.#assets = null;
      this.#describe();
      this.#ui.title.focus({ preventScroll: true });
      this.#root.scrollTop = 0;
      const assets = await loadAssets(item);
      if (ticket !== this.#ticket) return;
      this.#assets = assets;
      this.#state('ready', '', '');
      this.#paint();
    } catch (problem) {
      if (ticket !== this.#ticket) return;
      this.#item = null;
      if (problem instanceof api.ApiError && problem.status === 404) this.#state('absent', 'This frame is no longer here', problem.message);
      else this.#state('absent', 'This frame could not be loaded', problem.message);
      this.#ui.title.focus({ preventScroll: true });
    }
  }

  close() {
    this.#ticket++;
    this.#item = null;
    this.#root.hidden = true;
  }

  step(by) {
    const next = this.#events.neighbour(this.#wanted, by);
    if (!next || next === this.#wanted) return;
    this.#wanted = next;
    location.hash = `#/event/${encodeURIComponent(next)}`;
  }

  toggleMask() {
    this.#mask = !this.#mask;
    this.#paint();
  }

  /** For an explanation that may not be believed, the same key asks for its marked map; it never shows it as a normal one. */
  toggleHeat() {
    if (!this.#grid()) return;
    if (this.#trusted()) this.#heat = !this.#heat;
    else this.#anyway = !this.#anyway;
    this.#paint();
  }

  nudgeOpacity(step) {
    this.#setOpacity(this.#opacity + step);
  }

  #toggleBoxes() {
    this.#boxes = !this.#boxes;
    this.#paint();
  }

  #toggleAnyway() {
    this.#anyway = !this.#anyway;
    this.#paint();
  }

  #setOpacity(value) {
    this.#opacity = Math.min(1, Math.max(0.05, value));
    this.#paint();
  }

  #choose(index) {
    this.#chosen = index;
    this.#anyway = false;
    this.#describe();
    this.#paint();
  }

  #highlightRegion(id) {
    this.#region = id;
    this.#draw();
  }

  // Blobs travel after their event: what the open frame was waiting for may have come.
  async #updated(item) {
    if (!this.#item || item.event.eventId !== this.id || item.blobs.length === this.#item.blobs.length) return;
    const ticket = this.#ticket;
    const assets = await loadAssets(item);
    if (ticket !== this.#ticket) return;
    this.#item = item;
    this.#assets = assets;
    this.#describe();
    this.#state('ready', '', '');
    this.#paint();
  }

  #current = () => list(this.#item?.event.explanations)[this.#chosen] ?? null;
  #trusted = () => this.#current() !== null && statusOf(this.#current()) === 'ok';
  #grid = () => this.#assets?.heats.get(this.#current()?.heat) ?? null;

  #describe() {
    const { event } = this.#item;
    const s = summarise(this.#item);
    fill(this.#ui.title, s.title, s.more ? h('span', { class: 'tag' }, `+${s.more}`) : null, severityBadge(s.severity));
    fill(
      this.#ui.sub,
      h('time', { datetime: s.utc, class: 'num' }, fullTime(s.utc)),
      h('span', {}, `${event.site ?? ''} / ${s.device} / ${s.camera}`),
      h('span', { class: 'num' }, `frame ${event.frame?.number ?? '–'}`),
    );
    setText(this.#ui.age, age(s.utc));
    this.#stage.resize(event.frame?.width, event.frame?.height);
    this.#details.show(this.#item);
    this.#explanation.show(list(event.explanations), this.#chosen, this.#grid(), this.#anyway);
    this.#legend.update(legendOf(event, this.#assets));
    this.#ui.previous.disabled = !this.#events.neighbour(this.id, -1);
    this.#ui.next.disabled = !this.#events.neighbour(this.id, 1);
  }

  #state(state, title, text) {
    this.#root.dataset.state = state;
    this.#ui.stage.dataset.state = state === 'ready' ? 'live' : 'waiting';
    fill(
      this.#ui.message,
      state === 'loading' ? h('span', { class: 'spinner', 'aria-hidden': 'true' }) : icon('other'),
      h('strong', {}, title),
      h('span', {}, text),
      state === 'absent' ? h('a', { class: 'button', href: '#/' }, 'Back to live') : null,
    );
    if (state === 'absent') fill(this.#ui.title, title);
  }

  /** Buttons, notes and picture; the buttons always say what the picture shows. */
  #paint() {
    if (!this.#item || !this.#assets) return;
    const grid = this.#grid();
    const trusted = this.#trusted();
    const status = this.#current() ? statusOf(this.#current()) : 'none';
    pressed(this.#ui.mask, this.#mask && this.#assets.masks.length > 0, this.#assets.masks.length > 0);
    pressed(this.#ui.boxes, this.#boxes, list(this.#item.event.regions).length > 0);
    pressed(this.#ui.heat, grid !== null && (trusted ? this.#heat : this.#anyway), grid !== null);
    setText(this.#ui.heatLabel, trusted || grid === null ? 'Heat' : `${STATUS[status].label} map`);
    this.#ui.heat.dataset.status = status;
    this.#ui.heat.dataset.warning = String(!trusted && grid !== null);
    this.#ui.heat.title = grid ? '' : `No heat map: it ${this.#current() ? absence(this.#item, 'heat') : 'was not asked for'}.`;
    /** @type {HTMLInputElement} */ (this.#ui.opacity).value = String(Math.round(this.#opacity * 100));
    setText(this.#ui.opacityValue, `${Math.round(this.#opacity * 100)} %`);
    this.#explanation.show(list(this.#item.event.explanations), this.#chosen, grid, this.#anyway);
    this.#banner(status);
    this.#notes();
    this.#legend.update(legendOf(this.#item.event, this.#assets));
    this.#draw();
  }

  #banner(status) {
    this.#ui.banner.hidden = status === 'ok' || status === 'none';
    this.#ui.banner.dataset.status = status;
    if (this.#ui.banner.hidden) return;
    const shown = this.#anyway && this.#grid() ? 'The hatched map is shown at your request.' : 'No heat map is drawn.';
    fill(
      this.#ui.banner,
      icon(STATUS[status].icon),
      h(
        'span',
        {},
        h('strong', {}, `${STATUS[status].title}.`),
        ' ',
        this.#current()?.reason ?? 'No reason given.',
        ' ',
        h('span', { class: 'banner-shown' }, shown),
      ),
    );
  }

  #notes() {
    const notes = [...this.#assets.problems];
    if (!this.#assets.picture) notes.push(`The picture ${absence(this.#item, 'thumb')}.`);
    else if (this.#assets.isThumb)
      notes.push(`Thumbnail, ${this.#assets.picture.width} px wide: the full frame ${absence(this.#item, 'frame')}.`);
    if (this.#assets.masks.length === 0) notes.push(`The mask ${absence(this.#item, 'mask')}.`);
    fill(
      this.#ui.notes,
      notes.map((note) => h('span', {}, note)),
    );
  }

  #draw() {
    if (!this.#item || !this.#assets) return;
    const heads = legendOf(this.#item.event, this.#assets);
    const masks = this.#assets.masks.map(({ head, mask }) => {
      const name = head ?? heads[0]?.name ?? '';
      return maskCanvas(mask, (id) => this.#legend.isVisible(name, id), this.#legend.highlightIn(name));
    });
    const regions = list(this.#item.event.regions);
    this.#stage.draw({
      picture: this.#assets.picture,
      masks: this.#mask ? masks : [],
      maskOpacity: this.#opacity,
      heat: this.#heatLayer(),
      boxes: regions
        .filter((r) => r.box && (this.#boxes || r.id === this.#region))
        .map((r) => ({
          box: r.box,
          label: `${r.class} #${r.id}`,
          color: classColor(r.head, r.class),
          strong: r.id === this.#region,
        })),
    });
  }

  #heatLayer() {
    const grid = this.#grid();
    if (!grid || !(this.#trusted() ? this.#heat : this.#anyway)) return null;
    const warning = this.#trusted() ? null : `${STATUS[statusOf(this.#current())].label.toUpperCase()}: do not rely on this map`;
    return { canvas: cachedHeat(grid), rect: grid.rect, opacity: Math.min(1, this.#opacity + 0.25), warning };
  }
}

const painted = new WeakMap();

function cachedHeat(grid) {
  if (!painted.has(grid)) painted.set(grid, heatCanvas(grid));
  return painted.get(grid);
}

function pressed(button, on, possible) {
  button.setAttribute('aria-pressed', String(on));
  button.toggleAttribute('disabled', !possible);
}

// The mask's own palette is what was drawn on the device; the status only fills in where no mask came.
function legendOf(event, assets) {
  const heads = new Map();
  for (const c of list(event.classes)) {
    const head = c.head ?? '';
    if (!heads.has(head)) heads.set(head, []);
    const palette = assets?.masks.find((m) => (m.head ?? '') === head)?.mask.palette[c.id];
    const color = palette ? `#${palette.map((v) => v.toString(16).padStart(2, '0')).join('')}` : classColor(c.head, c.id);
    heads.get(head).push({ id: c.id, name: c.name ?? className(c.head, c.id), color, area: c.area, conf: c.conf });
  }
  return [...heads].map(([name, classes]) => ({ name, classes: classes.sort((a, b) => (b.area ?? 0) - (a.area ?? 0)) }));
}
