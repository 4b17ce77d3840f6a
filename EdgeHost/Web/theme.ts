/** Dark, light, or as the system says. */

import { byId, fill, icon } from './dom.js';

const KEY = 'segedge.theme';
type Theme = 'auto' | 'dark' | 'light';

const NEXT: Readonly<Record<Theme, Theme>> = { auto: 'dark', dark: 'light', light: 'auto' };
const ICON: Readonly<Record<Theme, string>> = { auto: 'auto', dark: 'moon', light: 'sun' };

export function startTheme(): void {
  const button = byId('theme');
  const show = (): void => {
    const theme = current();
    fill(button, icon(ICON[theme]));
    button.title = `Theme: ${theme === 'auto' ? 'as the system' : theme}`;
    button.setAttribute('aria-label', `${button.title}. Change to ${NEXT[theme]}`);
  };
  button.addEventListener('click', () => {
    const next = NEXT[current()];
    if (next === 'auto') delete document.documentElement.dataset.theme;
    else document.documentElement.dataset.theme = next;
    remember(KEY, next);
    show();
  });
  show();
}

function current(): Theme {
  const theme = document.documentElement.dataset.theme;
  return theme === 'dark' || theme === 'light' ? theme : 'auto';
}

/** Settings of this browser; where storage is refused they last as long as the page. */
export function remember(key: string, value: string): void {
  try {
    localStorage.setItem(key, value);
  } catch {
    // Private mode: nothing to do.
  }
}

export function recall(key: string): string | null {
  try {
    return localStorage.getItem(key);
  } catch {
    return null;
  }
}
