// @ts-check
import { h } from '../dom.js';
import { figure } from '../chart.js';
import { curvesChart, curvesRows } from '../charts/curves.js';
import { comparing } from './compare-view.js';
import { rules } from './common.js';

/** Training and validation curves of the best few trials of every study. */
export function bestCurves(refs, data, objective, colour) {
  if (!refs.length)
    return [h('h2', {}, 'Training curves'), h('p.quiet', {}, 'No completed trials yet.')];
  const empty = { steps: new Float32Array(), values: new Float32Array() };
  const find = (trial, validation) =>
    data.find((d) => d.trial === trial && (d.metric === objective.metric) === validation) ?? empty;
  const lines = refs.map((r) => ({
    ...r,
    index: colour(r.label),
    validation: find(r.trial, true),
    training: find(r.trial, false),
  }));
  if (!lines.some((l) => l.validation.steps.length || l.training.steps.length))
    return [h('h2', {}, 'Training curves'), h('p.quiet', {}, 'No curves recorded.')];
  const settings = lines.filter((l) => l.best);
  return [
    h('h2', {}, 'Training curves of the best trials'),
    figure(
      (t) =>
        curvesChart(
          lines.map((l) => ({ ...l, colour: t.series[l.index] })),
          { objective },
          t
        ),
      [
        'By step; solid: validation, dotted: training; the ring marks the best checkpoint. Strong: ',
        settings.map((l, i) => [
          i ? ', ' : '',
          h('span.swatch', { class: `swatch series-${l.index + 1}` }, `${l.label}, trial ${l.number}`),
        ]),
        '; faint: the next best. ',
        rules(['PB-28']),
        ' ',
        h('a', { href: comparing(refs.map((r) => r.trial)) }, 'Compare them'),
      ],
      {
        head: ['Trial', 'Validation, last', 'Training, last', 'Best checkpoint'],
        rows: curvesRows(lines, objective),
      },
      {
        'data-testid': 'curves-plot',
        tall: true,
        name: `Training and validation ${objective.metric.split('/').at(-1)} by step, best trials`,
      }
    ),
  ];
}
