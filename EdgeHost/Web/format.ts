/** Numbers, times and names as an operator reads them. */

const clock = new Intl.DateTimeFormat(undefined, { hour: '2-digit', minute: '2-digit', second: '2-digit', hourCycle: 'h23' });
const day = new Intl.DateTimeFormat(undefined, { day: 'numeric', month: 'short', hour: '2-digit', minute: '2-digit', hourCycle: 'h23' });
const full = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'medium', hourCycle: 'h23' });
const whole = new Intl.NumberFormat(undefined, { maximumFractionDigits: 0 });

// A device without a battery-backed clock may be hours off; ages are counted on its clock, not on the browser's.
let clockOffsetMs = 0;

/** @param dateHeader the device's own time, as HTTP says it */
export function learnClock(dateHeader: string | null): void {
  const device = Date.parse(dateHeader ?? '');
  if (Number.isFinite(device)) clockOffsetMs = Math.abs(device - Date.now()) > 2000 ? device - Date.now() : 0;
}

export type Maybe<T> = T | null | undefined;

export const isNumber = (value: unknown): value is number => typeof value === 'number' && Number.isFinite(value);
export const count = (value: Maybe<number>): string => (isNumber(value) ? whole.format(value) : '–');
export const ms = (value: Maybe<number>): string => (isNumber(value) ? `${value >= 100 ? value.toFixed(0) : value.toFixed(1)} ms` : '–');
export const share = (value: Maybe<number>): string => (isNumber(value) ? `${(value * 100).toFixed(value < 0.0995 ? 1 : 0)} %` : '–');
export const confidence = (value: Maybe<number>): string => (isNumber(value) ? value.toFixed(2) : '–');

/** Three significant digits, the way a gauge would show them. */
export function figure(value: Maybe<number>): string {
  if (!isNumber(value)) return '–';
  if (value === 0) return '0';
  const size = Math.abs(value);
  if (size >= 1e5 || size < 1e-3) return value.toExponential(1);
  return String(Number(value.toPrecision(3)));
}

export function bytes(value: Maybe<number>): string {
  if (!isNumber(value)) return '–';
  return value < 1024 ? `${value} B` : value < 1024 * 1024 ? `${(value / 1024).toFixed(1)} kB` : `${(value / 1048576).toFixed(1)} MB`;
}

export function time(utc: Maybe<string>): string {
  const date = new Date(utc ?? NaN);
  return Number.isNaN(date.getTime()) ? '–' : clock.format(date);
}

// Within this, the time of day cannot be mistaken for another day's.
const SAME_DAY_MS = 20 * 3600 * 1000;

/** Local time; the day too where the time alone could be another day's. */
export function moment(utc: Maybe<string>): string {
  const date = new Date(utc ?? NaN);
  if (Number.isNaN(date.getTime())) return '–';
  return Math.abs(Date.now() + clockOffsetMs - date.getTime()) < SAME_DAY_MS ? clock.format(date) : day.format(date);
}

export function fullTime(utc: Maybe<string>): string {
  const date = new Date(utc ?? NaN);
  return Number.isNaN(date.getTime()) ? '–' : full.format(date);
}

export function age(utc: Maybe<string>): string {
  const then = new Date(utc ?? NaN).getTime();
  return Number.isNaN(then) ? '' : `${span(Date.now() + clockOffsetMs - then)} ago`;
}

export function span(milliseconds: number): string {
  const seconds = Math.max(0, Math.round(milliseconds / 1000));
  if (seconds < 60) return `${seconds} s`;
  if (seconds < 3600) return `${Math.floor(seconds / 60)} min`;
  if (seconds < 86400) return `${Math.floor(seconds / 3600)} h`;
  return `${Math.floor(seconds / 86400)} d`;
}

/** "lowMargin" and "low-margin" become "Low margin". */
export function words(name: Maybe<string>): string {
  const text = String(name ?? '')
    .replace(/([a-z\d])([A-Z])/g, '$1 $2')
    .replace(/[-_.]+/g, ' ')
    .trim()
    .toLowerCase();
  return text ? text.charAt(0).toUpperCase() + text.slice(1) : '–';
}

export const shortHash = (hash: Maybe<string>): string => (hash && hash.length > 12 ? `${hash.slice(0, 12)}…` : hash || '–');
