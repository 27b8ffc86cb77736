// @ts-check
import { h } from '../dom.js';
import { link } from '../api.js';
import { value } from '../format.js';
import { table, when } from './common.js';
import { stacked } from './stacked.js';

/** A line a trial: its first and last event, and its outcome. */
export function trialRows(trials) {
  return stacked(table(
    ['Trial', 'Outcome', 'Last event', 'First event', 'Actor', ''],
    trials.map((t) =>
      h('tr', { 'data-testid': 'trial-row', 'data-trial': t.trial },
        h('td.nowrap', {},
          h('a', { href: link(`/trials/${t.trial}`) }, `Trial ${t.number}`),
          ' of ',
          h('a', { href: link(`/studies/${t.study}`) }, t.label),
          ', ',
          h('a.quiet', { href: link(`/rounds/${t.round}`) }, `round ${t.roundNumber}`)),
        h('td.any', {}, outcome(t)),
        h('td.nowrap', {}, event(t, t.last, t.lastAt)),
        h('td.nowrap', {}, event(t, t.first, t.firstAt)),
        h('td.nowrap', {}, t.actor),
        h('td', {}, h('a', { href: link('/audit', { stream: t.stream }) }, 'Events')))
    ),
    { 'aria-label': 'Trials' }
  ));
}

function outcome(t) {
  if (t.state === 'completed') return [h('span.num', {}, value(t.objective, t.value)), ' · completed'];
  return t.reason ? `${t.state}: ${t.reason}` : t.state;
}

function event(t, position, time) {
  return [
    h('a', { href: link(`/trials/${t.trial}`, { at: position }), title: 'The state at this event' },
      position.toLocaleString('en')),
    ' · ',
    when(time),
  ];
}
