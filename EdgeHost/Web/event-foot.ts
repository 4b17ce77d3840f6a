/** What stands below the last row: loading, nothing here, or no more. */

import { byId, type Child, fill, h, icon } from './dom.js';

export type FootState = 'loading' | 'empty' | 'filtered' | 'more' | 'end';

export function showFoot(state: FootState, clearFilter: () => void): void {
  const foot = byId('events-foot');
  if (foot.dataset.state === state) return;
  foot.dataset.state = state;
  fill(foot, content(state, clearFilter));
}

const isHub = (): boolean => document.documentElement.dataset.kind === 'hub';

function content(state: FootState, clearFilter: () => void): Child {
  switch (state) {
    case 'loading':
      return [
        [1, 2, 3, 4].map(() => h('div', { class: 'row-skeleton', 'aria-hidden': 'true' })),
        h('span', { class: 'unseen' }, 'Loading'),
      ];
    case 'empty':
      return h(
        'div',
        { class: 'empty' },
        icon('flag'),
        h('strong', {}, 'Nothing flagged yet'),
        h('p', {}, 'Frames appear here when a rule fires and the broker delivers them.'),
        isHub() ? null : h('p', {}, '“Flag this frame” tries the whole way.'),
      );
    case 'filtered':
      return h(
        'div',
        { class: 'empty' },
        icon('other'),
        h('strong', {}, 'No frame matches the filter'),
        h('button', { type: 'button', class: 'button', onclick: clearFilter }, 'Clear filter'),
      );
    case 'more':
      return h('p', { class: 'rows-end soft small' }, 'Loading older frames…');
    case 'end':
      return h('p', { class: 'rows-end soft small' }, isHub() ? 'No older frames in the hub’s store' : 'No older frames in the device’s memory');
  }
}
