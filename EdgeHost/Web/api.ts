/** The server's side of the page: status, events, blobs, the event stream and the live socket. */

import type { DashboardStatus, EventItem, EventPage, HeadStatus, HubReport, QueueOffers, SessionReport } from './api-types.js';
import { learnClock } from './format.js';
import { Signal } from './signal.js';

export class ApiError extends Error {
  readonly status: number;

  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}

/** The server does not know who this is (any more). */
export const signedOut = new Signal();

let token = '';

/** @typeParam T what this server answers there; it is of the same version as the page */
export async function getJson<T>(path: string): Promise<T> {
  const response = await fetch(path, { cache: 'no-store', signal: AbortSignal.timeout(8000) });
  if (!response.ok) throw await refusal(response);
  learnClock(response.headers.get('Date'));
  return (await response.json()) as T;
}

/** @param patienceMs for answers that wait for news */
export async function getBytes(path: string, signal: AbortSignal, patienceMs: number): Promise<ArrayBuffer> {
  const response = await fetch(path, { cache: 'no-store', signal: AbortSignal.any([signal, AbortSignal.timeout(patienceMs)]) });
  if (!response.ok) throw await refusal(response);
  return response.arrayBuffer();
}

/** With the token that only this page has: a cookie alone changes nothing. */
async function postJson<T>(path: string, body: object): Promise<T> {
  const headers = { 'Content-Type': 'application/json', 'X-SegEdge-Token': token };
  const response = await fetch(path, { method: 'POST', headers, body: JSON.stringify(body), signal: AbortSignal.timeout(8000) });
  if (!response.ok) throw await refusal(response);
  return (await response.json()) as T;
}

async function refusal(response: Response): Promise<ApiError> {
  const error = new ApiError(response.status, await problemOf(response));
  if (response.status === 401) signedOut.emit();
  return error;
}

async function remembered(report: Promise<SessionReport>): Promise<SessionReport> {
  const session = await report;
  token = session.token ?? '';
  return session;
}

export const session = (): Promise<SessionReport> => remembered(getJson('/api/session'));
export const signIn = (user: string, password: string): Promise<SessionReport> => remembered(postJson('/api/sign-in', { user, password }));
export const signOut = (): Promise<SessionReport> => remembered(postJson('/api/sign-out', {}));
export const hubStatus = (): Promise<HubReport> => getJson('/api/status');
export const offers = (): Promise<QueueOffers> => getJson('/api/offers');

export const classes = (site: string, device: string): Promise<HeadStatus[]> =>
  getJson(`/api/classes?${new URLSearchParams({ site, device })}`);

/** What a person says about a frame, or takes back. */
export interface VerdictRequest {
  verdict?: string;
  reason?: string;
  class?: string;
  shown: string[];
  takesBack?: string;
}

/** @returns the frame as it is since */
export const verdict = (eventId: string, request: VerdictRequest): Promise<EventItem> =>
  postJson(`/api/events/${encodeURIComponent(eventId)}/verdicts`, request);

/** Tells a hub that a picture is about to be saved. @param shown names of the layers in it */
export const notePicture = (eventId: string, shown: readonly string[]): Promise<object> => postJson(`/api/events/${encodeURIComponent(eventId)}/exports`, { shown });

/** A file that the server makes, however long that takes. @returns it whole: one that broke off throws */
export async function file(path: string, signal: AbortSignal): Promise<{ blob: Blob; name: string }> {
  const response = await fetch(path, { cache: 'no-store', signal });
  if (!response.ok) throw await refusal(response);
  const name = /filename="([\w.-]+)"/.exec(response.headers.get('Content-Disposition') ?? '')?.[1];
  return { blob: await response.blob(), name: name ?? 'segedge-export' };
}

export const status = (): Promise<DashboardStatus> => getJson('/api/status');
export const event = (id: string): Promise<EventItem> => getJson(`/api/events/${encodeURIComponent(id)}`);

/** @param filter by the names of the query; a device looks at none of them */
export function events(limit: number, before?: string, filter: Readonly<Record<string, string>> = {}): Promise<EventPage> {
  const query = new URLSearchParams({ limit: String(limit), ...filter });
  if (before) query.set('before', before);
  return getJson(`/api/events?${query}`);
}

export const blobUrl = (sha256: string): string => `/api/blobs/${sha256}`;

export async function blob(sha256: string): Promise<Blob> {
  const response = await fetch(blobUrl(sha256), { signal: AbortSignal.timeout(20000) });
  if (!response.ok) throw await refusal(response);
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

  close(): void {
    this.#backoff.reset();
    this.#source?.close();
    this.#source = null;
    this.#lastId = '';
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
  #camera: string | null = null;
  #backoff = new Backoff();

  /** Another camera from now on; what is under way of the one before is not shown any more. */
  choose(camera: string): void {
    this.#camera = camera;
    const wanted = this.#wanted;
    this.close();
    if (wanted) this.open();
  }

  open(): void {
    this.#wanted = true;
    if (this.#socket && this.#socket.readyState <= WebSocket.OPEN) return;
    this.#backoff.reset();
    this.#connect();
  }

  close(): void {
    this.#wanted = false;
    this.#backoff.reset();
    // One still connecting closes once it is open: closed before, the browser warns of a failed connection.
    if (this.#socket?.readyState === WebSocket.OPEN) this.#socket.close();
    this.#socket = null;
  }

  acknowledge(): void {
    if (this.#socket?.readyState === WebSocket.OPEN) this.#socket.send('1');
  }

  #connect(): void {
    const scheme = location.protocol === 'https:' ? 'wss' : 'ws';
    const camera = this.#camera === null ? '' : `&camera=${encodeURIComponent(this.#camera)}`;
    const socket = new WebSocket(`${scheme}://${location.host}/api/live?ack=1${camera}`);
    socket.binaryType = 'arraybuffer';
    this.#socket = socket;
    socket.onopen = () => {
      if (socket !== this.#socket) {
        socket.close();
        return;
      }
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
