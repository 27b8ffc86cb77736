// @ts-check
import { h } from '../dom.js';
import { figure } from '../chart.js';
import { axisPlot, sharedRange } from '../charts/axis-plot.js';
import { SYMBOL_TEXTS } from '../charts/theme.js';
import { value, parameter } from '../format.js';
import { rules } from './common.js';
import { isAbout } from './findings.js';

/** All axis plots as small multiples on one scale of the objective. */
export function axisPlots(plots, objective, colour, findings = []) {
  if (!plots.some((p) => p.points.length || p.infeasible.length)) {
    return [h('h2', {}, 'Axis plots'), h('p.quiet', {}, 'No completed trials yet.')];
  }
  const range = sharedRange(plots, objective);
  const above = plots.some((p) =>
    p.points.some((q) => (objective.direction === 'MINIMIZE' ? q.y > range.max : q.y < range.min))
  );
  return [
    h('h2', {}, `${objective.metric} by hyperparameter`),
    h('p.key', {},
      settingsOf(plots).length ? settingsOf(plots).map(setting) : h('span', {}, '● a trial, best over training'),
      h('span', {}, '★ best three'),
      plots.some((p) => p.infeasible.length)
        ? h('span', {}, h('span.cross', {}, '✕'), ' infeasible')
        : null,
      plots.some((p) => p.points.some((q) => q.useless))
        ? h('span', {}, h('span.cross.hollow', {}, '✕'), ' completed, but counted as infeasible')
        : null,
      above ? h('span', {}, '△ beyond the scale') : null,
      h('span', {}, rules(['PB-24']))),
    [...new Set(plots.map((p) => p.study))].map((study) =>
      h('div.multiples', {},
        plots.filter((p) => p.study === study).map((plot) => one(plot, objective, range, colour, findings)))
    ),
  ];
}

/** The settings of the studies that vary their scientific hyperparameters. */
const settingsOf = (plots) => plots.reduce((a, p) => (p.settings?.length > a.length ? p.settings : a), []);

const setting = (name, i) =>
  h('span', { class: `swatch series-${(i % 6) + 1}` }, `${SYMBOL_TEXTS[i % SYMBOL_TEXTS.length]} ${name}`);

function one(plot, objective, range, colour, findings) {
  const own = findings.filter((f) => isAbout(f, plot));
  const index = colour(plot.label);
  const joint = plot.settings?.length > 1;
  const cells = (p, reached) => [
    p.number,
    ...(joint ? [plot.settings[p.setting] ?? '–'] : []),
    parameter(p.x),
    reached,
  ];
  const rows = [
    ...plot.points.map((p) =>
      cells(p, p.useless ? `${value(objective, p.y)}, ${p.useless}` : value(objective, p.y))
    ),
    ...plot.infeasible.map((p) => cells(p, 'infeasible')),
  ];
  const useless = plot.points.filter((p) => p.useless).length;
  return figure(
    (t) => axisPlot(plot, { objective, range, colour: t.series[index] }, t),
    [
      h('strong', {}, plot.name),
      ' · ',
      joint ? plot.label : h('span.swatch', { class: `swatch series-${index + 1}` }, plot.label),
      own.map((f) =>
        h('p.finding', {},
          h('span', { class: `verdict-${f.verdict}` }, `${f.label}: `),
          f.sentence,
          ' ',
          rules(f.rules))
      ),
    ],
    { head: ['Trial', ...(joint ? ['Setting'] : []), plot.name, objective.metric], rows },
    {
      'data-testid': 'axis-plot',
      'data-parameter': plot.parameter,
      'data-study': plot.study,
      name:
        `${objective.metric} by ${plot.name} of ${plot.label}: ` +
        `${plot.points.length} trials, ${plot.infeasible.length} infeasible` +
        (useless ? `, ${useless} completed but counted as infeasible` : ''),
    }
  );
}
