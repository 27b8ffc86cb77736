// @ts-check
import { h } from '../dom.js';
import { link, heldAt } from '../api.js';
import { figure } from '../chart.js';
import { isolationPlot, isolationRange, beyond } from '../charts/isolation.js';
import { value, duration, count } from '../format.js';
import { rules } from './common.js';
import { exportsMenu } from './exports.js';
import { findingText } from './findings.js';

const MAX_ROWS = 10;
const ROW_HEIGHT = 56;
const AXIS_HEIGHT = 52;

const KINDS = {
  UNDERSTANDING: 'understanding a hyperparameter',
  IMPROVEMENT: 'trying an improvement',
  GREEDY: 'best result only (greedy)',
};
const STEPS = { Goal: 'design', Experiments: 'experiments', Learn: 'learn', Decide: 'decide' };

/** The question, and the answer in one sentence. */
export function question({ project, round: r, summary, steps, answer, axisPlots }) {
  const counted = new Set(axisPlots.flatMap((p) => p.points.filter((q) => q.useless).map((q) => q.trial))).size;
  return [
    h('p.crumbs', {},
      h('a', { href: link(`/projects/${project.id}`) }, project.title),
      h('span', {}, `round ${r.number}`),
      h('span', {}, r.goal.phase.toLowerCase()),
      h('span', {}, KINDS[r.goal.kind]),
      baseline(summary, project.objective),
      exportsMenu({ round: r.id })),
    h('h1', { 'data-testid': 'round-question' }, r.goal.question),
    h('p.verdict-sentence', { 'data-testid': 'answer', 'data-verdict': answer.verdict }, answer.sentence),
    r.state === 'closed' ? h('p', {}, 'Round closed: ', h('strong', {}, r.conclusion)) : null,
    h('ol.plain.steps', { 'aria-label': 'Steps of the round' },
      steps.map((s) =>
        h('li', { 'data-state': s.state },
          h('a', { href: `#${STEPS[s.name]}` }, stepText(s, summary, counted)),
          h('span.visually-hidden', {}, ` (${s.state})`))
      )),
  ];
}

/** The experiments with their progress; the other steps by their name. */
function stepText({ name }, s, counted) {
  if (name !== 'Experiments' || !s.planned) return name;
  const left = s.secondsLeft == null ? '' : `, ${duration(s.secondsLeft)} left`;
  const more = counted ? `${s.infeasible ? ' and ' : ''}${counted} counted as infeasible` : '';
  const infeasible =
    s.infeasible || counted ? `, ${s.infeasible ? `${s.infeasible} infeasible` : ''}${more}` : '';
  return `${s.completed + s.infeasible} of ${count(s.planned, 'trial')}${infeasible}${left}`;
}

function baseline({ baseline: b }, objective) {
  if (!b) return h('span', {}, 'no baseline');
  const text = `baseline ${value(objective, b.value)}`;
  return h('span', {}, b.launch ? h('a', { href: link(`/launches/${b.launch}`) }, text) : text);
}

/**
 * The isolation plots: one for each scientific hyperparameter.
 * @param {any} page
 * @param {(label: string) => number} colour
 * @param {any[]} findings
 */
export function settings({ isolation: plots, answer, project: { objective }, studies }, colour, findings) {
  const shown = plots.filter((p) => p.points.length);
  const measured = shown.length > 0 && shown[0].answer?.sentence !== answer.sentence;
  const beside = measured ? findings.map(bySearch) : findings;
  return shown.map((p, i) => settingsFigure(p, i, objective, studies, colour, beside));
}

/** The finding on the search alone, when reruns have answered the question since. */
function bySearch(f) {
  if (f.plot?.kind !== 'isolation' || !f.next) return f;
  return { ...f, label: `In the search alone: ${f.label}`, sentence: f.sentence.replace(f.next, ''), next: '' };
}

function settingsFigure(plot, place, objective, studies, colour, findings) {
  const points = bestRows(plot.points, objective);
  const joint = new Set(points.map((p) => p.study)).size < points.length;
  const labelOf = (p) => studies.find((s) => s.id === p.study)?.label ?? p.value;
  const indexOf = (p) => (joint ? plot.points.indexOf(p) % 6 : colour(labelOf(p)));
  const limit = (y) => (y == null ? 'too few trials' : value(objective, y));
  const hidden = beyond(points, isolationRange(points, objective));
  const element = figure(
    (t) => isolationPlot({ ...plot, points }, { objective, colourOf: (p) => t.series[indexOf(p)] }, t),
    [
      place > 0 && plot.answer ? h('p.finding', {}, h('strong', {}, plot.answer.sentence)) : null,
      keys(points, hidden, plot.points.length - points.length),
      findings
        .filter((f) => f.plot?.kind === 'isolation' && f.plot.parameter === plot.parameter)
        .map((f) => findingText(f)),
    ],
    {
      head: [plot.parameter, 'Best', 'Repeated search from', 'to', 'Completed trials', 'Reruns'],
      rows: plot.points.map((p) => [
        p.value,
        value(objective, p.y),
        limit(p.low),
        limit(p.high),
        p.trials,
        p.reruns.map((y) => value(objective, y)).join(', ') || '–',
      ]),
    },
    { 'data-testid': 'isolation-plot', name: `Best ${objective.metric} for each ${plot.parameter}` }
  );
  element.querySelector('tb-chart').style.height = `${points.length * ROW_HEIGHT + AXIS_HEIGHT}px`;
  return element;
}

/** In the hyperparameter's order; the best ones when there are many. */
function bestRows(points, objective) {
  if (points.length <= MAX_ROWS) return points;
  const sign = objective.direction === 'MINIMIZE' ? 1 : -1;
  const best = new Set([...points].sort((a, b) => sign * (a.y - b.y)).slice(0, MAX_ROWS));
  return points.filter((p) => best.has(p));
}

function keys(points, hidden, omitted) {
  return h('p.key', {},
    h('span', {}, '● best trial'),
    points.some((p) => p.low != null) ? h('span', {}, '▬ best of a repeated search, 95%') : null,
    h('span', {}, '• other trials', hidden ? ` (${hidden} worse beyond the axis)` : ''),
    points.some((p) => p.reruns.length) ? h('span', {}, '○ reruns of the best') : null,
    omitted ? h('span', {}, `the best ${points.length} of ${points.length + omitted} values`) : null,
    h('span', {}, rules(['PB-36'])));
}

const MARKS = { trouble: '✗', look: '!', fine: '✓', unknown: '?' };
const WORDS = { trouble: 'trouble', look: 'look at it', fine: 'fine', unknown: 'not known' };

/** The checklist in one line, with the next action. */
export function status({ checklist, next, round, summary, decision: { launches } }) {
  const overridden = launches[0]?.overrides ?? {};
  const open = checklist.filter((c) => !c.answer && !overridden[c.question]);
  return h('div.status', { 'data-testid': 'status' },
    attention(open, checklist.length, summary.completed > 0),
    summary.completed > 0
      ? h('ul.plain', {},
          checklist.map((c) =>
            h('li', {},
              h('a', { class: `verdict-${c.finding.verdict}`, href: `#question-${c.question}`, title: c.title },
                h('span', { 'aria-hidden': 'true' }, `${MARKS[c.finding.verdict]} `),
                h('span.visually-hidden', {}, `${WORDS[c.finding.verdict]}: `),
                c.finding.label),
              open.includes(c) ? null : h('span.quiet', {}, c.answer ? ' answered' : ' overridden'))
          ))
      : null,
    round.state === 'open' && heldAt() == null ? action(next) : null);
}

function attention(open, all, completed) {
  const look = open.filter((c) => ['trouble', 'look'].includes(c.finding.verdict)).length;
  if (!completed) return h('p.quiet', {}, 'The checklist needs completed trials');
  if (look)
    return h('p.attention', {}, `${look} of ${count(all, 'question')} ${look === 1 ? 'needs' : 'need'} attention`);
  return h('p.quiet', {},
    open.length
      ? `${count(open.length, 'question')} not answered, none needs attention`
      : 'All questions are answered');
}

const TARGETS = {
  DESIGN: '#design',
  RUN: '#experiments',
  WAIT: '#experiments',
  EXTEND: '#experiments',
  REVISE: '#learn',
  RERUN: '#rerun',
  ANSWER: '#checklist',
  DECIDE: '#decide',
  CONTINUE: '#notes',
};

function action({ kind, text }) {
  return h('p.next', { 'data-testid': 'next-action' },
    h('span.quiet', {}, 'Next: '),
    h('a', { href: TARGETS[kind], 'data-command': text, onclick: () => open(TARGETS[kind]) }, text, ' →'));
}

/** Opens the first fold of the part that a link leads to. */
function open(target) {
  document.querySelector(`${target} details:last-of-type`)?.setAttribute('open', '');
}
