/** Building the page. Data becomes text nodes and attributes, never markup: a device may be named anything. */

/**
 * @param {string} tag
 * @param {Record<string, unknown>} [props] class, data-*, aria-* and attributes; on* are listeners; null and false are left out
 * @param {...(Node | string | number | null | undefined | false | Array<unknown>)} children
 */
export function h(tag, props = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(props)) {
    if (value === null || value === undefined || value === false) continue;
    if (name.startsWith('on')) element.addEventListener(name.slice(2), /** @type {EventListener} */ (value));
    else element.setAttribute(name, value === true ? '' : String(value));
  }
  append(element, children);
  return element;
}

/** Replaces all children. */
export function fill(element, ...children) {
  element.replaceChildren();
  append(element, children);
  return element;
}

/** @param {string} name of a symbol in index.html, without "i-" */
export function icon(name, extra = '') {
  const svg = document.createElementNS('http://www.w3.org/2000/svg', 'svg');
  svg.setAttribute('class', `icon ${extra}`.trim());
  svg.setAttribute('aria-hidden', 'true');
  const use = document.createElementNS('http://www.w3.org/2000/svg', 'use');
  use.setAttribute('href', `#i-${name}`);
  svg.append(use);
  return svg;
}

export const byId = (id) => /** @type {HTMLElement} */ (document.getElementById(id));

/** Writes text only where it changed: live numbers must not make the browser lay out the page again for nothing. */
export function setText(element, text) {
  if (element.textContent !== text) element.textContent = text;
}

/** A horizontal bar; its width is set as a property because the page's policy forbids inline style attributes. */
export function bar(share, color, label) {
  const value = h('span', { class: 'bar-value' });
  value.style.width = `${Math.max(0, Math.min(1, share || 0)) * 100}%`;
  if (color) value.style.backgroundColor = color;
  return h('span', { class: 'bar', role: label ? 'img' : null, 'aria-label': label, 'aria-hidden': label ? null : 'true' }, value);
}

export function swatch(color) {
  const patch = h('span', { class: 'swatch', 'aria-hidden': 'true' });
  if (color) patch.style.backgroundColor = color;
  return patch;
}

function append(element, children) {
  for (const child of children.flat(Infinity)) {
    if (child === null || child === undefined || child === false) continue;
    element.append(child instanceof Node ? child : String(child));
  }
}
