/** The server's side of the page: status, events, blobs, the event stream and the live socket. */

import { learnClock } from './format.js';

export class ApiError extends Error {
  /** @param {number} status @param {string} message */
  constructor(status, message) {
    super(message);
    this.status = status;
  }
}

/** @returns {Promise<any>} */
export async function getJson(path) {
  const response = await fetch(path, { cache: 'no-store', signal: AbortSignal.timeout(8000) });
  if (!response.ok) throw new ApiError(response.status, await problemOf(response));
  learnClock(response.headers.get('Date'));
  return response.json();
}

export const status = () => getJson('/api/status');
export const event = (id) => getJson(`/api/events/${encodeURIComponent(id)}`);

export function events(limit, before) {
  const query = new URLSearchParams({ limit: String(limit) });
  if (before) query.set('before', before);
  return getJson(`/api/events?${query}`);
}

export const blobUrl = (sha256) => `/api/blobs/${sha256}`;

export async function blob(sha256) {
  const response = await fetch(blobUrl(sha256), { signal: AbortSignal.timeout(20000) });
  if (!response.ok) throw new ApiError(response.status, await problemOf(response));
  return response.blob();
}

/** Asks for the next frame to be flagged; the header keeps other sites from doing so. */
export async function trigger() {
  const response = await fetch('/api/trigger', { method: 'POST', headers: { 'X-SegEdge': '1' }, signal: AbortSignal.timeout(8000) });
  if (!response.ok) throw new ApiError(response.status, await problemOf(response));
}

async function problemOf(response) {
  try {
    return (await response.json()).error ?? response.statusText;
  } catch {
    return response.statusText || `status ${response.status}`;
  }
}

/** Doubling waits with an early way out, so that "Retry now" and a returning link are not kept waiting. */
class Backoff {
  #wait = 500;
  #timer = 0;

  again(action) {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(action, this.#wait);
    this.#wait = Math.min(8000, this.#wait * 2);
  }

  reset() {
    clearTimeout(this.#timer);
    this.#wait = 500;
  }
}

/** Flagged frames as they come. Resumes where it was; says `reset` where that is no longer possible. */
export class EventFeed extends EventTarget {
  #source = /** @type {EventSource | null} */ (null);
  #lastId = '';
  #backoff = new Backoff();

  connect() {
    this.#backoff.reset();
    this.#source?.close();
    const source = new EventSource(`/api/events/stream${this.#lastId ? `?after=${encodeURIComponent(this.#lastId)}` : ''}`);
    this.#source = source;
    source.onopen = () => {
      this.#backoff.reset();
      this.dispatchEvent(new Event('up'));
    };
    source.onerror = () => {
      this.dispatchEvent(new Event('down'));
      // The browser retries by itself after a broken line, but never after an HTTP error.
      if (source.readyState === EventSource.CLOSED) this.#backoff.again(() => this.connect());
    };
    for (const kind of ['hello', 'reset', 'flagged', 'updated']) {
      source.addEventListener(kind, (message) => {
        this.#lastId = message.lastEventId;
        this.dispatchEvent(new CustomEvent(kind, { detail: JSON.parse(message.data) }));
      });
    }
  }
}

/** Live pictures, newest only: each drawn one is acknowledged, and the server holds the rest back. */
export class LiveSocket extends EventTarget {
  #socket = /** @type {WebSocket | null} */ (null);
  #wanted = false;
  #backoff = new Backoff();

  open() {
    this.#wanted = true;
    if (this.#socket && this.#socket.readyState <= WebSocket.OPEN) return;
    this.#backoff.reset();
    this.#connect();
  }

  close() {
    this.#wanted = false;
    this.#backoff.reset();
    this.#socket?.close();
    this.#socket = null;
  }

  acknowledge() {
    if (this.#socket?.readyState === WebSocket.OPEN) this.#socket.send('1');
  }

  #connect() {
    const scheme = location.protocol === 'https:' ? 'wss' : 'ws';
    const socket = new WebSocket(`${scheme}://${location.host}/api/live?ack=1`);
    socket.binaryType = 'arraybuffer';
    this.#socket = socket;
    socket.onopen = () => {
      this.#backoff.reset();
      this.dispatchEvent(new Event('up'));
    };
    socket.onmessage = (message) => {
      if (socket === this.#socket) this.dispatchEvent(new CustomEvent('picture', { detail: message.data }));
    };
    socket.onclose = () => {
      if (socket !== this.#socket) return;
      this.#socket = null;
      if (!this.#wanted) return;
      this.dispatchEvent(new Event('down'));
      this.#backoff.again(() => this.#wanted && this.#connect());
    };
  }
}
