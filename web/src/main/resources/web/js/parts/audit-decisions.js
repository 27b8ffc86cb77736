// @ts-check
import { h } from '../dom.js';
import { link } from '../api.js';
import { table, when } from './common.js';
import { stacked } from './stacked.js';

const KINDS = {
  LAUNCH: 'Launched',
  HOLD: 'Held',
  REJECTION: 'Rejected',
  REVERT: 'Reverted',
  OVERRIDE: 'Override:',
  ACCEPTANCE: 'Accepted warning',
  RECOVERY: 'Recovered the log',
};
const MAX_REASON = 140;

/** A line a decision: when, who, what and why, with links to the launch and to the state at its event. */
export function decisionRows(decisions) {
  return stacked(table(
    ['Time', 'Actor', 'Decision', 'Reason', 'Round', { text: 'State at event', num: true }],
    decisions.map((d) =>
      h('tr', { 'data-testid': 'decision-row', 'data-kind': d.kind, 'data-position': d.position },
        h('td.nowrap', {}, when(d.recordedAt)),
        h('td.nowrap', {}, d.actor),
        h('td', {}, what(d)),
        h('td.any', { title: d.why.length > MAX_REASON ? d.why : null }, short(d.why)),
        h('td.nowrap', {}, place(d)),
        h('td.num', {},
          h('a', {
            href: link(d.round ? `/rounds/${d.round}` : '/', { at: d.position }),
            title: 'The state at this event',
          },
            d.position.toLocaleString('en'))))
    ),
    { 'aria-label': 'Decisions' }
  ));
}

function what(d) {
  const kind = h('strong', {}, KINDS[d.kind]);
  const text = [kind, ` ${d.subject}`];
  if (d.launch) return h('a', { href: link(`/launches/${d.launch}`) }, text);
  if (d.round) return h('a', { href: link(`/rounds/${d.round}`) }, text);
  return h('a', { href: link('/audit', { stream: 'log' }) }, text);
}

function place(d) {
  if (!d.round) return h('span.quiet', {}, 'the log');
  return [
    h('a', { href: link(`/rounds/${d.round}`) }, `Round ${d.roundNumber}`),
    ' · ',
    h('a.quiet', { href: link(`/projects/${d.project}`) }, d.projectTitle),
  ];
}

function short(text) {
  return text.length > MAX_REASON ? `${text.slice(0, MAX_REASON).trimEnd()} …` : text;
}
