/** The viewer's fixed parts; what is in them changes with the frame. */

import { fill, h, icon } from './dom.js';
import { patternSwitch } from './patterns.js';

/** What the operator asks for with the viewer's buttons. */
export interface ViewerActions {
  previous(): void;
  next(): void;
  mask(): void;
  heat(): void;
  boxes(): void;
  side(): void;
  swipe(): void;
  divide(): void;
  opacity(value: number): void;
  export(): void;
}

export type ViewerFrame = ReturnType<typeof buildFrame>;

export function buildFrame(root: HTMLElement, act: ViewerActions) {
  const heatLabel = h('span', {}, 'Heat');
  const canvas = h('canvas', { id: 'viewer-canvas', width: 960, height: 540, role: 'img', 'aria-label': 'Flagged frame with overlays' });
  const plain = h('canvas', { id: 'viewer-plain', width: 960, height: 540, role: 'img', 'aria-label': 'Flagged frame without overlays' });
  const plainBox = h('div', { class: 'stage-picture' }, plain);
  const divider = h('input', { type: 'range', id: 'viewer-divider', class: 'divider', min: 0, max: 100, value: 50 });
  divider.ariaLabel = 'Divider: the picture alone on its left, overlays on its right';
  divider.addEventListener('input', act.divide);
  const message = h('div', { class: 'stage-message' });
  const opacity = h('input', { type: 'range', min: 5, max: 100, step: 5, value: 60 });
  opacity.addEventListener('input', () => act.opacity(Number(opacity.value) / 100));
  const ui = {
    title: h('h1', { id: 'viewer-title', tabindex: '-1' }),
    sub: h('div', { class: 'viewer-sub soft' }),
    age: h('span', { class: 'soft num' }),
    canvas,
    message,
    plain,
    plainBox,
    divider,
    stage: h('div', { class: 'stage', id: 'viewer-stage' }, plainBox, h('div', { class: 'stage-picture' }, canvas, divider), message),
    banner: h('div', { class: 'stage-banner', id: 'viewer-banner', role: 'status', hidden: true }),
    notes: h('div', { class: 'notes soft small' }),
    review: h('div', {}),
    legend: h('div', { class: 'legend' }),
    explanation: h('div', {}),
    details: h('div', { class: 'details' }),
    opacity,
    opacityValue: h('output', { class: 'num' }, '60 %'),
    mask: toggle('viewer-mask', 'layers', h('span', {}, 'Mask'), 'M', act.mask),
    heat: toggle('viewer-heat', 'heat', heatLabel, 'H', act.heat),
    heatLabel,
    boxes: toggle('viewer-boxes', 'box', h('span', {}, 'Regions'), 'R', act.boxes),
    side: toggle('viewer-side', 'columns', h('span', {}, 'Side by side'), 'S', act.side),
    swipe: toggle('viewer-swipe', 'swipe', h('span', {}, 'Swipe'), 'V', act.swipe),
    export: h('button', { type: 'button', class: 'button', id: 'viewer-export', onclick: act.export }, icon('save'), 'Export', h('kbd', {}, 'E')),
    previous: h(
      'button',
      { type: 'button', class: 'icon-button', 'aria-label': 'Newer frame', title: 'Newer frame (K)', onclick: act.previous },
      icon('up'),
    ),
    next: h(
      'button',
      { type: 'button', class: 'icon-button', 'aria-label': 'Older frame', title: 'Older frame (J)', onclick: act.next },
      icon('down'),
    ),
  };
  fill(
    root,
    h(
      'div',
      { class: 'viewer-head' },
      h(
        'a',
        { class: 'button quiet back', href: '#/', title: 'Back (Esc)' },
        icon('back'),
        h('span', { class: 'back-live' }, document.documentElement.dataset.kind === 'hub' ? 'Queue' : 'Live'),
        h('span', { class: 'back-list' }, 'Back'),
      ),
      h('div', { class: 'viewer-names' }, ui.title, h('div', { class: 'viewer-line' }, ui.sub, ui.age)),
      h('div', { class: 'viewer-steps' }, ui.previous, ui.next),
    ),
    h(
      'div',
      { class: 'viewer-grid' },
      h(
        'div',
        { class: 'viewer-main' },
        h(
          'div',
          { class: 'card' },
          ui.banner,
          ui.stage,
          ui.review,
          h(
            'div',
            { class: 'toolbar' },
            ui.mask,
            ui.heat,
            ui.boxes,
            ui.side,
            ui.swipe,
            h('label', { class: 'slider' }, h('span', {}, 'Opacity'), ui.opacity, ui.opacityValue),
            ui.export,
          ),
          ui.notes,
        ),
        h(
          'section',
          { class: 'card viewer-classes', 'aria-label': 'Classes' },
          h('div', { class: 'card-head' }, h('h2', {}, 'Classes'), h('span', { class: 'soft small' }, 'area · mean confidence'), patternSwitch()),
          ui.legend,
        ),
      ),
      h('div', { class: 'viewer-side' }, ui.explanation, ui.details),
    ),
  );
  return ui;
}

function toggle(id: string, symbol: string, label: HTMLElement, key: string, action: () => void): HTMLButtonElement {
  return h('button', { type: 'button', class: 'toggle', id, 'aria-pressed': 'true', onclick: action }, icon(symbol), label, h('kbd', {}, key));
}
