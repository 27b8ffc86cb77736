// @ts-check
import { h } from '../dom.js';
import { figure } from '../chart.js';
import { rerunsChart, gainChart } from '../charts/gain.js';
import { value, fixed, better, difference, isPercent, count } from '../format.js';
import { rules } from './common.js';

/**
 * The evidence on a candidate: the gain with its interval as the headline, the values of the reruns, the verdict.
 * @param {any} d  the decision or a candidate's page
 * @param {any} objective
 */
export function evidence(d, objective) {
  const e = d.evidence;
  if (!e) return h('p.hint', {}, 'The evidence could not be computed.');
  if (e.baseline) return h('p', { 'data-testid': 'gain' }, 'This configuration is the baseline.');
  return h('div.evidence', { 'data-testid': 'candidate-evidence' },
    headline(d, objective),
    e.reruns && e.reruns.candidate.values.length + (e.reruns.compared?.values.length ?? 0)
      ? dots(e.reruns, objective)
      : null,
    e.gain ? interval(e.gain, objective) : null,
    h('p.small', { 'data-testid': 'gain-sentence' },
      h('strong', {}, `${e.label}. `),
      e.sentence,
      ' ',
      rules(['PB-38', 'PB-40'])),
    e.gain ? deviations(e, objective) : null,
    (e.warnings ?? []).map((w) => h('p.hint', {}, w)));
}

function headline(d, objective) {
  const { gain, reruns } = d.evidence;
  if (!gain)
    return [
      h('p.gain', { 'data-testid': 'gain' },
        d.gain == null ? value(objective, d.candidate.value) : better(objective, d.gain)),
      h('p.small', { 'data-testid': 'gain-basis' }, basis(d, objective)),
    ];
  const than = reruns?.against ?? 'the baseline';
  return [
    h('p.gain', { 'data-testid': 'gain' }, better(objective, gain.estimate)),
    h('p.small', { 'data-testid': 'gain-basis' }, `than ${than}; `, basisOfInterval(gain, objective)),
    d.baseline || d.decided ? null : h('p.small.quiet', {}, 'No baseline: this would be the first launch.'),
  ];
}

/** Such as `95% interval +0.13 to +0.73 points, probability of being better 99.2%`. */
function basisOfInterval({ low, high, probability }, objective) {
  const percent = 100 * probability;
  const chance =
    percent < 0.1 ? 'below 0.1%' : percent > 99.9 ? 'above 99.9%' : `${fixed(percent, 1)}%`;
  return [
    '95% interval ',
    h('strong', {}, `${signed(objective, low)} to ${signed(objective, high)}`),
    `; better with probability ${chance}`,
  ];
}

function signed(objective, x) {
  return `${x < 0 ? '−' : '+'}${difference(objective, x).replace(/ points$/, '')}`;
}

/** What the gain of the headline was measured over. */
function basis(d, objective) {
  if (!d.baseline) return d.decided ? 'The first launch.' : 'No baseline: this would be the first launch.';
  if (d.gain == null) return 'The baseline has no recorded value.';
  const recorded = `than the baseline's ${value(objective, d.baseline.value)}`;
  return d.searchGain == null
    ? `${recorded}, ${d.gainBasis}.`
    : `than the baseline, ${d.gainBasis}. ${better(objective, d.searchGain)} ${recorded} in the search, trained once.`;
}

function dots(reruns, objective) {
  const sides = [
    ['candidate', reruns.candidate],
    ...(reruns.compared ? [[reruns.against, reruns.compared]] : []),
  ];
  const element = figure(
    (t) => rerunsChart(reruns, objective, t),
    h('span', { 'data-testid': 'rerun-values' },
      sides.map(([name, r], i) => [
        i ? '; ' : '',
        `${name} ${value(objective, r.mean)}`,
        r.deviation == null ? '' : ` ± ${difference(objective, r.deviation)}`,
        ` over ${count(r.values.length, 'rerun')}`,
        r.infeasible ? `, ${r.infeasible} diverged` : '',
      ]),
      ' (mean ± standard deviation)'),
    {
      head: ['Configuration', 'Rerun', objective.metric],
      rows: sides.flatMap(([name, r]) => r.values.map((y, i) => [name, i + 1, value(objective, y)])),
    },
    { name: 'Reruns with new seeds', 'data-testid': 'rerun-dots' }
  );
  element.querySelector('tb-chart').style.height = `${reruns.compared ? 132 : 88}px`;
  return element;
}

function interval(gain, objective) {
  const element = figure(
    (t) => gainChart(gain, objective, t),
    `Gain${isPercent(objective) ? ' in points' : ''} with its 95% interval; right of zero is better.`,
    {
      head: ['', 'Gain'],
      rows: [
        ['Estimate', signed(objective, gain.estimate)],
        ['Low', signed(objective, gain.low)],
        ['High', signed(objective, gain.high)],
      ],
    },
    { name: 'Gain of the candidate', 'data-testid': 'gain-interval' }
  );
  element.querySelector('tb-chart').style.height = '56px';
  return element;
}

/** PB-38: the three sources of variation. */
function deviations({ gain, validation }, objective) {
  return h('p.quiet.small', {},
    `One standard deviation: between seeds ${difference(objective, gain.seeds)} (in the interval), between searches ` +
      difference(objective, gain.search),
    gain.data > 0 ? `, between validation sets ${difference(objective, gain.data)}` : '',
    `. ${validation ?? ''}`);
}
