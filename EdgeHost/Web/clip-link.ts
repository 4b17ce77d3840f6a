/** The video around a flagged frame: a link on the device that keeps it, words elsewhere. No browser plays a transport stream, so it is fetched. */

import type { EventMessage } from './api-types.js';
import { type Child, h } from './dom.js';

/** @returns null for a device that keeps no clips */
export function clipValue({ eventId, device, clip }: EventMessage): Child {
  if (!clip) return null;
  if (clip.state !== 'recording') return clip.reason ?? 'none';
  if (document.documentElement.dataset.kind === 'hub') return `on device ${device ?? '–'}`;
  const href = `api/events/${encodeURIComponent(String(eventId))}/clip`;
  return h('a', { href, download: `${clip.id ?? eventId}.ts`, title: 'MPEG transport stream: VLC, mpv and FFmpeg play it' }, 'Download the video');
}
