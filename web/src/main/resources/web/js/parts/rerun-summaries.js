// @ts-check
import { h } from '../dom.js';
import { link } from '../api.js';
import { value, difference } from '../format.js';
import { configuration, rules } from './common.js';

/** PB-38, PB-39: what the reruns of each configuration measured, with a link to the decision. */
export function rerunSummaries(all, { round, project: { objective } }) {
  return [
    h('h2', {}, 'Reruns of each configuration'),
    h('div.multiples', { 'data-testid': 'rerun-summaries' }, all.map((r) => summary(r, objective))),
    h('p.small', {},
      h('a', { href: link(`/rounds/${round.id}#decide`) }, `The decision of round ${round.number}`),
      ' ',
      rules(['PB-38', 'PB-39'])),
  ];
}

function summary(r, objective) {
  const facts = [
    ['Mean', value(objective, r.mean)],
    ['Standard deviation', r.deviation == null ? '–' : difference(objective, r.deviation)],
    ['Completed', r.completed],
    ['Infeasible', r.infeasible],
  ];
  return h('article', {},
    h('h3', {}, r.label),
    h('p', {}, r.sentence),
    h('dl.facts', {}, facts.map(([n, f]) => [h('dt', {}, n), h('dd', {}, f)])),
    configuration(r.configuration));
}
