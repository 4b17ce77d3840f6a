/** Which of a device's cameras is watched; nothing to see where there is one. */

import type { CameraStatus } from './api-types.js';
import { byId, fill, h } from './dom.js';
import { Signal } from './signal.js';

export class CameraChoice {
  readonly chosen = new Signal<string>();
  readonly #select = byId('live-choice', HTMLSelectElement);
  #key = '';

  constructor() {
    this.#select.addEventListener('change', () => this.chosen.emit(this.#select.value));
  }

  get current(): string {
    return this.#select.value;
  }

  show(cameras: readonly CameraStatus[]): void {
    const key = JSON.stringify(cameras.map((camera) => [camera.name, camera.problem !== null]));
    if (key === this.#key) return;
    this.#key = key;
    const chosen = this.#select.value;
    this.#select.hidden = cameras.length < 2;
    fill(this.#select, ...cameras.map((camera) => h('option', { value: camera.name }, camera.problem === null ? camera.name : `${camera.name} (no pictures)`)));
    // The list is made anew when a camera goes away or comes back: that is no choice of another one.
    if (cameras.some((camera) => camera.name === chosen)) this.#select.value = chosen;
  }
}
