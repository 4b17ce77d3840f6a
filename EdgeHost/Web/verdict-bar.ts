/** What a person says about the open frame: keys and buttons, the short lists behind them, and what was said. */

import type { EventItem, SessionRights } from './api-types.js';
import { byId, fill, h, icon } from './dom.js';
import { age } from './format.js';
import { lookOf, sentence } from './verdict-words.js';

/** Why a flag was wrong. The sixth asks for words. */
const REASONS = ['nothing there', 'lens or light', 'known and harmless', 'seen before', 'sensor fault'] as const;

export type Choice = { verdict: string; reason?: string; class?: string };

export interface VerdictActions {
  give(choice: Choice): void;
  undo(): void;
}

type Asking = 'nothing' | 'reason' | 'class' | 'removal';

export class VerdictBar {
  readonly root = h('section', { class: 'review-bar', id: 'review-bar', 'aria-label': 'Verdict' });
  readonly #act: VerdictActions;
  readonly #said = h('div', { class: 'review-said' });
  readonly #buttons = h('div', { class: 'review-buttons' });
  readonly #more = h('div', { class: 'review-more', role: 'group' });
  #asking: Asking = 'nothing';
  #classes: readonly string[] = [];
  #may: SessionRights | null = null;
  #isSeen = false;
  #hasPicture = false;

  constructor(act: VerdictActions) {
    this.#act = act;
    this.root.append(this.#said, this.#buttons, this.#more);
    this.root.hidden = true;
  }

  /** @param classes what the frame's classes are called, for "wrong class" */
  show(item: EventItem, may: SessionRights, classes: readonly string[]): void {
    this.#may = may;
    this.#classes = classes;
    this.root.hidden = item.review === undefined;
    this.#said.dataset.second = String(item.review?.second ?? false);
    const verdicts = item.review?.verdicts ?? [];
    fill(
      this.#said,
      item.review?.second
        ? h('span', { class: 'review-line' }, icon('review'), h('strong', {}, 'Second look.'), ' Somebody judged this frame; what they said is shown after your verdict.')
        : verdicts.map((verdict) =>
            h(
              'span',
              { class: 'review-line', 'data-verdict': verdict.verdict },
              icon(lookOf(verdict.verdict).icon),
              h('strong', {}, sentence(verdict)),
              h('span', { class: 'soft' }, `${verdict.mine ? 'you' : verdict.user}, ${age(verdict.utc)}`),
            ),
          ),
    );
    this.#draw();
  }

  /** Nothing can be said about a frame before it was seen. */
  seen(isSeen: boolean, hasPicture: boolean): void {
    if (this.#isSeen === isSeen && this.#hasPicture === hasPicture) return;
    [this.#isSeen, this.#hasPicture] = [isSeen, hasPicture];
    if (!isSeen) this.#asking = 'nothing';
    this.#draw();
  }

  /** @returns false where the key means nothing here now */
  press(key: string): boolean {
    if (this.root.hidden || !this.#may?.review) return false;
    if (this.#asking !== 'nothing' && key === 'Escape') return this.#ask('nothing');
    if (/^[1-9]$/.test(key)) return this.#digit(Number(key));
    switch (key) {
      case 'c':
        return this.#give({ verdict: 'confirm' });
      case 'd':
        return this.#hasPicture && this.#isSeen && this.#ask('reason');
      case 'w':
        return this.#hasPicture && this.#isSeen && this.#ask('class');
      case 'u':
        return this.#give({ verdict: 'unsure' });
      case 'z':
        this.#act.undo();
        return true;
      default:
        return false;
    }
  }

  #digit(digit: number): boolean {
    if (this.#asking === 'reason' && digit === REASONS.length + 1) {
      byId('review-reason').focus();
      return true;
    }
    const chosen = this.#asking === 'reason' ? REASONS[digit - 1] : this.#asking === 'class' ? this.#classes[digit - 1] : undefined;
    if (chosen === undefined) return false;
    return this.#give(this.#asking === 'reason' ? { verdict: 'dismiss', reason: chosen } : { verdict: 'wrongClass', class: chosen });
  }

  #give(choice: Choice): boolean {
    const needsPicture = choice.verdict !== 'unsure' && choice.verdict !== 'remove';
    if (!this.#isSeen || (needsPicture && !this.#hasPicture)) return false;
    this.#asking = 'nothing';
    this.#act.give(choice);
    return true;
  }

  #ask(what: Asking): boolean {
    this.#asking = what;
    this.#draw();
    if (what === 'removal') byId('review-remove-now').focus();
    return true;
  }

  #draw(): void {
    const may = this.#may;
    if (!may) return;
    const judge = (id: string, symbol: string, text: string, key: string, able: boolean, act: () => unknown): HTMLElement =>
      h('button', { type: 'button', class: 'button small', id, disabled: !able, onclick: act }, icon(symbol), text, h('kbd', {}, key));
    const able = this.#isSeen && this.#hasPicture;
    fill(
      this.#buttons,
      may.review
        ? [
            judge('review-confirm', 'ok', 'Confirm', 'C', able, () => this.#give({ verdict: 'confirm' })),
            judge('review-dismiss', 'skipped', 'Dismiss', 'D', able, () => this.#ask('reason')),
            judge('review-wrong', 'swipe', 'Wrong class', 'W', able, () => this.#ask('class')),
            judge('review-unsure', 'other', 'Unsure', 'U', this.#isSeen, () => this.#give({ verdict: 'unsure' })),
            judge('review-undo', 'stale', 'Undo', 'Z', true, () => this.#act.undo()),
          ]
        : h('span', { class: 'soft small' }, 'You may look; verdicts are given by operators.'),
      may.remove
        ? h('button', { type: 'button', class: 'button small quiet', id: 'review-remove', disabled: !this.#isSeen, onclick: () => this.#ask('removal') }, 'Remove for privacy…')
        : null,
    );
    this.#more.hidden = this.#asking === 'nothing';
    this.#more.ariaLabel = { nothing: '', reason: 'Why is it dismissed?', class: 'Which class is it?', removal: 'Remove its pictures?' }[this.#asking];
    fill(this.#more, this.#asking === 'nothing' ? null : [h('strong', {}, this.#more.ariaLabel), this.#choices()]);
  }

  #choices(): HTMLElement[] {
    const choice = (text: string, key: number | null, act: () => unknown): HTMLElement =>
      h('button', { type: 'button', class: 'button small', onclick: act }, key === null || key > 9 ? null : h('kbd', {}, key), text);
    const leave = h('button', { type: 'button', class: 'button small quiet', onclick: () => this.#ask('nothing') }, 'Leave it', h('kbd', {}, 'Esc'));
    const words = (id: string, label: string, key: number | null, able: number, act: (text: string) => unknown): HTMLElement => {
      const input = h('input', { id, maxlength: able, placeholder: 'in words' });
      input.ariaLabel = label;
      const form = h('form', { class: 'review-words' }, key === null ? null : h('kbd', {}, key), input, h('button', { type: 'submit', class: 'button small' }, 'Say it'));
      form.addEventListener('submit', (submit) => {
        submit.preventDefault();
        if (input.value.trim()) act(input.value.trim());
      });
      return form;
    };
    if (this.#asking === 'class') {
      const other = words('review-class', 'Another class, in words', null, 64, (name) => this.#give({ verdict: 'wrongClass', class: name }));
      return [...this.#classes.map((name, i) => choice(name, i + 1, () => this.#give({ verdict: 'wrongClass', class: name }))), other, leave];
    }
    if (this.#asking === 'removal')
      return [
        h('span', {}, 'From now on nobody sees its pictures, masks and maps. An administrator can take that back.'),
        h('button', { type: 'button', class: 'button small primary', id: 'review-remove-now', onclick: () => this.#give({ verdict: 'remove' }) }, 'Remove now'),
        leave,
      ];
    const other = words('review-reason', 'Another reason, in words', REASONS.length + 1, 200, (reason) => this.#give({ verdict: 'dismiss', reason }));
    return [...REASONS.map((reason, i) => choice(reason, i + 1, () => this.#give({ verdict: 'dismiss', reason }))), other, leave];
  }
}
