/** Single keys, off while typing, and switchable for those whom they disturb (WCAG 2.1.4). */

import { byId, fill, h, icon } from './dom.js';
import { recall, remember } from './theme.js';

const KEY = 'segedge.keys';
const LIST: readonly (readonly [keys: string, what: string])[] = [
  ['J  K', 'Next, previous flagged frame'],
  ['Enter', 'Open the frame in focus'],
  ['Esc', 'Back'],
  ['M', 'Mask on or off'],
  ['H', 'Heat map on or off'],
  ['R', 'Region boxes on or off'],
  ['S', 'Picture and overlays side by side'],
  ['V', 'Swipe between picture and overlays'],
  ['P', 'Class patterns on or off'],
  ['[  ]', 'Overlay weaker, stronger'],
  ['E', 'Export this frame, or the list'],
  ['F', 'Flag this frame'],
  ['/', 'Go to the filters'],
  ['?', 'This list'],
];

const REVIEW: readonly (readonly [keys: string, what: string])[] = [
  ['C', 'Confirm'],
  ['D', 'Dismiss, then 1–6 says why'],
  ['W', 'Wrong class, then 1–9 says which it is'],
  ['U', 'Unsure'],
  ['Z', 'Take back the last verdict'],
];

// Of a hub: it has no picture of its own.
const ONLY_DEVICE = ['F'];

/**
 * @param actions by key; false says that there was nothing to do
 * @param review gets each key first; a key that is held down judges once
 */
export function startKeys(actions: Readonly<Record<string, () => unknown>>, review: ((key: string) => boolean) | null): void {
  const listed = review ? [...REVIEW, ...LIST.filter(([keys]) => !ONLY_DEVICE.includes(keys))] : LIST;
  const dialog = byId('help', HTMLDialogElement);
  let enabled = recall(KEY) !== 'off';
  const open = (): void => {
    const single = h('input', { type: 'checkbox', checked: enabled });
    single.addEventListener('change', () => {
      enabled = single.checked;
      remember(KEY, enabled ? 'on' : 'off');
    });
    fill(
      dialog,
      h(
        'div',
        { class: 'card-head' },
        h('h2', { id: 'help-title' }, 'Keyboard'),
        h('button', { type: 'button', class: 'icon-button', 'aria-label': 'Close', onclick: () => dialog.close() }, icon('close')),
      ),
      h(
        'dl',
        { class: 'keys' },
        listed.map(([keys, what]) =>
          h(
            'div',
            {},
            h(
              'dt',
              {},
              keys.split('  ').map((key) => h('kbd', {}, key)),
            ),
            h('dd', {}, what),
          ),
        ),
      ),
      h(
        'label',
        { class: 'check' },
        single,
        'Single-key shortcuts',
      ),
    );
    dialog.showModal();
  };
  byId('help-open').addEventListener('click', open);
  document.addEventListener('keydown', (press) => {
    if (press.defaultPrevented || press.ctrlKey || press.metaKey || press.altKey || document.querySelector('dialog[open]')) return;
    const typing = press.target instanceof Element && press.target.closest('input:not([type=range]), select, textarea');
    if (typing || (!enabled && press.key !== 'Escape')) return;
    const key = press.key.length === 1 ? press.key.toLowerCase() : press.key;
    if (review && !press.repeat && review(key)) {
      press.preventDefault();
      return;
    }
    const action = press.key === '?' ? open : actions[key];
    // What an action leaves alone is the browser's: Escape also closes its own dialogs and popovers.
    if (action && action() !== false) press.preventDefault();
  });
}
