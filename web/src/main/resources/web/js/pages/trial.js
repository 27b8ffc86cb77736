// @ts-check
import { h, refill } from '../dom.js';
import { get, curves, link } from '../api.js';
import { value, duration, parameter, count, significant } from '../format.js';
import { figure } from '../chart.js';
import { curvesChart, curvesRows, metricChart } from '../charts/curves.js';
import { histogramChart, histogramRows } from '../charts/histogram.js';
import { comparing } from '../parts/compare-view.js';
import { table, when, proof, rules } from '../parts/common.js';
import { annotations, actions, neighbours, neighbourKeys } from '../parts/trial-actions.js';
import { recorded } from '../parts/recorded.js';
import { artifacts } from '../parts/artifacts.js';
import { Output } from '../parts/output.js';
import { runDatasets } from '../parts/run-datasets.js';

/** @type {[metric: string, caption: string, rules: string[]][]} */
const OTHERS = [
  ['training/loss', 'Training loss of each minibatch', []],
  ['gradient/norm', 'Gradient norm of each step (L2, before clipping)', ['PB-61']],
];

/** A trial: its configuration, its curves, its reproduction. */
export async function trial(container, id) {
  let page = null;
  const before = h('div', {});
  // The output is scrolled, and its text can be selected: an update leaves it as it is.
  const output = new Output(id);
  const after = h('div', {});
  container.append(before, output.element, after);
  async function refresh() {
    page = await get(`/trials/${id}`);
    const { objective } = page.project;
    const metrics = [
      objective.metric,
      objective.metric.replace('validation', 'training'),
      ...OTHERS.map(([m]) => m),
    ].filter((m) => page.metrics.includes(m));
    const data = metrics.length ? await curves([id], metrics) : [];
    refill(before,
      headline(page, refresh),
      annotations(page.trial, refresh),
      measured(page, data, objective));
    refill(after, described(page), proof(page.position));
    output.update(page.study, page.trial);
  }
  await refresh();
  neighbourKeys(container, () => page);
  return { refresh, touches: (n) => n.trial === id };
}

function headline(page, refresh) {
  const { study, round, project } = page;
  const t = recorded(page.trial, study);
  const facts = [
    [project.objective.metric, value(project.objective, t.value)],
    [
      'Best step',
      t.bestStep == null ? '–' : `${t.bestStep.toLocaleString('en')} of ${t.steps.toLocaleString('en')}`,
    ],
    ['Time', duration(t.seconds)],
    ['Device', t.device ? `${t.backend}, ${t.device}` : '–'],
    ...(page.agent ? [['Agent', page.agent]] : []),
    ['Seed', t.seed ?? '–'],
  ];
  return h('div.head', {},
    h('div', {},
      h('h1', {}, `${study.label}, trial ${t.number}`),
      h('p.quiet', {},
        h('a', { href: link(`/studies/${study.id}`) }, study.name),
        ' · ',
        h('a', { href: link(`/rounds/${round.id}`) }, round.goal.question)),
      h('p', {}, t.state, t.reason ? h('span.problem', {}, `: ${t.reason}`) : null),
      attempts(page),
      neighbours(page),
      actions(page, refresh)),
    h('dl.facts', {}, facts.map(([n, f]) => [h('dt', {}, n), h('dd', {}, f)])));
}

/** Which attempt at its configuration it is, with links to those before. */
function attempts({ attempt, earlierAttempts }) {
  if (!earlierAttempts.length) return null;
  return h('p.small', { 'data-testid': 'attempts' },
    `Attempt ${attempt ?? earlierAttempts.length + 1} at this configuration, after `,
    earlierAttempts.map((a, i) => [
      i ? ', ' : '',
      h('a', { href: link(`/trials/${a.trial}`) }, `trial ${a.number}`),
      ` (${a.failed ? 'failed: ' : ''}${a.why})`,
    ]));
}

function measured(page, data, objective) {
  const { baseline, study } = page;
  const t = recorded(page.trial, study);
  const best = study.algorithm.kind !== 'RERUN' && study.best?.trial !== t.id ? study.best : null;
  const empty = { steps: new Float32Array(), values: new Float32Array() };
  const find = (metric) => data.find((d) => d.metric === metric) ?? empty;
  const validation = find(objective.metric);
  const line = {
    ...t,
    trial: t.id,
    label: study.label,
    best: true,
    validation,
    training: find(objective.metric.replace('validation', 'training')),
  };
  return [
    h('section', {},
      h('h2', {}, baseline ? 'Configuration, differences from the baseline first' : 'Configuration'),
      configuration(t.configuration, baseline?.configuration)),
    h('section', {},
      h('h2', {}, 'Curves'),
      validation.steps.length > 1 || OTHERS.some(([m]) => find(m).steps.length > 1)
        ? h('div.multiples', {},
            validation.steps.length > 1
              ? figure(
                  (theme) =>
                    curvesChart(
                      [{ ...line, colour: theme.series[study.place % 6] }],
                      { objective, labelled: () => 'validation' },
                      theme
                    ),
                  [
                    'Validation (solid) and training (dotted) ',
                    objective.metric.split('/').at(-1),
                    '. ',
                    rules(['PB-28']),
                  ],
                  {
                    head: ['Trial', 'Validation, last', 'Training, last', 'Best checkpoint'],
                    rows: curvesRows([line], objective),
                  },
                  { 'data-testid': 'curves-plot', name: 'Validation and training curve', group: 'step' }
                )
              : null,
            OTHERS.filter(([m]) => find(m).steps.length > 1).map(([m, caption, why]) =>
              figure(
                (theme) => metricChart(m, find(m), theme.series[study.place % 6], theme),
                [caption, '. ', rules(why)],
                {
                  head: ['Metric', 'Points', 'Last'],
                  rows: [[m, find(m).steps.length, significant(find(m).values.at(-1), 4)]],
                },
                { name: caption, group: 'step' }
              )
            ),
            page.gradientNorms ? norms(page.gradientNorms, study) : null)
        : h('p.quiet', {}, `No curves recorded${validation.steps.length ? ': the trial has one value' : ''}.`),
      t.value == null && !validation.steps.length
        ? null
        : h('p.small', {},
            h('a', {
              href: comparing([t.id, ...(best ? [best.trial] : [])]),
            },
              best ? `Compare with trial ${best.number}, the study's best` : 'Open in Compare'))),
  ];
}

function described(page) {
  const { study } = page;
  const t = recorded(page.trial, study);
  return [
    runDatasets(page.datasets),
    artifacts(t.id, page.artifacts),
    h('section', {},
      h('h2', {}, 'Reproduction'),
      h('dl.facts.left', {},
        [
          ['Command', study.reproduction.command],
          ['Version', study.reproduction.version],
          ['Trainer', study.trainer],
          ['Data', study.reproduction.data],
          ['Data digest', study.reproduction.digest],
          ['Seed', t.seed],
        ].filter(([, f]) => f != null && f !== '').map(([n, f]) => [h('dt', {}, n), h('dd.mono', {}, f)])),
      h('p.small', {}, rules(['PB-54']))),
    h('section', {},
      h('h2', {}, 'Events'),
      h('ol.plain.small', {},
        page.events.map((e) =>
          h('li', {},
            h('a', { href: link('/audit', { stream: `trial/${t.id}` }) },
              count(e.position, 'event').replace(/^(\S+) events?/, 'event $1')),
            ` ${e.type}, `,
            when(e.recordedAt))
        ))),
  ];
}

function norms(all, study) {
  return figure(
    (theme) => histogramChart(all, theme.series[study.place % 6], theme),
    [
      'Distribution of the gradient norm: median ',
      significant(all.median, 3),
      all.apart ? `; ${count(all.apart, 'step')} without a positive finite norm` : '',
      '. ',
      rules(['PB-61', 'PB-65']),
    ],
    histogramRows(all),
    { name: 'Histogram of the gradient norm' }
  );
}

function configuration(values, baseline) {
  const names = [...new Set([...Object.keys(values), ...Object.keys(baseline ?? {})])];
  const differs = (n) => baseline != null && values[n] !== baseline[n];
  names.sort((a, b) => Number(differs(b)) - Number(differs(a)) || a.localeCompare(b));
  return h('div.narrow', {},
    table(
      baseline ? ['Hyperparameter', 'Value', 'Baseline'] : ['Hyperparameter', 'Value'],
      names.map((n) =>
        h('tr', {},
          h('td', {}, differs(n) ? h('strong', {}, n) : n),
          h('td.num', {}, n in values ? parameter(values[n]) : '–'),
          baseline ? h('td.num', {}, n in baseline ? parameter(baseline[n]) : '–') : null)
      ),
      { 'aria-label': 'Configuration' }
    ));
}
