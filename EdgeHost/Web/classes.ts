/** What the model calls its classes and how it colours them, by head. Comes with the status; events only carry numbers and names. */

import type { ClassStatus, HeadStatus } from './api-types.js';

let heads: readonly HeadStatus[] = [];

export function learnClasses(fromStatus: readonly HeadStatus[]): void {
  heads = fromStatus;
}

/** Of all heads, in the model's order; what is no thing at the end. */
export function classNames(): string[] {
  const names = [...new Set(heads.flatMap((head) => head.classes.map((c) => c.name)))];
  return [...names.filter((name) => !isBackground(name)), ...names.filter(isBackground)];
}

const headOf = (name: string | null | undefined): HeadStatus | undefined =>
  heads.find((head) => head.name === name) ?? (name === undefined || name === null ? heads[0] : undefined);

export function className(head: string | null | undefined, index: number): string {
  return headOf(head)?.classes.find((c) => c.index === index)?.name ?? `class ${index}`;
}

/** @param key name or index */
export function classColor(head: string | null | undefined, key: string | number | undefined): string {
  const match = (c: ClassStatus): boolean => c.name === key || c.index === key;
  const inHead = headOf(head)?.classes.find(match);
  return safeColor((inHead ?? heads.flatMap((h) => h.classes).find(match))?.color);
}

/** Only #rrggbb passes: the value comes from a manifest and goes into a style. */
export const safeColor = (color: string | undefined): string => (color !== undefined && /^#[0-9a-f]{6}$/i.test(color) ? color : '#8a94a3');

/** Painting "everything else" would only veil the picture; it can be switched on. */
export const isBackground = (name: string): boolean => /^(background|void|unlabell?ed|none|ignore|other)$/i.test(name);
