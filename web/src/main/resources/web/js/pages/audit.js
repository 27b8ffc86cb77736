// @ts-check
import { h, refill } from '../dom.js';
import { get, link } from '../api.js';
import { decisionRows } from '../parts/audit-decisions.js';
import { eventFilters, eventRows, problemsOf, serverFilters, FILTERS } from '../parts/audit-events.js';
import { trialRows } from '../parts/audit-trials.js';
import { difference } from '../parts/difference.js';
import { proofs } from '../parts/proofs.js';
import { timeSlider } from '../parts/time-slider.js';

/**
 * A view of the log: where its rows come from, and how they are shown.
 * @typedef {{
 *   title: string,
 *   path: string,
 *   explained: string,
 *   none: string,
 *   rows: (page: any) => any,
 *   touches: (notice: any) => boolean,
 * }} View
 */

/** @type {Object<string, View>} */
const VIEWS = {
  decisions: {
    title: 'Decisions',
    path: '/decisions',
    explained: 'Launches, holds, rejections, reverts, overrides, accepted warnings, recoveries of the log.',
    none: 'No decisions yet.',
    rows: ({ decisions }) => (decisions.length ? decisionRows(decisions) : null),
    touches: ({ type }) => /^launch-|^warning-accepted|^log-recovered/.test(type),
  },
  trials: {
    title: 'Trials',
    path: '/trial-histories',
    explained: 'The events of each trial as one line, the trial that changed last first.',
    none: 'No trials yet.',
    rows: ({ trials }) => (trials.length ? trialRows(trials) : null),
    touches: ({ type }) => /^trial-|^run-/.test(type),
  },
  events: {
    title: 'All events',
    path: '/events',
    explained: 'Every event, in the order in which they were recorded, the newest first.',
    none: 'No event matches these filters.',
    rows: ({ events }) => (events.length ? eventRows(events) : null),
    touches: () => true,
  },
};

/** The log for an audit: decisions, a line a trial, all events. View, filters and page are in the URL. */
export async function audit(container) {
  const query = new URLSearchParams(location.search);
  const chosen = Object.fromEntries([...FILTERS, 'before'].map((k) => [k, query.get(k)]).filter(([, v]) => v));
  const filtered = FILTERS.some((k) => chosen[k]);
  const named = query.get('view');
  const name = named in VIEWS ? named : filtered ? 'events' : 'decisions';
  const view = VIEWS[name];
  const [{ types }, head] = await Promise.all([
    name === 'events' ? get('/events/types') : { types: [] },
    get('/head'),
  ]);
  const wrong = name === 'events' ? problemsOf(chosen) : {};
  const list = h('div', { 'data-testid': 'audit-list' });
  container.append(
    h('div.head', {},
      h('div', {},
        h('h1', {}, 'Audit'),
        h('p.quiet', {},
          'The log contains every event, and none is ever changed. ',
          h('span.mono', {}, './tunebook verify'),
          ' verifies that.'))),
    h('div.columns.audit', {},
      h('section', {},
        tabs(name, chosen),
        h('p.quiet.small', {}, view.explained),
        name === 'events' ? eventFilters(chosen, types, wrong) : null,
        list),
      h('div', {},
        h('section', {}, proofs(head.live)),
        h('section', {},
          h('h2', {}, 'Go back in time'),
          h('p.quiet.small', {}, 'Every page then shows the state at that event, with a notice.'),
          timeSlider(head.live)))),
    h('section', {}, difference(head.live))
  );

  async function refresh() {
    if (Object.keys(wrong).length) {
      refill(list, h('p.state', {}, 'No events are shown: correct the marked field first.'));
      return;
    }
    try {
      const page = await get(view.path, name === 'events' ? serverFilters(chosen) : before(chosen));
      refill(list, view.rows(page) ?? h('p.state', {}, view.none), paging(name, chosen, page.next));
    } catch (problem) {
      if (problem.status !== 400) throw problem;
      refill(list, h('p.problem', { role: 'alert' }, problem.message));
    }
  }
  await refresh();
  return { refresh, touches: (notice) => !chosen.before && view.touches(notice) };
}

function before(chosen) {
  return chosen.before ? { before: chosen.before } : {};
}

/** The address of a view, with what it was narrowed to. */
function address(name, chosen, more = {}) {
  return link('/audit', { view: name, ...(name === 'events' ? chosen : {}), before: null, ...more });
}

function tabs(name, chosen) {
  return h('nav.tabs', { 'aria-label': 'Views of the log' },
    Object.entries(VIEWS).map(([key, { title }]) =>
      h('a', {
        href: address(key, chosen),
        'data-testid': `view-${key}`,
        ...(key === name ? { 'aria-current': 'page' } : {}),
      },
        h('h2', {}, title))
    ));
}

function paging(name, chosen, next) {
  if (!chosen.before && !next) return null;
  return h('p.buttons', {},
    chosen.before ? h('a.button', { href: address(name, chosen) }, 'Newest') : null,
    next ? h('a.button', { href: address(name, chosen, { before: next }) }, 'Older') : null);
}
