/** Live masks over the tiles of the wall, for those in sight and only while somebody has asked for them. */

import * as api from './fleet-api.js';
import { LiveTile } from './live-tile.js';

// The server takes 64 cameras of one page.
const MOST = 64;
const PAUSE_MS = 100;
const AGAIN_MS = 2000;
const JUDGE_MS = 500;

export class WallLive {
  readonly #list: HTMLElement;
  readonly #tiles = new Map<string, LiveTile>();
  #running: AbortController | null = null;
  #waiting: AbortController | null = null;
  #judging = 0;

  /** @param list of tiles with the camera in data-camera, as SITE/DEVICE/CAMERA */
  constructor(list: HTMLElement) {
    this.#list = list;
  }

  get isOn(): boolean {
    return this.#running !== null;
  }

  start(): void {
    if (this.#running) return;
    this.#running = new AbortController();
    const { signal } = this.#running;
    this.#list.dataset.live = 'on';
    // What scrolls into sight must not wait until something else has news. Scrolling does not bubble, hence the capture.
    addEventListener('scroll', () => this.#waiting?.abort(), { capture: true, passive: true, signal });
    document.addEventListener('visibilitychange', () => this.#waiting?.abort(), { signal });
    this.#judging = setInterval(() => this.#judge(), JUDGE_MS);
    void this.#follow(signal);
  }

  /** The server then tells the devices within seconds. */
  stop(): void {
    this.#running?.abort();
    this.#running = null;
    clearInterval(this.#judging);
    delete this.#list.dataset.live;
    for (const tile of this.#tiles.values()) tile.remove();
    this.#tiles.clear();
  }

  async #follow(signal: AbortSignal): Promise<void> {
    let before = '';
    let revision = 0;
    while (!signal.aborted) {
      const cameras = document.visibilityState === 'visible' ? this.#inSight() : [];
      const key = cameras.join(' ');
      if (key !== before) revision = 0;
      before = key;
      this.#waiting = new AbortController();
      const leaving = AbortSignal.any([signal, this.#waiting.signal]);
      try {
        if (cameras.length === 0) await pause(AGAIN_MS, leaving);
        else {
          const { wall, masks } = await api.liveWall(cameras, revision, leaving);
          if (signal.aborted) return;
          revision = wall.revision;
          for (const camera of wall.cameras) {
            const tile = this.#tileOf(`${camera.site}/${camera.device}/${camera.camera}`, camera.site, camera.device);
            await tile.show(camera, masks.splice(0, camera.heads.length));
            // Switched off while it was decoded: the tiles are gone, and a new one would stand still.
            if (signal.aborted) return;
          }
          await pause(PAUSE_MS, signal);
        }
      } catch (why) {
        if (leaving.aborted) {
          await pause(PAUSE_MS, signal).catch(() => undefined); // a scroll is many events
          continue;
        }
        for (const tile of this.#tiles.values()) tile.fail(`The hub does not answer: ${why instanceof Error ? why.message : String(why)}`);
        await pause(AGAIN_MS, signal).catch(() => undefined);
      }
    }
  }

  #inSight(): string[] {
    const cameras: string[] = [];
    for (const tile of this.#list.querySelectorAll<HTMLElement>('[data-camera]')) {
      const { top, bottom } = tile.getBoundingClientRect();
      if (bottom > 0 && top < innerHeight && cameras.length < MOST) cameras.push(tile.dataset.camera!);
    }
    return cameras;
  }

  #tileOf(camera: string, site: string, device: string): LiveTile {
    const known = this.#tiles.get(camera);
    if (known) return known;
    const tile = new LiveTile(camera, site, device);
    this.#tiles.set(camera, tile);
    this.#place(camera, tile);
    return tile;
  }

  // A tile is made anew for each newly flagged frame; what is live moves into the new one.
  #place(camera: string, tile: LiveTile): void {
    const frame = this.#list.querySelector(`[data-camera="${CSS.escape(camera)}"] .wall-frame`);
    if (frame) tile.placeIn(frame);
    else tile.remove();
  }

  #judge(): void {
    for (const camera of this.#inSight()) this.#tileOf(camera, camera.split('/')[0]!, camera.split('/')[1]!);
    for (const [camera, tile] of this.#tiles) {
      this.#place(camera, tile);
      tile.judge();
    }
  }
}

function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal.aborted) return reject(signal.reason);
    const leave = (): void => {
      clearTimeout(timer);
      reject(signal.reason);
    };
    const timer = setTimeout(() => {
      // The signal lives as long as the page is open: else it would keep one listener of each pause.
      signal.removeEventListener('abort', leave);
      resolve();
    }, ms);
    signal.addEventListener('abort', leave, { once: true });
  });
}
