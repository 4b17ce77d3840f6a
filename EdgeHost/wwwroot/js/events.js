/** Flagged frames: a live list, newest first, with filters. Rows are links, so that the keyboard and history work by themselves. */

import * as api from './api.js';
import { severityBadge, STATUS, statusBadge } from './badges.js';
import { byId, fill, h, icon, setText } from './dom.js';
import { summarise } from './event-summary.js';
import { age, fullTime, moment, words } from './format.js';
import { announce } from './toast.js';

const PAGE = 50;

// Twice what the device keeps; a page left open for weeks must not grow.
const MOST = 1000;

export class EventList extends EventTarget {
  #feed = new api.EventFeed();
  #items = new Map();
  #rows = new Map();
  #filter = { rule: '', class: '', status: '' };
  #options = '';
  #unseen = new Set();
  #open = '';
  #atTop = true;
  #end = false;
  #loading = false;
  #loaded = false;

  start() {
    for (const kind of ['flagged', 'updated']) {
      this.#feed.addEventListener(kind, (message) => this.#arrive(/** @type {CustomEvent} */ (message).detail, kind === 'flagged'));
    }
    this.#feed.addEventListener('reset', () => this.reload());
    for (const name of ['rule', 'class', 'status']) {
      byId(`filter-${name}`).addEventListener('change', (change) =>
        this.#setFilter(name, /** @type {HTMLSelectElement} */ (change.target).value),
      );
    }
    byId('filter-clear').addEventListener('click', () => this.#clearFilter());
    byId('events-new').addEventListener('click', () => this.#showNew());
    new IntersectionObserver(([entry]) => this.#scrolled(entry.isIntersecting)).observe(byId('events-top'));
    new IntersectionObserver(([entry]) => entry.isIntersecting && this.#more(), { rootMargin: '300px' }).observe(byId('events-foot'));
    setInterval(() => this.#writeAges(), 1000);
    this.#foot();
    this.#feed.connect();
    return this.reload();
  }

  /** After a loss: the stream resumes where it was, or says that the list must be loaded anew. */
  reconnect() {
    this.#feed.connect();
    if (!this.#loaded) this.reload();
  }

  async reload() {
    this.#loading = true;
    try {
      const page = await api.events(PAGE);
      this.#items.clear();
      this.#rows.clear();
      this.#end = page.items.length < PAGE;
      this.#loaded = true;
      for (const item of page.items) this.#put(item);
      this.#render();
    } catch {
      // The status bar says that the device is away; the list comes with its return.
    }
    this.#loading = false;
    this.#foot();
  }

  find = (id) => this.#items.get(id) ?? null;

  /** Ids as shown, newest first. */
  shown = () =>
    [...this.#items.keys()]
      .filter((id) => this.#passes(this.#items.get(id).summary))
      .sort()
      .reverse();

  /** @param {string} id of the frame in the viewer, or nothing */
  mark(id) {
    this.#rows.get(this.#open)?.link.removeAttribute('aria-current');
    this.#open = id;
    const row = this.#rows.get(id);
    row?.link.setAttribute('aria-current', 'true');
    row?.item.scrollIntoView({ block: 'nearest' });
  }

  /** Moves the keyboard's place in the list by one. */
  move(step) {
    const links = [...byId('events-list').querySelectorAll('a.row')];
    if (links.length === 0) return;
    const at = links.indexOf(/** @type {Element} */ (document.activeElement));
    const next = at < 0 ? 0 : Math.min(links.length - 1, Math.max(0, at + step));
    /** @type {HTMLElement} */ (links[next]).focus();
  }

  focus(id) {
    this.#rows.get(id)?.link.focus();
  }

  neighbour(id, step) {
    const ids = this.shown();
    const at = ids.indexOf(id);
    return at < 0 ? (ids[0] ?? null) : (ids[at + step] ?? null);
  }

  #arrive(item, isNew) {
    const fresh = isNew && !this.#items.has(item.event?.eventId);
    const summary = this.#put(item);
    if (this.#items.size > MOST) this.#forgetOldest();
    this.#render();
    this.dispatchEvent(new CustomEvent('item', { detail: item }));
    if (!fresh || !this.#passes(summary)) return;
    this.#rows.get(summary.id)?.item.classList.add('is-new');
    if (!this.#atTop) this.#unseen.add(summary.id);
    this.#pill();
    announce(`New flagged frame: ${summary.title}${summary.classes[0] ? `, ${summary.classes[0]}` : ''}`);
  }

  #put(item) {
    const summary = summarise(item);
    this.#items.set(summary.id, { ...item, summary });
    this.#rows.delete(summary.id);
    return summary;
  }

  #forgetOldest() {
    const oldest = [...this.#items.keys()].sort()[0];
    this.#items.delete(oldest);
    this.#rows.delete(oldest);
    this.#end = true;
  }

  #render() {
    this.#fillFilters();
    const ids = this.shown();
    const list = byId('events-list');
    const focused = document.activeElement?.closest?.('a.row')?.getAttribute('data-id');
    const wanted = ids.map((id) => this.#row(id).item);
    // Only what moved is touched: hover, focus and scroll position of the rest stay.
    const keep = new Set(wanted);
    for (const child of [...list.children]) if (!keep.has(child)) child.remove();
    wanted.forEach((row, i) => {
      if (list.children[i] !== row) list.insertBefore(row, list.children[i] ?? null);
    });
    if (focused && document.activeElement === document.body) this.focus(focused);
    const filtered = ids.length !== this.#items.size;
    setText(byId('events-count'), filtered ? `${ids.length} of ${this.#items.size}` : `${ids.length}`);
    setText(byId('tab-count'), `${this.#items.size}`);
    byId('filter-clear').hidden = !Object.values(this.#filter).some(Boolean);
    this.#foot();
  }

  #row(id) {
    const known = this.#rows.get(id);
    if (known) return known;
    const { summary: s, receivedUtc } = this.#items.get(id);
    const ageBox = h('span', { class: 'row-age' }, age(s.utc));
    const thumb = s.thumb
      ? h('img', { class: 'thumb', src: api.blobUrl(s.thumb), alt: '', loading: 'lazy', decoding: 'async', width: 96, height: 60 })
      : h('span', { class: 'thumb thumb-none', title: 'No picture here' }, icon('image'));
    const link = h(
      'a',
      {
        class: 'row',
        href: `#/event/${encodeURIComponent(id)}`,
        'data-id': id,
        'data-status': s.status,
        'data-severity': s.severity,
        'aria-current': id === this.#open ? 'true' : null,
      },
      thumb,
      h(
        'span',
        { class: 'row-main' },
        h(
          'span',
          { class: 'row-title' },
          h('span', { class: 'clip', title: s.rules.join(', ') }, s.title),
          s.more ? h('span', { class: 'tag' }, `+${s.more}`) : null,
          severityBadge(s.severity),
        ),
        h(
          'span',
          { class: 'row-what' },
          h('span', { class: 'clip', title: s.classes.join(', ') }, s.classes[0] ?? 'whole frame'),
          s.classes.length > 1 ? h('span', { class: 'soft small' }, `+${s.classes.length - 1}`) : null,
          h('span', { class: 'soft clip' }, s.camera),
        ),
        h(
          'span',
          { class: 'row-when' },
          h(
            'time',
            { class: 'num', datetime: s.utc, title: `Captured ${fullTime(s.utc)}, received ${fullTime(receivedUtc)}` },
            moment(s.utc),
          ),
          ageBox,
          statusBadge(s.status),
        ),
      ),
    );
    const row = { item: h('li', {}, link), link, age: ageBox, utc: s.utc };
    this.#rows.set(id, row);
    return row;
  }

  #writeAges() {
    for (const row of this.#rows.values()) setText(row.age, age(row.utc));
  }

  #passes(s) {
    const { rule, class: name, status } = this.#filter;
    return (!rule || s.rules.includes(rule)) && (!name || s.classes.includes(name)) && (!status || s.status === status);
  }

  #fillFilters() {
    const all = [...this.#items.values()].map((item) => item.summary);
    const choices = {
      rule: [...new Set(all.flatMap((s) => s.rules))].sort().map((v) => [v, words(v)]),
      class: [...new Set(all.flatMap((s) => s.classes))].sort().map((v) => [v, v]),
      status: Object.keys(STATUS)
        .filter((v) => all.some((s) => s.status === v))
        .map((v) => [v, STATUS[v].label]),
    };
    const key = JSON.stringify(choices);
    if (key === this.#options) return;
    this.#options = key;
    for (const [name, values] of Object.entries(choices)) {
      const select = /** @type {HTMLSelectElement} */ (byId(`filter-${name}`));
      // What is chosen stays on offer even when the last such frame has left the list.
      const chosen = this.#filter[name];
      if (chosen && !values.some(([v]) => v === chosen)) values.push([chosen, chosen]);
      fill(
        select,
        h('option', { value: '' }, 'All'),
        values.map(([value, label]) => h('option', { value }, label)),
      );
      select.value = chosen;
    }
  }

  #setFilter(name, value) {
    this.#filter[name] = value;
    byId(`filter-${name}`).dataset.set = String(Boolean(value));
    this.#render();
  }

  #clearFilter() {
    for (const name of Object.keys(this.#filter)) {
      /** @type {HTMLSelectElement} */ (byId(`filter-${name}`)).value = '';
      this.#setFilter(name, '');
    }
    byId('filter-rule').focus();
  }

  #scrolled(atTop) {
    this.#atTop = atTop;
    if (atTop) this.#unseen.clear();
    this.#pill();
  }

  #pill() {
    const pill = byId('events-new');
    pill.hidden = this.#unseen.size === 0;
    if (!pill.hidden) fill(pill, icon('up'), `${this.#unseen.size} new`);
  }

  #showNew() {
    byId('events-top').scrollIntoView({ block: 'end' });
    /** @type {HTMLElement | null} */ (byId('events-list').querySelector('a.row'))?.focus({ preventScroll: true });
  }

  async #more() {
    if (this.#end || this.#loading || !this.#loaded || this.#items.size === 0) return;
    this.#loading = true;
    this.#foot();
    try {
      const page = await api.events(PAGE, [...this.#items.keys()].sort()[0]);
      this.#end = page.items.length < PAGE;
      for (const item of page.items) this.#put(item);
      this.#render();
    } catch {
      // As above: shown by the status bar, tried again when the end comes into view.
    }
    this.#loading = false;
    this.#foot();
  }

  #foot() {
    const foot = byId('events-foot');
    const none = this.shown().length === 0;
    const state = !this.#loaded ? 'loading' : this.#items.size === 0 ? 'empty' : none ? 'filtered' : this.#loading ? 'more' : 'end';
    if (foot.dataset.state === state) return;
    foot.dataset.state = state;
    if (state === 'loading')
      fill(
        foot,
        [1, 2, 3, 4].map(() => h('div', { class: 'row-skeleton', 'aria-hidden': 'true' })),
        h('span', { class: 'unseen' }, 'Loading'),
      );
    else if (state === 'empty')
      fill(
        foot,
        h(
          'div',
          { class: 'empty' },
          icon('flag'),
          h('strong', {}, 'Nothing flagged yet'),
          h('p', {}, 'Frames appear here when a rule fires and the broker delivers them. “Flag this frame” tries the whole way.'),
        ),
      );
    else if (state === 'filtered')
      fill(
        foot,
        h(
          'div',
          { class: 'empty' },
          icon('other'),
          h('strong', {}, 'No frame matches the filter'),
          h('button', { type: 'button', class: 'button', onclick: () => this.#clearFilter() }, 'Clear filter'),
        ),
      );
    else
      fill(
        foot,
        h('p', { class: 'rows-end soft small' }, state === 'more' ? 'Loading older frames…' : 'No older frames in the device’s memory'),
      );
  }
}
