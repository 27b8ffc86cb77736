// @ts-check
import { h } from '../dom.js';
import { figure } from '../chart.js';
import { isolationPlot } from '../charts/isolation.js';
import { value } from '../format.js';
import { rules } from './common.js';

/** The isolation plot of each scientific hyperparameter. */
export function isolation({ isolation: plots, project: { objective }, studies }, colour) {
  const drawn = plots.filter((p) => p.points.length);
  if (!drawn.length)
    return [
      h('h2', {}, 'Isolation'),
      h('p.quiet', {}, 'No completed trials yet.'),
    ];
  const limit = (y) => (y == null ? 'too few trials' : value(objective, y));
  const labelOf = (p) => studies.find((s) => s.id === p.study)?.label ?? p.value;
  return drawn.map((plot) => [
    h('h2', {}, `Isolation: ${plot.parameter}`),
    figure(
      (t) => isolationPlot(plot, { objective, colourOf: (p) => t.series[colour(labelOf(p))] }, t),
      [
        'The best trial of each, tuned over its nuisance hyperparameters; ' +
          'the line shows by how much a repeated search may end worse. ',
        rules(['PB-36']),
      ],
      {
        head: [plot.parameter, 'Best', 'From', 'To', 'Tuned over'],
        rows: plot.points.map((p) => [
          p.value,
          value(objective, p.y),
          limit(p.low),
          limit(p.high),
          `${p.trials} trials`,
        ]),
      },
      {
        'data-testid': 'isolation-plot',
        tall: true,
        name: `Best ${objective.metric} for each ${plot.parameter}`,
      }
    ),
  ]);
}
