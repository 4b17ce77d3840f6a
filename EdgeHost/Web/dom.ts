/** Building the page. Data becomes text nodes and attributes, never markup: a device may be named anything. */

type Attribute = string | number | boolean | null | undefined;
type Listener = (event: Event) => unknown;

export type Child = Node | string | number | null | undefined | false | readonly Child[];

/**
 * @param props class, data-*, aria-* and attributes; on* are listeners; null and false are left out
 */
export function h<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  props: Readonly<Record<string, Attribute | Listener>> = {},
  ...children: Child[]
): HTMLElementTagNameMap[K] {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(props)) {
    if (value === null || value === undefined || value === false) continue;
    if (typeof value === 'function') element.addEventListener(name.slice(2), value);
    else element.setAttribute(name, value === true ? '' : String(value));
  }
  append(element, children);
  return element;
}

/** Replaces all children. */
export function fill<E extends Element>(element: E, ...children: Child[]): E {
  element.replaceChildren();
  append(element, children);
  return element;
}

/** @param name of a symbol in index.html, without "i-" */
export function icon(name: string, extra = ''): SVGSVGElement {
  const svg = document.createElementNS('http://www.w3.org/2000/svg', 'svg');
  svg.setAttribute('class', `icon ${extra}`.trim());
  svg.setAttribute('aria-hidden', 'true');
  const use = document.createElementNS('http://www.w3.org/2000/svg', 'use');
  use.setAttribute('href', `#i-${name}`);
  svg.append(use);
  return svg;
}

/** An element that index.html has for certain, of the kind that it has there. */
export function byId(id: string): HTMLElement;
export function byId<E extends HTMLElement>(id: string, kind: new () => E): E;
export function byId(id: string, kind: new () => HTMLElement = HTMLElement): HTMLElement {
  const element = document.getElementById(id);
  if (!(element instanceof kind)) throw new Error(`The page has no ${kind.name} with the id '${id}'.`);
  return element;
}

/** Writes text only where it changed: live numbers must not make the browser lay out the page again for nothing. */
export function setText(element: Element, text: string): void {
  if (element.textContent !== text) element.textContent = text;
}

/** A horizontal bar; its width is set as a property because the page's policy forbids inline style attributes. */
export function bar(share: number | null | undefined, color?: string | null, label?: string | null): HTMLElement {
  const value = h('span', { class: 'bar-value' });
  value.style.width = `${Math.max(0, Math.min(1, share || 0)) * 100}%`;
  if (color) value.style.backgroundColor = color;
  return h('span', { class: 'bar', role: label ? 'img' : null, 'aria-label': label, 'aria-hidden': label ? null : 'true' }, value);
}

export function swatch(color: string): HTMLElement {
  const patch = h('span', { class: 'swatch', 'aria-hidden': 'true' });
  if (color) patch.style.backgroundColor = color;
  return patch;
}

function append(element: Element, children: readonly Child[]): void {
  for (const child of children) {
    if (child === null || child === undefined || child === false) continue;
    if (typeof child === 'object' && !(child instanceof Node)) append(element, child);
    else element.append(child instanceof Node ? child : String(child));
  }
}
