/** The viewer's fixed parts; what is in them changes with the frame. */

import { fill, h, icon } from './dom.js';

export function buildFrame(root, act) {
  const toggle = (symbol, label, key, action) => {
    const text = h('span', {}, label);
    return [
      h('button', { type: 'button', class: 'toggle', 'aria-pressed': 'true', onclick: action }, icon(symbol), text, h('kbd', {}, key)),
      text,
    ];
  };
  const ui = {
    title: h('h1', { id: 'viewer-title', tabindex: '-1' }),
    sub: h('div', { class: 'viewer-sub soft' }),
    age: h('span', { class: 'soft num' }),
    canvas: h('canvas', { id: 'viewer-canvas', width: 960, height: 540, role: 'img', 'aria-label': 'Flagged frame with overlays' }),
    message: h('div', { class: 'stage-message' }),
    banner: h('div', { class: 'stage-banner', id: 'viewer-banner', role: 'status', hidden: true }),
    notes: h('div', { class: 'notes soft small' }),
    legend: h('div', { class: 'legend' }),
    explanation: h('div', {}),
    details: h('div', { class: 'details' }),
    opacity: h('input', { type: 'range', min: 5, max: 100, step: 5, value: 60, oninput: (e) => act.opacity(Number(e.target.value) / 100) }),
    opacityValue: h('output', { class: 'num' }, '60 %'),
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
  [ui.mask] = toggle('layers', 'Mask', 'M', act.mask);
  [ui.heat, ui.heatLabel] = toggle('heat', 'Heat', 'H', act.heat);
  [ui.boxes] = toggle('box', 'Regions', 'R', act.boxes);
  ui.mask.id = 'viewer-mask';
  ui.heat.id = 'viewer-heat';
  ui.boxes.id = 'viewer-boxes';
  ui.stage = h('div', { class: 'stage', id: 'viewer-stage' }, ui.canvas, ui.message);
  fill(
    root,
    h(
      'div',
      { class: 'viewer-head' },
      h(
        'a',
        { class: 'button quiet back', href: '#/', title: 'Back to live (Esc)' },
        icon('back'),
        h('span', { class: 'back-live' }, 'Live'),
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
          h(
            'div',
            { class: 'toolbar' },
            ui.mask,
            ui.heat,
            ui.boxes,
            h('label', { class: 'slider' }, h('span', {}, 'Opacity'), ui.opacity, ui.opacityValue),
          ),
          ui.notes,
        ),
        h(
          'section',
          { class: 'card viewer-classes', 'aria-label': 'Classes' },
          h('div', { class: 'card-head' }, h('h2', {}, 'Classes'), h('span', { class: 'soft small' }, 'area · mean confidence')),
          ui.legend,
        ),
      ),
      h('div', { class: 'viewer-side' }, ui.explanation, ui.details),
    ),
  );
  return ui;
}
