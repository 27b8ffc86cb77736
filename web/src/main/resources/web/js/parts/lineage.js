// @ts-check
import { h } from '../dom.js';
import { figure } from '../chart.js';
import { lineageChart, steps, told } from '../charts/lineage.js';
import { value } from '../format.js';
import { rules } from './common.js';

/** The launches of a project as a line of steps with the gain of each; null when nothing was decided. */
export function lineageFigure({ launches, project: { objective } }) {
  if (!launches.length) return null;
  return figure(
    (t) => lineageChart(launches, objective, t),
    [
      h('strong', {}, objective.metric),
      ' of what was live after each decision, with its gain; hollow is what was held or rejected. ',
      rules(['PB-08', 'PB-40']),
    ],
    {
      head: ['Event', 'Round', 'Candidate', 'Its value', 'Live then', 'Decision and gain'],
      rows: () =>
        steps(launches).map((s) => [
          s.at,
          s.launch.roundNumber,
          s.launch.candidateLabel,
          value(objective, s.launch.value),
          value(objective, s.live),
          told(s, objective),
        ]),
    },
    { 'data-testid': 'lineage', name: `Lineage of ${launches.length} launch decisions` }
  );
}
