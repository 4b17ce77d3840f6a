/** The door of a hub: name and password, and what was wrong with them. */

import * as api from './api.js';
import type { SessionReport } from './api-types.js';
import { byId, h } from './dom.js';
import { Signal } from './signal.js';

export class SignIn {
  readonly done = new Signal<SessionReport>();
  readonly #root = byId('sign-in');
  readonly #user = h('input', { id: 'sign-in-user', name: 'username', autocomplete: 'username', required: true, maxlength: 64, spellcheck: 'false' });
  readonly #password = h('input', { id: 'sign-in-password', name: 'password', type: 'password', autocomplete: 'current-password', required: true, maxlength: 256 });
  readonly #problem = h('p', { class: 'sign-in-problem', id: 'sign-in-problem', role: 'alert' });
  readonly #button = h('button', { type: 'submit', class: 'button primary' }, 'Sign in');

  constructor() {
    const form = h(
      'form',
      { class: 'card sign-in-card', 'aria-labelledby': 'sign-in-title' },
      h('h1', { id: 'sign-in-title' }, 'Sign in'),
      h('p', { class: 'soft' }, 'To review what the devices of this site flagged.'),
      h('label', {}, h('span', {}, 'User'), this.#user),
      h('label', {}, h('span', {}, 'Password'), this.#password),
      this.#problem,
      this.#button,
    );
    form.addEventListener('submit', (submit) => {
      submit.preventDefault();
      void this.#try();
    });
    this.#root.append(form);
  }

  open(): void {
    this.#root.hidden = false;
    this.#user.focus();
  }

  close(): void {
    this.#root.hidden = true;
    this.#password.value = '';
    this.#problem.textContent = '';
  }

  async #try(): Promise<void> {
    this.#button.disabled = true;
    this.#problem.textContent = '';
    try {
      this.done.emit(await api.signIn(this.#user.value.trim(), this.#password.value));
    } catch (problem) {
      this.#problem.textContent = problem instanceof api.ApiError ? problem.message : 'The hub did not answer. Try again.';
      this.#password.select();
      // A token of an earlier life of the hub is worth nothing; the next try has a new one.
      await api.session().catch(() => null);
    }
    this.#button.disabled = false;
  }
}
