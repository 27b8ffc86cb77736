// @ts-check
import { h } from '../dom.js';
import { figure } from '../chart.js';
import { curvesChart, curvesRows } from '../charts/curves.js';
import { SYMBOL_TEXTS } from '../charts/theme.js';
import { comparing } from './compare-view.js';
import { rules } from './common.js';

/** Training and validation curves of the best few trials of every study, or of every scientific setting in it. */
export function bestCurves(refs, data, objective, colour) {
  if (!refs.length)
    return [h('h2', {}, 'Training curves'), h('p.quiet', {}, 'No completed trials yet.')];
  const empty = { steps: new Float32Array(), values: new Float32Array() };
  const find = (trial, validation) =>
    data.find((d) => d.trial === trial && (d.metric === objective.metric) === validation) ?? empty;
  const studies = new Set(refs.map((r) => r.study)).size;
  const lines = refs.map((r) => ({
    ...r,
    label: r.settingName ? (studies > 1 ? `${r.label}, ${r.settingName}` : r.settingName) : r.label,
    mark: r.setting == null ? undefined : SYMBOL_TEXTS[r.setting % SYMBOL_TEXTS.length],
    index: r.setting == null ? colour(r.label) : r.setting % 6,
    validation: find(r.trial, true),
    training: find(r.trial, false),
  }));
  if (!lines.some((l) => l.validation.steps.length > 1 || l.training.steps.length > 1))
    return [
      h('h2', {}, 'Training curves'),
      h('p.quiet', {}, 'No curves recorded: each trial has one value at most.'),
    ];
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
          h('span.swatch', { class: `swatch series-${l.index + 1}` },
            `${l.mark ? `${l.mark} ` : ''}${l.label}, trial ${l.number}`),
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
        group: 'step',
        name: `Training and validation ${objective.metric.split('/').at(-1)} by step, best trials`,
      }
    ),
  ];
}
