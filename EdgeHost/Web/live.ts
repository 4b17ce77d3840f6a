/** The live view: newest picture with masks on a canvas, flags, figures. */

import { LiveSocket } from './api.js';
import type { DashboardStatus, LiveFlag, LiveReport } from './api-types.js';
import { severityBadge } from './badges.js';
import { CameraChoice } from './camera-choice.js';
import { classColor } from './classes.js';
import { byId, fill, h, icon, setText } from './dom.js';
import { count, ms, span, time, words } from './format.js';
import { Legend } from './legend.js';
import { type LiveMessage, parseLive } from './live-message.js';
import { maskCanvas } from './mask-paint.js';
import { patternsChanged, patternsOn, patternSwitch } from './patterns.js';
import { PipelinePanel } from './pipeline.js';
import { type ClassMask, decodeMask } from './png.js';
import { Signal } from './signal.js';
import { Stage } from './stage.js';

// At 10 fps and more a picture is never this late; at 1 fps it is the second one missing.
const STALE_MS = 2500;

// Numbers that change with every frame cannot be read.
const TEXT_EVERY_MS = 250;

interface ShownPicture {
  report: LiveReport;
  picture: ImageBitmap;
  masks: ClassMask[];
}

export class LiveView {
  /** Whether the device's pictures reach the page. */
  readonly link = new Signal<boolean>();
  readonly #canvas = byId('live-canvas', HTMLCanvasElement);
  readonly #socket = new LiveSocket();
  readonly #stage = new Stage(this.#canvas);
  readonly #legend = new Legend(byId('legend'), () => this.#draw());
  readonly #pipeline = new PipelinePanel();
  readonly #choice = new CameraChoice();
  readonly #slider = byId('live-opacity', HTMLInputElement);
  #newest: ArrayBuffer | null = null;
  #busy = false;
  #shown: ShownPicture | null = null;
  #shownAt = 0;
  #textAt = 0;
  #linked = false;
  #masked = true;
  #opacity = 0.55;
  #canvases: OffscreenCanvas[] = [];
  #flagKey = '';

  start(): void {
    this.#socket.picture.on((picture) => {
      this.#newest = picture;
      if (!this.#busy) void this.#work();
    });
    this.#choice.chosen.on((camera) => this.#change(camera));
    this.#socket.up.on(() => this.#setLink(true));
    this.#socket.down.on(() => this.#setLink(false));
    this.#slider.addEventListener('input', () => this.setOpacity(Number(this.#slider.value) / 100));
    byId('live-mask').addEventListener('click', () => this.toggleMask());
    byId('legend-head').append(patternSwitch());
    patternsChanged.on(() => this.#draw());
    setInterval(() => this.#judgeAge(), 500);
    this.#judgeAge();
  }

  /** A hidden picture is not asked for: the device then encodes nothing. */
  watch(visible: boolean): void {
    if (visible) this.#socket.open();
    else this.#socket.close();
    if (visible) this.#shownAt = this.#shown ? performance.now() : 0;
  }

  status(status: DashboardStatus): void {
    this.#pipeline.status(status);
    this.#choice.show(status.cameras);
    // Before the first picture the classes are known already, only their areas are not.
    if (!this.#shown)
      this.#legend.update(
        status.heads.map((head) => ({ name: head.name, classes: head.classes.map((c) => ({ ...c, id: c.index })) })),
      );
  }

  toggleMask(): void {
    this.#masked = !this.#masked;
    byId('live-mask').setAttribute('aria-pressed', String(this.#masked));
    this.#draw();
  }

  setOpacity(value: number): void {
    this.#opacity = Math.min(1, Math.max(0, value));
    const percent = Math.round(this.#opacity * 100);
    this.#slider.value = String(percent);
    setText(byId('live-opacity-value'), `${percent} %`);
    this.#draw();
  }

  nudgeOpacity(step: number): void {
    this.setOpacity(this.#opacity + step);
  }

  #change(camera: string): void {
    this.#shown?.picture.close();
    this.#shown = this.#newest = null;
    this.#socket.choose(camera);
    setText(byId('live-camera'), camera);
    this.#judgeAge();
  }

  #setLink(up: boolean): void {
    this.#linked = up;
    this.#judgeAge();
    this.link.emit(up);
  }

  async #work(): Promise<void> {
    this.#busy = true;
    while (this.#newest) {
      const buffer = this.#newest;
      this.#newest = null;
      try {
        await this.#show(parseLive(buffer));
      } catch (problem) {
        console.warn('Live picture skipped:', problem);
      }
      this.#socket.acknowledge();
    }
    this.#busy = false;
  }

  async #show({ report, jpeg, masks }: LiveMessage): Promise<void> {
    const choice = this.#choice.current;
    const [picture, ...classes] = await Promise.all([
      createImageBitmap(new Blob([jpeg], { type: 'image/jpeg' })),
      ...masks.map((mask) => decodeMask(mask)),
    ]);
    if (choice !== this.#choice.current) return picture.close(); // another camera was chosen while it was decoded
    this.#shown?.picture.close();
    this.#shown = { report, picture, masks: classes };
    this.#shownAt = performance.now();
    this.#stage.resize(report.width, report.height);
    this.#draw();
    this.#canvas.dataset.frame = String(report.frame);
    this.#judgeAge();
    if (this.#shownAt - this.#textAt >= TEXT_EVERY_MS) this.#write(report);
    this.#pipeline.picture(report);
  }

  #draw(): void {
    if (!this.#shown) return;
    const { report, picture, masks } = this.#shown;
    this.#canvases = masks.map((mask, i) => {
      const head = report.heads[i]?.name ?? String(i);
      return maskCanvas(mask, (id) => this.#legend.isVisible(head, id), {
        highlighted: this.#legend.highlightIn(head),
        hatched: patternsOn(),
        reuse: this.#canvases[i],
      });
    });
    this.#stage.draw({ picture, masks: this.#masked ? this.#canvases : [], maskOpacity: this.#opacity });
  }

  #write(report: LiveReport): void {
    this.#textAt = performance.now();
    setText(byId('live-camera'), report.camera);
    setText(byId('live-frame'), count(report.frame));
    setText(byId('live-latency'), ms(report.latencyMs.total));
    setText(byId('live-utc'), time(report.utc));
    setText(byId('fact-fps'), report.fps.toFixed(1));
    this.#legend.update(
      report.heads.map((head) => ({
        name: head.name,
        classes: head.classes.map((c) => ({ ...c, color: classColor(head.name, c.id) })),
      })),
    );
    this.#ticker(report.flags);
  }

  #ticker(flags: readonly LiveFlag[]): void {
    const key = JSON.stringify(flags);
    if (key === this.#flagKey) return;
    this.#flagKey = key;
    fill(
      byId('ticker'),
      flags.length
        ? flags.map((flag) =>
            h(
              'span',
              { class: 'tick' },
              severityBadge(flag.severity),
              words(flag.rule),
              flag.class ? h('span', { class: 'soft' }, flag.class) : null,
            ),
          )
        : h('span', { class: 'soft tick-none' }, icon('ok'), 'No flags on this frame'),
    );
  }

  #judgeAge(): void {
    const age = performance.now() - this.#shownAt;
    const waiting = !this.#shown;
    const state = waiting ? 'waiting' : age > STALE_MS || !this.#linked ? 'stale' : 'live';
    byId('live-stage').dataset.state = state;
    byId('live-dot').dataset.state = state;
    if (state === 'live') return;
    const why = this.#linked ? 'The device sends no new pictures.' : 'The connection to the device is lost.';
    const [title, text] = waiting
      ? [
          'Waiting for the first picture',
          this.#linked ? 'Connected. The camera or the model may still be starting.' : 'Connecting to the device.',
        ]
      : [`Last picture ${span(age)} ago`, why];
    const key = title + text;
    const box = byId('live-message');
    if (box.dataset.key === key) return;
    box.dataset.key = key;
    fill(
      box,
      waiting ? h('span', { class: 'spinner', 'aria-hidden': 'true' }) : icon('unlink'),
      h('strong', {}, title),
      h('span', {}, text),
    );
  }
}
