/** The picture of one flagged frame: its overlays over it, beside it, or to the right of a divider. */

import type { EventMessage } from './api-types.js';
import { classColor } from './classes.js';
import type { Assets } from './event-assets.js';
import { list } from './event-summary.js';
import { legendOf } from './frame-legend.js';
import type { Legend } from './legend.js';
import { maskCanvas } from './mask-paint.js';
import { patternsOn } from './patterns.js';
import { type HeatLayer, type LabelledBox, Stage } from './stage.js';
import type { ViewerFrame } from './viewer-frame.js';

export type Layout = 'over' | 'side' | 'swipe';

export interface FrameView {
  event: EventMessage;
  assets: Assets;
  masked: boolean;
  boxed: boolean;
  opacity: number;
  heat: HeatLayer | null;
  /** the region to point out, if any */
  region: number | null;
}

export class ViewerPicture {
  readonly #ui: ViewerFrame;
  readonly #legend: Legend;
  readonly #stage: Stage;
  readonly #plain: Stage;
  #layout: Layout = 'over';

  constructor(ui: ViewerFrame, legend: Legend) {
    this.#ui = ui;
    this.#legend = legend;
    this.#stage = new Stage(ui.canvas);
    this.#plain = new Stage(ui.plain);
    this.#show();
  }

  get layout(): Layout {
    return this.#layout;
  }

  /** Those on the screen, from the left. */
  get canvases(): readonly HTMLCanvasElement[] {
    return this.#layout === 'side' ? [this.#ui.plain, this.#ui.canvas] : [this.#ui.canvas];
  }

  resize(width: number | undefined, height: number | undefined): void {
    this.#stage.resize(width, height);
    this.#plain.resize(width, height);
  }

  /** To this layout; back to overlays over the picture where it is the present one. */
  toggle(layout: 'side' | 'swipe'): void {
    this.#layout = this.#layout === layout ? 'over' : layout;
    this.#show();
  }

  draw(view: FrameView): void {
    this.#stage.draw({
      picture: view.assets.picture,
      masks: view.masked ? this.#masks(view) : [],
      maskOpacity: view.opacity,
      heat: view.heat,
      boxes: boxesOf(view),
      overlaysFrom: this.#layout === 'swipe' ? Number(this.#ui.divider.value) / 100 : 0,
    });
    if (this.#layout === 'side') this.#plain.draw({ picture: view.assets.picture });
  }

  #show(): void {
    this.#ui.stage.dataset.layout = this.#layout;
    this.#ui.plainBox.hidden = this.#layout !== 'side';
    this.#ui.divider.hidden = this.#layout !== 'swipe';
    this.#ui.side.ariaPressed = String(this.#layout === 'side');
    this.#ui.swipe.ariaPressed = String(this.#layout === 'swipe');
  }

  #masks({ event, assets }: FrameView): OffscreenCanvas[] {
    const first = legendOf(event, assets)[0]?.name ?? '';
    return assets.masks.map(({ head, mask }) => {
      const name = head ?? first;
      return maskCanvas(mask, (id) => this.#legend.isVisible(name, id), {
        highlighted: this.#legend.highlightIn(name),
        hatched: patternsOn(),
      });
    });
  }
}

function boxesOf({ event, boxed, region }: FrameView): LabelledBox[] {
  return list(event.regions).flatMap((r) =>
    r.box && (boxed || r.id === region)
      ? [{ box: r.box, label: `${r.class} #${r.id}`, color: classColor(r.head, r.class), strong: r.id === region }]
      : [],
  );
}
