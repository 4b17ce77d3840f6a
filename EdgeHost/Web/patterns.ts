/** Hatching of classes, for whoever cannot tell their colours apart: each class has a pattern besides its colour. */

import { h, swatch } from './dom.js';
import { Signal } from './signal.js';
import { recall, remember } from './theme.js';

const KEY = 'segedge.patterns';

/** The legend's swatches show the same ones: css/parts.css. */
const KINDS = 7;

export const patternsChanged = new Signal();

let on = recall(KEY) === 'on';

export const patternsOn = (): boolean => on;

/** Classes of neighbouring numbers differ. */
export const patternOf = (classId: number): number => classId % KINDS;

/** Steps for a mask of this width: about 50 over the picture, however coarse the mask is. */
export const patternStep = (maskWidth: number): number => Math.max(4, Math.round(maskWidth / 50));

/** Dark on light classes and light on dark ones: the pattern must stand out where the colour does not. r, g, b 0..255 */
export const needsLightInk = (r: number, g: number, b: number): boolean => 0.299 * r + 0.587 * g + 0.114 * b <= 110;

/** Whether the pattern inks this pixel. The last kind stays plain. */
export function isInked(kind: number, x: number, y: number, step: number): boolean {
  const line = Math.max(1, Math.round(step / 4));
  switch (kind) {
    case 0:
      return (x + y) % step < line;
    case 1:
      return y % step < line;
    case 2:
      return x % step < 2 * line && y % step < 2 * line;
    case 3:
      return (x - y + step * 4096) % step < line;
    case 4:
      return x % step < line;
    case 5:
      return x % step < line || y % step < line;
    default:
      return false;
  }
}

export function togglePatterns(): void {
  on = !on;
  remember(KEY, on ? 'on' : 'off');
  patternsChanged.emit();
}

/** @param color "#rrggbb" */
export function patternedSwatch(color: string, classId: number): HTMLElement {
  const patch = swatch(color);
  const value = Number.parseInt(color.slice(1), 16);
  patch.dataset.pattern = String(patternOf(classId));
  patch.dataset.ink = needsLightInk(value >> 16, (value >> 8) & 255, value & 255) ? 'light' : 'dark';
  return patch;
}

/** A switch that follows the setting wherever it is changed. */
export function patternSwitch(): HTMLButtonElement {
  const button = h(
    'button',
    { type: 'button', class: 'button quiet small patterns', title: 'Hatch the classes (P)', onclick: togglePatterns },
    'Patterns',
    h('kbd', {}, 'P'),
  );
  const show = (): void => {
    button.ariaPressed = String(on);
    document.documentElement.dataset.patterns = on ? 'on' : 'off';
  };
  patternsChanged.on(show);
  show();
  return button;
}
