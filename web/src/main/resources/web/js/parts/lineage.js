// @ts-check
import { h } from '../dom.js';
import { figure } from '../chart.js';
import { lineageChart, steps, stepText } from '../charts/lineage.js';
import { value } from '../format.js';
import { rules } from './common.js';

/** The launches of a project as a step line with the gain of each; null when there is no decision. */
export function lineageFigure({ launches, project: { objective } }) {
  if (!launches.length) return null;
  return figure(
    (t) => lineageChart(launches, objective, t),
    [
      h('strong', {}, objective.metric),
      ' of the live configuration after each decision, with its gain; hollow: held or rejected candidates. ',
      rules(['PB-08', 'PB-40']),
    ],
    {
      head: ['Event', 'Round', 'Candidate', 'Value', 'Live after it', 'Decision and gain'],
      rows: () =>
        steps(launches).map((s) => [
          s.at,
          s.launch.roundNumber,
          s.launch.candidateLabel,
          value(objective, s.launch.value),
          value(objective, s.live),
          stepText(s, objective) + gainBasis(s),
        ]),
    },
    { 'data-testid': 'lineage', name: `Lineage of ${launches.length} launch decisions` }
  );
}

function gainBasis({ kind, launch: l }) {
  return kind === 'REVERT' || l.gainBasis == null ? '' : `, ${l.gainBasis}`;
}
