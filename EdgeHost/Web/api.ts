/** The server's side of the page: status, events, blobs, the event stream and the live socket. */

import type { DashboardStatus, EventItem, EventPage } from './api-types.js';
import { learnClock } from './format.js';
import { Signal } from './signal.js';

export class ApiError extends Error {
  readonly status: number;

  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}

/** @typeParam T what this server answers there; it is of the same version as the page */
export async function getJson<T>(path: string): Promise<T> {
  const response = await fetch(path, { cache: 'no-store', signal: AbortSignal.timeout(8000) });
  if (!response.ok) throw new ApiError(response.status, await problemOf(response));
  learnClock(response.headers.get('Date'));
  return (await response.json()) as T;
}

export const status = (): Promise<DashboardStatus> => getJson('/api/status');
export const event = (id: string): Promise<EventItem> => getJson(`/api/events/${encodeURIComponent(id)}`);

export function events(limit: number, before?: string): Promise<EventPage> {
  const query = new URLSearchParams({ limit: String(limit) });
  if (before) query.set('before', before);
  return getJson(`/api/events?${query}`);
}

export const blobUrl = (sha256: string): string => `/api/blobs/${sha256}`;

export async function blob(sha256: string): Promise<Blob> {
  const response = await fetch(blobUrl(sha256), { signal: AbortSignal.timeout(20000) });
  if (!response.ok) throw new ApiError(response.status, await problemOf(response));
  return response.blob();
}

/** Asks for the next frame to be flagged; the header keeps other sites from doing so. */
export async function trigger(): Promise<void> {
  const response = await fetch('/api/trigger', { method: 'POST', headers: { 'X-SegEdge': '1' }, signal: AbortSignal.timeout(8000) });
  if (!response.ok) throw new ApiError(response.status, await problemOf(response));
}

async function problemOf(response: Response): Promise<string> {
  try {
    return ((await response.json()) as { error?: string }).error ?? response.statusText;
  } catch {
    return response.statusText || `status ${response.status}`;
  }
}

/** Doubling waits with an early way out, so that "Retry now" and a returning link are not kept waiting. */
class Backoff {
  #wait = 500;
  #timer = 0;

  again(action: () => void): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(action, this.#wait);
    this.#wait = Math.min(8000, this.#wait * 2);
  }

  reset(): void {
    clearTimeout(this.#timer);
    this.#wait = 500;
  }
}

/** Flagged frames as they come. Resumes where it was; says `reset` where that is no longer possible. */
export class EventFeed {
  readonly flagged = new Signal<EventItem>();
  readonly updated = new Signal<EventItem>();
  readonly reset = new Signal();
  #source: EventSource | null = null;
  #lastId = '';
  #backoff = new Backoff();

  connect(): void {
    this.#backoff.reset();
    this.#source?.close();
    const source = new EventSource(`/api/events/stream${this.#lastId ? `?after=${encodeURIComponent(this.#lastId)}` : ''}`);
    this.#source = source;
    source.onopen = () => {
      this.#backoff.reset();
    };
    source.onerror = () => {
      // The browser retries by itself after a broken line, but never after an HTTP error.
      if (source.readyState === EventSource.CLOSED) this.#backoff.again(() => this.connect());
    };
    this.#hear(source, 'hello', () => {});
    this.#hear(source, 'reset', () => this.reset.emit());
    this.#hear(source, 'flagged', (data) => this.flagged.emit(JSON.parse(data) as EventItem));
    this.#hear(source, 'updated', (data) => this.updated.emit(JSON.parse(data) as EventItem));
  }

  #hear(source: EventSource, kind: string, tell: (data: string) => void): void {
    source.addEventListener(kind, (message: MessageEvent<string>) => {
      this.#lastId = message.lastEventId;
      tell(message.data);
    });
  }
}

/** Live pictures, newest only: each drawn one is acknowledged, and the server holds the rest back. */
export class LiveSocket {
  readonly up = new Signal();
  readonly down = new Signal();
  readonly picture = new Signal<ArrayBuffer>();
  #socket: WebSocket | null = null;
  #wanted = false;
  #backoff = new Backoff();

  open(): void {
    this.#wanted = true;
    if (this.#socket && this.#socket.readyState <= WebSocket.OPEN) return;
    this.#backoff.reset();
    this.#connect();
  }

  close(): void {
    this.#wanted = false;
    this.#backoff.reset();
    this.#socket?.close();
    this.#socket = null;
  }

  acknowledge(): void {
    if (this.#socket?.readyState === WebSocket.OPEN) this.#socket.send('1');
  }

  #connect(): void {
    const scheme = location.protocol === 'https:' ? 'wss' : 'ws';
    const socket = new WebSocket(`${scheme}://${location.host}/api/live?ack=1`);
    socket.binaryType = 'arraybuffer';
    this.#socket = socket;
    socket.onopen = () => {
      this.#backoff.reset();
      this.up.emit();
    };
    socket.onmessage = (message: MessageEvent<ArrayBuffer>) => {
      if (socket === this.#socket) this.picture.emit(message.data);
    };
    socket.onclose = () => {
      if (socket !== this.#socket) return;
      this.#socket = null;
      if (!this.#wanted) return;
      this.down.emit();
      this.#backoff.again(() => this.#wanted && this.#connect());
    };
  }
}
