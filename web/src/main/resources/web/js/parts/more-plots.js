// @ts-check
import { h } from '../dom.js';
import { get, buckets } from '../api.js';
import { figure } from '../chart.js';
import { replace } from '../router.js';
import { value, parameter, count, duration } from '../format.js';
import { historyChart, shownOf } from '../charts/history.js';
import { timelineChart } from '../charts/timeline.js';
import { edfChart } from '../charts/edf.js';
import { rankChart, ranks } from '../charts/rank.js';
import { allCurvesChart, parts } from '../charts/all-curves.js';
import { WhenSeen } from './when-seen.js';
import { comparing } from './compare-view.js';

const MAX_CURVES = 1_000;
const MAX_COLUMNS = 200;
const MIN_COLUMNS = 40;
const MAX_POINTS = 60_000;
const STRONG = 5;

/**
 * @typedef {import('../format.js').Objective} Objective
 * @typedef {any} Page  a study's page
 */

/** The plots of the trials of one study that are drawn when they are scrolled into view. */
export class MorePlots {
  constructor() {
    this.history = new WhenSeen('Optimisation history');
    this.edf = new WhenSeen('Distribution of the objective');
    this.curves = new WhenSeen('Curves of all trials');
    this.rank = new WhenSeen('Rank by two hyperparameters');
    this.timeline = new WhenSeen('Timeline');
    this.sections = [
      h('section', {}, h('div.twos', {}, this.history.element, this.edf.element)),
      h('section', {}, h('div.twos', {}, this.curves.element, this.rank.element)),
      h('section', {}, this.timeline.element),
    ];
  }

  /** @param {Page} page */
  update(page) {
    const ended = endedOf(page);
    const completed = ended.filter((e) => e.value != null);
    this.history.set(ended.length ? () => history(page, ended) : null);
    this.edf.set(completed.length ? () => distributions(page, ended) : null);
    this.curves.set(completed.length ? () => allCurves(page) : null);
    this.rank.set(page.axisPlots.length > 1 && completed.length > 1 ? () => rankPlot(page) : null);
    this.timeline.set(ended.length || page.study.running ? () => timeline(page) : null);
    for (const section of this.sections) section.hidden = !section.querySelector(':scope div:not(.twos):not([hidden])');
  }
}

const colourOf = ({ study }) => (t) => t.series[study.place % 6];

/** Why completed trials count as infeasible, by trial. */
const uselessOf = (axes) => new Map(axes.flatMap((x) => x.points.map((q) => [q.trial, q.useless])));

/** The mark of the trials that completed but count as infeasible, where there are any. */
function hollow(trials) {
  const n = trials.filter((t) => t.useless).length;
  return n
    ? [', ', h('span.cross.hollow', {}, '✕'), ` completed, but counted as infeasible (${n.toLocaleString('en')})`]
    : '';
}

/** The completed and infeasible trials, in the order in which they ended. */
export function endedOf({ trials, times, axisPlots = [] }) {
  const useless = uselessOf(axisPlots);
  const end = new Map(times.map((x) => [x.trial, x.endedAt ? Date.parse(x.endedAt) : null]));
  return trials
    .filter((t) => t.value != null || t.state === 'infeasible')
    .map((t) => ({ trial: t.id, number: t.number, value: t.value, reason: t.reason, end: end.get(t.id) }))
    .map((t) => (useless.get(t.trial) ? { ...t, useless: useless.get(t.trial) } : t))
    .sort((a, b) => (a.end ?? 0) - (b.end ?? 0) || a.number - b.number);
}

function history(page, ended) {
  const { objective } = page.project;
  const shown = shownOf(ended, objective.direction);
  const infeasible = ended.filter((e) => e.value == null).length;
  return figure(
    (t) => historyChart(ended, { objective, colour: colourOf(page)(t) }, t),
    [
      shown < ended.length
        ? `${count(shown, 'point')} of ${count(ended.length, 'ended trial')}, each improvement among them. `
        : `${count(ended.length, 'ended trial')}. `,
      'Line: best so far; ★ best',
      infeasible ? [', ', h('span.cross', {}, '✕'), ` infeasible (${infeasible.toLocaleString('en')})`] : '',
      hollow(ended),
      '; △ beyond the scale.',
    ],
    {
      head: ['Order', 'Trial', objective.metric],
      rows: () => ended.map((e, i) => [i + 1, e.number, e.value == null ? 'infeasible' : value(objective, e.value)]),
    },
    {
      tall: true,
      'data-testid': 'history',
      name: `${objective.metric} of ${count(ended.length, 'trial')} in the order of their end, with the best so far`,
    }
  );
}

/** Of this study and of the others of its round that search. */
async function distributions(page, ended) {
  const { objective } = page.project;
  const { study } = page;
  const round = await get(`/rounds/${page.round.id}`);
  const others = round.studies
    .filter((s) => s.id !== study.id && s.algorithm.kind !== 'RERUN' && s.completed > 0)
    .map((s) => ({ ...s, values: valuesOf(round.axisPlots, s.id) }))
    .filter((s) => s.values.length);
  const all = [
    {
      id: study.id,
      label: study.label ?? study.name,
      name: study.name,
      place: study.place,
      values: ended.filter((e) => e.value != null).map((e) => e.value),
      infeasible: ended.filter((e) => e.value == null).length,
    },
    ...others,
  ].map((s) => ({ ...s, label: s.label || s.name, strong: s.id === study.id }));
  const infeasible = all.reduce((a, s) => a + s.infeasible, 0);
  return figure(
    (t) => edfChart(all.map((s) => ({ ...s, colour: t.series[s.place % 6] })), objective, t),
    [
      'The share of trials at or better than each value. ',
      infeasible ? 'Infeasible trials count as trials that reach no value. ' : '',
      all.length > 1
        ? all.slice(0, 6).map((s, i) => [
            i ? ', ' : '',
            h('span.swatch', { class: `swatch series-${(s.place % 6) + 1}` }, s.label),
            s.strong ? ' (this study, strong)' : '',
          ])
        : '',
      all.length > 6 ? ` and ${all.length - 6} more` : '',
    ],
    {
      head: ['Study', 'Trials', 'Infeasible', 'Best', 'Median of the completed'],
      rows: () =>
        all.map((s) => {
          const sorted = [...s.values].sort((a, b) => (objective.direction === 'MINIMIZE' ? a - b : b - a));
          return [
            s.name,
            s.values.length + s.infeasible,
            s.infeasible,
            value(objective, sorted[0]),
            value(objective, sorted[Math.floor(sorted.length / 2)]),
          ];
        }),
    },
    {
      tall: true,
      'data-testid': 'edf',
      name: `Empirical distribution of ${objective.metric} of ${count(all.length, 'study', 'studies')}`,
    }
  );
}

/** The values of a study's completed trials: each is on at least one of its axis plots. */
function valuesOf(plots, study) {
  const values = new Map();
  for (const plot of plots) if (plot.study === study) for (const p of plot.points) values.set(p.trial, p.y);
  return [...values.values()];
}

async function allCurves(page) {
  const { objective } = page.project;
  const sign = objective.direction === 'MINIMIZE' ? 1 : -1;
  const began = page.trials.filter((t) => t.state !== 'proposed');
  const ordered = [
    ...began.filter((t) => t.value != null).sort((a, b) => sign * (a.value - b.value)),
    ...began.filter((t) => t.value == null),
  ];
  const shown = ordered.slice(0, MAX_CURVES);
  const columns = Math.round(Math.min(MAX_COLUMNS, Math.max(MIN_COLUMNS, MAX_POINTS / shown.length)));
  const data = await buckets(shown.map((t) => t.id), [objective.metric], columns);
  const byTrial = new Map(data.map((d) => [d.trial, d]));
  const best = new Set(shown.filter((t) => t.value != null).slice(0, STRONG).map((t) => t.id));
  const lines = shown
    .filter((t) => byTrial.get(t.id)?.steps.length)
    .map((t) => ({ ...byTrial.get(t.id), number: t.number, value: t.value, best: best.has(t.id) }));
  if (!lines.length) return h('p.quiet', {}, 'No curves recorded.');
  if (!lines.some((l) => parts(l).length))
    return h('p.quiet', {}, 'No curves recorded: each trial has one value at most.');
  const strong = lines.filter((l) => l.best);
  return figure(
    (t) => allCurvesChart(lines, { objective, colour: colourOf(page)(t) }, t),
    [
      lines.length < began.length
        ? `${count(lines.length, 'curve')} of ${count(began.length, 'trial')}. `
        : `${count(lines.length, 'curve')}. `,
      strong.length ? `Strong: the best ${strong.length}. ` : '',
      h('a', { href: comparing(strong.map((l) => l.trial)) }, 'Compare the best'),
    ],
    {
      head: ['Trial', 'Last step', objective.metric],
      rows: () =>
        lines.map((l) => [
          l.number,
          l.steps.at(-1).toLocaleString('en'),
          l.value == null ? 'infeasible' : value(objective, l.value),
        ]),
    },
    {
      tall: true,
      'data-testid': 'all-curves',
      name: `${objective.metric} by step of ${count(lines.length, 'trial')}`,
    }
  );
}

/** The rank plot; its two hyperparameters are in the URL. */
function rankPlot({ axisPlots: axes, trials, project: { objective } }) {
  const query = new URLSearchParams(location.search);
  const named = (key, other) =>
    axes.find((a) => a.parameter === query.get(key) && a !== other) ?? axes.find((a) => a !== other);
  const a = named('rank-x', null);
  const b = named('rank-y', a);
  const useless = uselessOf(axes);
  const points = trials
    .filter((t) => t.value != null || t.state === 'infeasible')
    .filter((t) => [a, b].every((x) => t.configuration[x.name] != null))
    .map((t) => ({
      trial: t.id,
      number: t.number,
      x: t.configuration[a.name],
      y: t.configuration[b.name],
      value: t.value,
      useless: useless.get(t.id),
    }));
  const choose = (key, axis, chosen) =>
    h('label.inline', {},
      axis,
      h('select', {
        name: key,
        onchange: (e) => {
          const next = new URLSearchParams(location.search);
          next.set(key, e.target.value);
          replace(`${location.pathname}?${next}`);
        },
      },
        axes.map((x) => h('option', { value: x.parameter, selected: x === chosen }, x.name))));
  return [
    axes.length > 2
      ? h('form.controls', { 'data-key': 'rank', onsubmit: (e) => e.preventDefault() },
          choose('rank-x', 'x', a),
          choose('rank-y', 'y', b))
      : null,
    figure(
      (t) => rankChart(a, b, points, objective, t),
      [
        h('strong', {}, `${a.name}, ${b.name}`),
        `: one point for each trial, coloured by its rank in ${objective.metric}; ★ best three, `,
        h('span.cross', {}, '✕'),
        ' infeasible',
        hollow(points),
        '. Blue is better.',
      ],
      {
        head: ['Rank', 'Trial', a.name, b.name, objective.metric],
        rows: () => rankRows(points, objective),
      },
      { tall: true, 'data-testid': 'rank', name: `Rank of ${objective.metric} over ${a.name} and ${b.name}` }
    ),
  ].filter(Boolean);
}

function rankRows(points, objective) {
  const completed = points.filter((p) => p.value != null);
  const rank = ranks(completed, objective.direction);
  const row = (p, place) => [
    place,
    p.number,
    parameter(p.x),
    parameter(p.y),
    p.value == null ? 'infeasible' : value(objective, p.value) + (p.useless ? `, ${p.useless}` : ''),
  ];
  return [
    ...[...completed]
      .sort((p, q) => rank.get(p) - rank.get(q))
      .map((p) => row(p, Math.round(rank.get(p) * (completed.length - 1)) + 1)),
    ...points.filter((p) => p.value == null).map((p) => row(p, '–')),
  ];
}

/** The bars of the trials that have times; a running one ends now. */
export function barsOf({ study, trials, times }, now) {
  const byTrial = new Map(times.map((x) => [x.trial, x]));
  return trials
    .filter((t) => t.state !== 'proposed')
    .map((t) => {
      const { startedAt, endedAt } = byTrial.get(t.id) ?? {};
      const running = t.state === 'running';
      return {
        trial: t.id,
        number: t.number,
        state: t.state,
        where: t.device || study.trainer,
        value: t.value,
        from: startedAt ? Date.parse(startedAt) : NaN,
        to: running ? now : endedAt ? Date.parse(endedAt) : NaN,
      };
    })
    .filter((bar) => bar.to >= bar.from);
}

const STATES = [
  ['completed', '■ completed'],
  ['infeasible', '☒ infeasible'],
  ['running', '┄ running, until now'],
  ['abandoned', '▬ abandoned'],
];

function timeline(page) {
  const { objective } = page.project;
  const bars = barsOf(page, Date.now());
  const without = page.trials.filter((t) => t.state !== 'proposed').length - bars.length;
  const skipped = without
    ? `${count(without, 'trial')} without recorded times ${without === 1 ? 'is' : 'are'} omitted.`
    : '';
  if (!bars.length) return h('p.quiet', {}, `No times to show: ${skipped}`);
  const present = new Set(bars.map((bar) => bar.state));
  return figure(
    (t) => timelineChart(bars, { objective, colour: colourOf(page)(t) }, t),
    [
      'One bar for each trial, a row for each device, and more rows where it ran several trials at once. ',
      STATES.filter(([state]) => present.has(state))
        .map(([, words]) => words)
        .join(', '),
      `. ${skipped}`,
    ],
    {
      head: ['Trial', 'State', 'On', 'Started', 'Duration'],
      rows: () =>
        bars.map((bar) => [
          bar.number,
          bar.state,
          bar.where,
          new Date(bar.from).toLocaleString('en-GB'),
          duration((bar.to - bar.from) / 1000),
        ]),
    },
    { tall: true, 'data-testid': 'timeline', name: `Timeline of ${count(bars.length, 'trial')}` }
  );
}
