// @ts-check
import { h } from '../dom.js';
import { link } from '../api.js';
import { value, difference } from '../format.js';
import { configuration, rules, table } from './common.js';

/** PB-38, PB-39: what the reruns of each configuration measured, with a link to the decision. */
export function rerunSummaries(all, { round, project: { objective } }) {
  return [
    h('h2', {}, 'Reruns of each configuration'),
    h('ul.plain', { 'data-testid': 'rerun-summaries' }, all.map((r) => h('li', {}, r.sentence))),
    table(
      [
        'Configuration',
        { text: 'Mean', num: true },
        { text: 'Standard deviation', num: true },
        { text: 'Completed', num: true },
        { text: 'Infeasible', num: true },
      ],
      all.map((r) =>
        h('tr', {},
          h('td', {}, h('strong', {}, r.label), configuration(r.configuration)),
          h('td.num', {}, value(objective, r.mean)),
          h('td.num', {}, r.deviation == null ? '–' : difference(objective, r.deviation)),
          h('td.num', {}, r.completed),
          h('td.num', {}, r.infeasible))
      ),
      { 'aria-label': 'Reruns of each configuration' }
    ),
    h('p.small', {},
      h('a', { href: link(`/rounds/${round.id}#decide`) }, `The decision of round ${round.number}`),
      ' ',
      rules(['PB-38', 'PB-39'])),
  ];
}
