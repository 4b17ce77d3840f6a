/** What the model calls its classes and how it colours them, by head. Comes with the status; events only carry numbers and names. */

/** @type {Array<{ name: string, classes: Array<{ index: number, name: string, color: string }> }>} */
let heads = [];

export function learnClasses(fromStatus) {
  heads = Array.isArray(fromStatus) ? fromStatus : [];
}

export const knownHeads = () => heads;

const headOf = (name) => heads.find((head) => head.name === name) ?? (name === undefined || name === null ? heads[0] : undefined);

/** @param {string | null | undefined} head @param {number} index */
export function className(head, index) {
  return headOf(head)?.classes.find((c) => c.index === index)?.name ?? `class ${index}`;
}

/** @param {string | null | undefined} head @param {string | number} key name or index */
export function classColor(head, key) {
  const match = (c) => c.name === key || c.index === key;
  const inHead = headOf(head)?.classes.find(match);
  return safeColor((inHead ?? heads.flatMap((h) => h.classes).find(match))?.color);
}

/** Only #rrggbb passes: the value comes from a manifest and goes into a style. */
export const safeColor = (color) => (/^#[0-9a-f]{6}$/i.test(color ?? '') ? color : '#8a94a3');

/** Painting "everything else" would only veil the picture; it can be switched on. */
export const isBackground = (name) => /^(background|void|unlabell?ed|none|ignore|other)$/i.test(name ?? '');
