// @ts-check
import { h, refill } from '../dom.js';
import { figure } from '../chart.js';
import { parallelChart } from '../charts/parallel.js';
import { contourChart } from '../charts/contour.js';
import {
  importanceChart,
  importanceKnown,
  importanceRows,
  importanceUnknown,
} from '../charts/importance.js';
import { budgetChart } from '../charts/budget.js';
import { value, difference, parameter, fixed } from '../format.js';
import { replace } from '../router.js';
import { rules } from './common.js';

const MAX_LINES = 2_000;

/** Parallel coordinates of the completed trials. */
export function parallel({ axisPlots: axes, trials, project: { objective } }) {
  const done = trials.filter((t) => t.value != null);
  if (axes.length < 2 || done.length < 2) return null;
  const minimize = objective.direction === 'MINIMIZE';
  const best = [...done]
    .sort((a, b) => (minimize ? a.value - b.value : b.value - a.value))
    .slice(0, MAX_LINES);
  const rows = best.map((t) => ({
    trial: t.id,
    number: t.number,
    value: t.value,
    x: axes.map((a) => t.configuration[a.name] ?? null),
  }));
  return [
    h('h2', {}, 'Parallel coordinates'),
    figure(
      (t) => parallelChart(axes, rows, objective, t),
      [
        done.length > best.length
          ? `The best ${best.length.toLocaleString('en')} of ${done.length.toLocaleString('en')} trials, `
          : 'One line for each completed trial, ',
        'coloured by its rank: blue is better. A dashed line ends beyond the axis of the objective. ',
      ],
      {
        head: ['Trial', ...axes.map((a) => a.name), objective.metric],
        rows: () =>
          rows.map((r) => [r.number, ...r.x.map((x) => parameter(x ?? '–')), value(objective, r.value)]),
      },
      { tall: true, 'data-testid': 'parallel', name: `Parallel coordinates of ${rows.length} trials` }
    ),
  ];
}

/** The importance of the hyperparameters; no chart when they explain too little of the differences. */
export function importance({ learning }) {
  const { importance: found } = learning;
  if (!importanceKnown(found))
    return [h('h2', {}, 'Importance'), h('p.quiet', {}, importanceUnknown(found))];
  return [
    h('h2', {}, 'Importance'),
    figure(
      (t) => importanceChart(found, t),
      [
        'The share of the variance over the search space that each hyperparameter explains alone, in the trials ' +
          'that have it; grey: the additional share of two that interact. Together the hyperparameters explain ' +
          `${Math.round(100 * found.explained)}% of the differences between trials (R² in cross-validation). `,
        rules(['PB-15']),
      ],
      {
        head: ['Hyperparameter', 'Share', 'Standard error', 'Trials'],
        rows: () =>
          importanceRows(found).map((r) => [r.name, fixed(r.share, 4), fixed(r.deviation, 4), r.trials]),
      },
      { 'data-testid': 'importance', name: 'Importance of the hyperparameters' }
    ),
  ];
}

export function budget({ learning }, objective, index) {
  if (!learning.budget) return null;
  const { points, doubling } = learning.budget;
  const limit = (y) => (y == null ? 'no limit known' : value(objective, y));
  return [
    h('h2', {}, 'Expected best by number of trials'),
    figure(
      (t) => budgetChart(learning.budget, objective, t.series[index], t),
      [
        'The median of the best of this number of trials: half of all searches end better. ' +
          'The band holds the whole curve with a probability of 95%; ' +
          'where it ends at the edge, the trials set no limit. ',
        doubling
          ? `Another ${doubling.trials} trials would improve the best by 0 to ` +
            `${difference(objective, doubling.high)} (90% prediction interval). `
          : '',
        rules(['PB-59']),
      ],
      {
        head: ['Trials', 'Expected best (median)', 'Lower limit', 'Upper limit'],
        rows: () =>
          points.map((p) => [
            p.budget,
            value(objective, p.median),
            limit(p.low),
            limit(p.high),
          ]),
      },
      { 'data-testid': 'budget', name: 'Expected best by number of trials' }
    ),
  ];
}

/** The response surface over two hyperparameters, which are in the URL. */
export function contour({ axisPlots: axes, trials, project: { objective } }) {
  if (axes.length < 2 || !trials.some((t) => t.value != null)) return null;
  const query = new URLSearchParams(location.search);
  const named = (key, other) =>
    axes.find((a) => a.parameter === query.get(key)) ?? axes.find((a) => a !== other);
  const a = named('across', null);
  const found = named('up', a);
  const b = found === a ? axes.find((x) => x !== a) : found;
  const useless = new Map(axes.flatMap((x) => x.points.map((q) => [q.trial, q.useless])));
  const points = trials
    .filter(
      (t) =>
        (t.value != null || t.state === 'infeasible') && [a, b].every((x) => t.configuration[x.name] != null)
    )
    .map((t) => ({
      trial: t.id,
      number: t.number,
      x: t.configuration[a.name],
      y: t.configuration[b.name],
      value: t.value,
      useless: useless.get(t.id),
    }));
  const choose = (key, chosen) =>
    h('label.inline', {},
      key === 'across' ? 'x' : 'y',
      h('select', {
        name: key,
        onchange: (e) => {
          query.set(key, e.target.value);
          replace(`${location.pathname}?${query}`);
        },
      },
        axes.map((x) => h('option', { value: x.parameter, selected: x === chosen }, x.name))));
  return [
    h('h2', {}, 'Response surface'),
    axes.length > 2
      ? h('form.controls', { 'data-key': 'contour', onsubmit: (e) => e.preventDefault() },
          choose('across', a),
          choose('up', b))
      : null,
    figure(
      (t) => contourChart(a, b, points, objective, t),
      [
        h('strong', {}, `${a.name}, ${b.name}`),
        ': each cell is the mean of the nearby trials, blank without any; the key shows its colours, blue is better; ',
        '★ best three, ',
        h('span.cross', {}, '✕'),
        ' infeasible',
        points.some((p) => p.useless)
          ? [', ', h('span.cross.hollow', {}, '✕'), ' completed, but counted as infeasible']
          : '',
        '. ',
      ],
      {
        head: ['Trial', a.name, b.name, objective.metric],
        rows: () =>
          points.map((p) => [
            p.number,
            parameter(p.x),
            parameter(p.y),
            p.value == null
              ? 'infeasible'
              : `${value(objective, p.value)}${p.useless ? `, ${p.useless}` : ''}`,
          ]),
      },
      { tall: true, 'data-testid': 'contour', name: `${objective.metric} over ${a.name} and ${b.name}` }
    ),
  ];
}

/** Fills a part of the page, and hides it when there is no content. */
export function fill(place, content) {
  place.hidden = content == null;
  refill(place, content ?? []);
}
