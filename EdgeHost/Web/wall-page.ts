/** Every camera of the site at a glance: its newest flagged frame and how old that is, or on request its masks as they come. */

import { fill, h, icon, setText } from './dom.js';
import * as api from './fleet-api.js';
import type { WallCamera } from './fleet-types.js';
import { linkWords } from './device-words.js';
import { age, fullTime, words } from './format.js';
import { heading, note, type Page, problem, repeat } from './page.js';
import { WallLive } from './wall-live.js';

const EVERY_MS = 3000;
const AGES_MS = 1000;

const FLAGGED = 'Each camera’s newest flagged frame with its age. It is not live video.';
const LIVE = 'Masks as the devices send them now, up to five a second. Each camera in sight costs its device’s link up to 80 kB a second.';

interface Tile {
  root: HTMLElement;
  key: string;
}

export const wallPage: Page = {
  title: 'Wall',
  symbol: 'image',
  open(root) {
    const list = h('ul', { class: 'wall' });
    const state = h('div', { role: 'status' });
    const tiles = new Map<string, Tile>();
    const about = h('p', { class: 'soft' }, FLAGGED);
    const live = new WallLive(list);
    const button = liveSwitch(live, about);
    fill(root, heading('Wall', about, button), state, list);
    const stop = repeat(EVERY_MS, async () => {
      try {
        const { cameras } = await api.wall();
        fill(state, cameras.length ? null : note('image', h('strong', {}, 'No camera yet. '), 'A camera appears here once its device says what it has, or flags a frame.'));
        show(cameras, tiles, list);
      } catch (why) {
        fill(state, problem('The wall cannot be shown anew; what is on it is old.', why));
      }
    });
    const ages = setInterval(() => {
      for (const time of list.querySelectorAll('time')) time.textContent = age(time.dateTime);
    }, AGES_MS);
    return () => {
      live.stop();
      stop();
      clearInterval(ages);
    };
  },
};

// A hub that may not ask devices for masks, and a page of figures alone, do not offer it.
function liveSwitch(live: WallLive, about: HTMLElement): HTMLElement {
  const button = h('button', { type: 'button', class: 'toggle wall-switch', 'aria-pressed': 'false', hidden: true }, icon('image'), 'Live masks');
  button.addEventListener('click', () => {
    if (live.isOn) live.stop();
    else live.start();
    button.ariaPressed = String(live.isOn);
    setText(about, live.isOn ? LIVE : FLAGGED);
  });
  api.pages().then((pages) => (button.hidden = !pages.includes('wall-live'))).catch(() => undefined); // the wall says itself that the server is away
  return button;
}

// A tile is made anew only where its camera has something new: pictures that stay must not flicker, nor lose the focus.
function show(cameras: readonly WallCamera[], tiles: Map<string, Tile>, list: HTMLElement): void {
  const names = new Set<string>();
  cameras.forEach((camera, i) => {
    const name = JSON.stringify([camera.site, camera.device, camera.camera]);
    names.add(name);
    const key = JSON.stringify(camera);
    const old = tiles.get(name);
    if (old?.key === key && list.children[i] === old.root) return;
    const focused = old?.root.contains(document.activeElement) ?? false;
    const root = tile(camera);
    if (old) old.root.replaceWith(root);
    if (list.children[i] !== root) list.insertBefore(root, list.children[i] ?? null);
    tiles.set(name, { root, key });
    if (focused) root.querySelector('a')?.focus();
  });
  for (const [name, { root }] of tiles) {
    if (names.has(name)) continue;
    root.remove();
    tiles.delete(name);
  }
}

function tile(camera: WallCamera): HTMLElement {
  const picture = camera.thumb
    ? h('img', { class: 'wall-picture', src: api.pictureUrl(camera.thumb), alt: '', loading: 'lazy', decoding: 'async' })
    : h('span', { class: 'wall-picture wall-none' }, icon('image'), h('span', {}, camera.absence ?? 'No picture.'));
  const about = camera.rule
    ? h('span', { class: 'wall-about' }, h('span', { class: 'badge', 'data-severity': camera.severity }, icon(camera.severity === 'alert' ? 'alert' : 'review'), words(camera.severity)), h('span', { class: 'clip' }, [words(camera.rule), camera.class].filter(Boolean).join(' · ')))
    : null;
  const when = camera.capturedUtc ? h('time', { class: 'wall-age num', datetime: camera.capturedUtc, title: fullTime(camera.capturedUtc) }, age(camera.capturedUtc)) : null;
  const inside = [picture, h('span', { class: 'unseen' }, `${camera.device}, ${camera.camera}: `), when, about];
  return h(
    'li',
    { class: 'wall-tile', 'data-link': camera.connection ?? 'unknown', 'data-camera': `${camera.site}/${camera.device}/${camera.camera}` },
    camera.eventId ? h('a', { class: 'wall-frame', href: `#/event/${encodeURIComponent(camera.eventId)}` }, inside) : h('div', { class: 'wall-frame' }, inside),
    h(
      'p',
      { class: 'wall-name' },
      h('strong', { class: 'clip' }, camera.device),
      h('span', { class: 'soft clip' }, camera.camera),
      h('span', { class: 'wall-link small' }, icon(camera.connection === 'online' ? 'link' : 'unlink'), linkWords(camera.connection)),
    ),
  );
}
