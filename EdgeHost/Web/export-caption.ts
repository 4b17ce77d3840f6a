/** What stands under an exported picture: enough to find the frame again, and never less about its explanation than the page says. */

import type { EventExplanation, EventItem } from './api-types.js';
import { STATUS, type Status } from './badges.js';
import { summarise } from './event-summary.js';
import { figure, isNumber, words } from './format.js';

export interface Caption {
  title: string;
  facts: string[];
  /** whether the map may be believed, in one sentence */
  status: Status;
  certificate: string;
  layers: string;
}

/** @param isMapDrawn the heat map is in the picture */
export function captionOf(item: EventItem, explanation: EventExplanation | null, status: Status, isMapDrawn: boolean, layers: readonly string[]): Caption {
  const { event } = item;
  const summary = summarise(item);
  return {
    title: `${summary.title}${summary.more ? ` +${summary.more}` : ''} (${words(summary.severity)})`,
    facts: [
      `Event ${summary.id}`,
      `Captured ${utc(summary.utc)}, ${event.site ?? '–'} / ${summary.device || '–'} / ${summary.camera}, frame ${event.frame?.number ?? '–'}`,
      `Model ${event.model?.name ?? '–'} ${event.model?.version ?? ''}`.trim() + (summary.classes.length ? `; class ${summary.classes.join(', ')}` : ''),
    ],
    status,
    certificate: certificate(explanation, status, isMapDrawn),
    layers: `In this picture: ${layers.length ? layers.join(', ') : 'nothing that is here'}. Saliency is not cause.`,
  };
}

export const textOf = (caption: Caption): string => [caption.title, ...caption.facts, caption.certificate, caption.layers].join('\n');

function certificate(e: EventExplanation | null, status: Status, isMapDrawn: boolean): string {
  if (!e) return `NONE: no explanation was made for this frame.`;
  const how = `Method ${e.method ?? '–'}${e.target ? `, why ${e.target.class ?? '–'} rather than ${e.target.foil ?? 'any other class'}` : ''}`;
  const test = e.faithfulness ? `test ${e.faithfulness.pass === true ? 'passed' : 'failed'} (${figure(e.faithfulness.score)})` : 'not tested';
  const age = e.age && (e.age.frames > 0 || e.age.ms > 0) ? `, ${e.age.frames} frames and ${Math.round(e.age.ms)} ms old` : '';
  if (status === 'ok') return `EXPLAINED: ${how}, ${test}${age}.${isMapDrawn ? '' : ' Its heat map is not in this picture.'}`;
  const map = isMapDrawn ? 'The hatched map is in this picture because somebody asked for it: do not rely on it.' : 'No heat map is in this picture.';
  return `${STATUS[status].title.replace(/^[^:]+/, (word) => word.toUpperCase())}. ${e.reason ?? 'The device gave no reason.'} ${map} ${how}, ${test}${age}.`;
}

/** The same for whoever reads it, wherever. */
function utc(text: string): string {
  const time = Date.parse(text);
  return isNumber(time) ? new Date(time).toISOString() : text;
}
