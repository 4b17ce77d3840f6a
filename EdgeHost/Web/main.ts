/** Puts the page together: one status, one live view or one hub, one list, one viewer, and the address that says which is open. */

import * as api from './api.js';
import type { SessionReport } from './api-types.js';
import { byId } from './dom.js';
import { EventList } from './events.js';
import { ExportMenu } from './export-menu.js';
import { HubPage } from './hub-page.js';
import { startKeys } from './keys.js';
import { LiveView } from './live.js';
import { Pages } from './pages.js';
import { togglePatterns } from './patterns.js';
import { DeviceStatus } from './status.js';
import { startTheme } from './theme.js';
import { toast } from './toast.js';
import { Viewer } from './viewer.js';

const session = await firstSession();
const isHub = session.kind === 'hub';
document.documentElement.dataset.kind = session.kind;
const live = new LiveView();
const events = new EventList(isHub);
const viewer = new Viewer(events);
const hub = isHub ? new HubPage(events, viewer) : null;
const exporting = new ExportMenu(events, viewer, isHub, () => (hub ? hub.may : session.may));
const pages = new Pages();
const TABS = ['live', 'events'] as const;
type Tab = (typeof TABS)[number];
let started = false;

startTheme();
for (const tab of TABS) byId(`tab-${tab}`).addEventListener('click', () => choose(tab));
byId('trigger').addEventListener('click', flag);
// Of two quick keys the page hears only when the address is already the second one's: what was left is what the address says it left.
window.addEventListener('hashchange', (change) => route(frameOf(new URL(change.oldURL).hash)));
document.addEventListener('visibilitychange', show);
window.addEventListener('resize', show);
// The skip link moves the focus; its fragment is no place of ours.
document.querySelector('.skip-link')?.addEventListener('click', (click) => {
  click.preventDefault();
  byId(pages.isOpen ? 'page' : 'events-list').focus();
});

const queueKeys: Readonly<Record<string, () => unknown>> = {
  j: () => (viewer.isOpen ? viewer.step(1) : events.move(1)),
  k: () => (viewer.isOpen ? viewer.step(-1) : events.move(-1)),
  Enter: () => hub !== null && !viewer.isOpen && document.activeElement === document.body && void hub.review.start(),
  m: () => (viewer.isOpen ? viewer : live).toggleMask(),
  h: () => viewer.isOpen && viewer.toggleHeat(),
  r: () => viewer.isOpen && byId('viewer-boxes').click(),
  '[': () => (viewer.isOpen ? viewer : live).nudgeOpacity(-0.1),
  ']': () => (viewer.isOpen ? viewer : live).nudgeOpacity(0.1),
  s: () => viewer.isOpen && viewer.toggleLayout('side'),
  v: () => viewer.isOpen && viewer.toggleLayout('swipe'),
  p: togglePatterns,
  e: () => exporting.open(),
  f: flag,
  '/': () => byId('filter-rule').focus(),
  Escape: () => viewer.isOpen && !byId('system').matches(':popover-open') && (location.hash = '#/'),
};
// On a page beside the queue they would move what nobody sees.
startKeys(
  Object.fromEntries(Object.entries(queueKeys).map(([key, action]) => [key, () => !pages.isOpen && action()])),
  hub ? (key) => !pages.isOpen && hub.review.press(key) : null,
);

if (hub) {
  hub.opened.on(() => void pages.start().then(() => route()));
  hub.start(session);
} else await startDevice();
started = true;
if (!pages.isOpen) route();

async function startDevice(): Promise<void> {
  const status = new DeviceStatus();
  status.status.on((now) => live.status(now));
  status.link.on((online) => {
    if (!started || !online) return;
    events.reconnect();
    show();
  });
  // A lost stream is the first sign of a lost device; asking at once tells the operator within a second.
  live.link.on((up) => {
    if (!up && status.online) void status.poll();
  });
  live.start();
  // The class names come with the status; the rest does not wait for it longer than needed.
  await Promise.all([status.start(), pages.start()]);
  if (pages.has(location.hash)) route();
  await Promise.race([events.start(), new Promise((resolve) => setTimeout(resolve, 1500))]);
}

/** What kind of page this is; asked until the server says. */
async function firstSession(): Promise<SessionReport> {
  for (;;) {
    try {
      return await api.session();
    } catch {
      await new Promise((resolve) => setTimeout(resolve, 1000));
    }
  }
}

/** @param left the frame that the address named before; the list's focus returns to it */
function route(left = ''): void {
  if (hub && !hub.isOpen) return;
  const onPage = pages.route(location.hash);
  const id = frameOf(location.hash);
  byId('shell').dataset.view = onPage ? 'page' : id ? 'event' : 'live';
  byId('live').hidden = isHub || onPage || Boolean(id);
  byId('home').hidden = !isHub || onPage || Boolean(id);
  // From a frame one goes back to where frames are found.
  if (id) mark('events');
  if (id) void viewer.open(id);
  else viewer.close();
  events.mark(id);
  if (!id && !onPage && left) events.focus(left);
  show();
}

/** @returns the id of the frame that an address names, or '' */
function frameOf(hash: string): string {
  return decode(/^#\/event\/(.+)$/.exec(hash)?.[1] ?? '');
}

/** On narrow screens one part at a time; wide ones show both, and nothing changes. */
function choose(tab: Tab): void {
  mark(tab);
  if (viewer.isOpen) location.hash = '#/';
  else show();
}

function mark(tab: Tab): void {
  byId('shell').dataset.tab = tab;
  for (const name of TABS) byId(`tab-${name}`).setAttribute('aria-pressed', String(name === tab));
}

function show(): void {
  // checkVisibility also knows the tabs of narrow screens: what nobody sees is not asked for.
  if (!isHub) live.watch(document.visibilityState === 'visible' && byId('live').checkVisibility());
}

async function flag(): Promise<void> {
  const button = byId('trigger', HTMLButtonElement);
  if (button.disabled || isHub) return;
  button.disabled = true;
  try {
    await api.trigger();
    toast('ok', 'The next frame will be flagged. It appears in the list once the broker delivers it.');
  } catch (problem) {
    toast('warn', problem instanceof api.ApiError ? problem.message : 'The device did not answer. Try again.');
  }
  setTimeout(() => {
    button.disabled = false;
  }, 800);
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
