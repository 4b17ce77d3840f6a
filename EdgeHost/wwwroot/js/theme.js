/** Dark, light, or as the system says. */

import { byId, fill, icon } from './dom.js';

const KEY = 'segedge.theme';
const NEXT = { auto: 'dark', dark: 'light', light: 'auto' };
const ICON = { auto: 'auto', dark: 'moon', light: 'sun' };

export function startTheme() {
  const button = byId('theme');
  const show = () => {
    const theme = document.documentElement.dataset.theme ?? 'auto';
    fill(button, icon(ICON[theme]));
    button.title = `Theme: ${theme === 'auto' ? 'as the system' : theme}`;
    button.setAttribute('aria-label', `${button.title}. Change to ${NEXT[theme]}`);
  };
  button.addEventListener('click', () => {
    const next = NEXT[document.documentElement.dataset.theme ?? 'auto'];
    if (next === 'auto') delete document.documentElement.dataset.theme;
    else document.documentElement.dataset.theme = next;
    remember(KEY, next);
    show();
  });
  show();
}

/** Settings of this browser; where storage is refused they last as long as the page. */
export function remember(key, value) {
  try {
    localStorage.setItem(key, value);
  } catch {
    // Private mode: nothing to do.
  }
}

export function recall(key) {
  try {
    return localStorage.getItem(key);
  } catch {
    return null;
  }
}
