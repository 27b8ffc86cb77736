// @ts-check
import { h } from '../dom.js';
import { post, heldAt } from '../api.js';
import { table } from './common.js';

const KINDS = [
  'training-loss',
  'training-error',
  'validation-loss',
  'validation-error',
  'gradient-norm',
  'learning-rate',
  'other',
];

/** A kind's name for people: an accuracy has the kind of its error. */
const labelOf = (kind) => kind.replace('-', ' ').replace('error', 'error or accuracy');

/** What each metric measures, guessed from its name, with a choice that corrects it. */
export function metricKinds(id, { metricKinds: metrics }, refresh) {
  if (!metrics.length) return null;
  const problem = h('p.problem', { role: 'alert' });
  async function describe(metric, kind) {
    problem.textContent = '';
    try {
      await post(`/projects/${id}/metrics`, { metric, kind });
      await refresh();
    } catch (failure) {
      problem.textContent = failure.message;
    }
  }
  const kindOf = ({ metric, kind }) =>
    heldAt() == null
      ? h('select', {
          'aria-label': `Kind of ${metric}`,
          onchange: (e) => describe(metric, e.target.value),
        },
          KINDS.map((k) => h('option', { value: k, selected: k === kind }, labelOf(k))))
      : labelOf(kind);
  return h('details', { 'data-key': 'metric-kinds', 'data-testid': 'metric-kinds' },
    h('summary', {}, 'Metrics'),
    h('div.stack', {},
      table(
        ['Metric', 'Measures', 'Source'],
        metrics.map((m) =>
          h('tr', {},
            h('td', {}, m.metric),
            h('td', {}, kindOf(m)),
            h('td.quiet', {}, m.described ? 'recorded' : 'guessed from the name'))),
        { 'aria-label': 'Metrics' }
      )),
    problem);
}
