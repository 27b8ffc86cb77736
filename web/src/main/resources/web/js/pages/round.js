// @ts-check
import { h, refill } from '../dom.js';
import { get, curves, link } from '../api.js';
import { value, duration, count, studyCount } from '../format.js';
import { palette, proof, rules } from '../parts/common.js';
import { axisPlots } from '../parts/axis-plots.js';
import { bestCurves } from '../parts/best-curves.js';
import { isolation } from '../parts/isolation.js';
import { roles, studies } from '../parts/design.js';
import { checklist } from '../parts/checklist.js';
import { warnings } from '../parts/warnings.js';
import { triad } from '../parts/budget-triad.js';
import { findingsOf } from '../parts/findings.js';
import { reruns } from '../parts/reruns.js';
import { notes } from '../parts/notes.js';
import { decision } from '../parts/decision.js';

const KINDS = {
  UNDERSTANDING: 'understanding a hyperparameter',
  IMPROVEMENT: 'trying an improvement',
  GREEDY: 'best result only (greedy)',
};

const STEPS = { Goal: 'design', Experiments: 'experiments', Learn: 'learn', Decide: 'decide' };

/** A round, in the order of the playbook's four steps. */
export async function round(container, id) {
  const places = Object.fromEntries(
    [
      'head',
      'design',
      'roles',
      'studies',
      'plots',
      'curves',
      'isolation',
      'findings',
      'checklist',
      'reruns',
      'decision',
      'notes',
      'footer',
    ].map((name) => [name, h('div', {})])
  );
  container.append(
    places.head,
    h('div.columns', {},
      h('div', {},
        h('section', { id: 'design', 'aria-label': 'Goal and design' }, places.design, places.roles),
        h('section', { id: 'experiments', 'aria-label': 'Experiments' }, places.studies),
        h('section', { id: 'learn', 'aria-label': 'Learning' }, places.plots),
        h('section', {}, h('div.pair', {}, places.curves, places.isolation), places.findings),
        h('section', { 'aria-label': 'Notes' }, places.notes)),
      h('aside', { 'aria-label': 'Checklist and decision' },
        h('section', {}, places.checklist),
        h('section', { id: 'decide' }, places.decision, places.reruns))),
    places.footer
  );
  const shown = {};

  /** Redraws a part only when its data has changed, so that the page does not jump. */
  function put(name, facts, draw) {
    const key = JSON.stringify(facts);
    if (shown[name] === key) return;
    shown[name] = key;
    refill(places[name], draw());
  }

  async function refresh() {
    const page = await get(`/rounds/${id}`);
    page.decision = await withChosen(page.decision, id);
    const { objective } = page.project;
    const metrics = [objective.metric, objective.metric.replace('validation', 'training')];
    const data = await curves(
      page.curves.map((c) => c.trial),
      metrics
    );
    const colour = palette(page.studies.map((s) => s.label));
    put('head', [page.round, page.summary, page.steps], () => headline(page));
    drawLearnt(page, colour);
    put('curves', [page.curves], () => bestCurves(page.curves, data, objective, colour));
    put('isolation', [page.isolation], () => isolation(page, colour));
    put('roles', [page.roles, page.summary.trials > 0], () => roles(page.roles, page.summary.trials === 0));
    put('notes', [page.notes, page.round.state], () => notes(page, refresh));
    put('checklist', [page.checklist, page.round.state], () => checklist(page, refresh));
    put(
      'decision',
      [
        page.decision,
        page.round.state,
        page.project,
        page.checklist.map((c) => [c.finding.verdict, c.answer]),
      ],
      () => decision(page, () => shownPosition, refresh)
    );
    put('footer', [page.position], () => proof(page.position, page.hash));
    shownPosition = page.position;
    await reread(page, colour);
  }

  /**
   * Fetches design and learning, which take longer than the page, after it and only on changes.
   */
  async function reread(page, colour) {
    const now = JSON.stringify([
      page.studies.map((s) => [s.id, s.planned, s.completed, s.infeasible]),
      page.roles,
      page.round.state,
      page.round.acceptedWarnings,
      page.decision.baseline,
    ]);
    const learning = now === learntOf ? learnt : await get(`/rounds/${id}/learning`);
    [learntOf, learnt] = [now, learning];
    const { design } = learning;
    drawLearnt(page, colour);
    put('design', [design.warnings, design.budget, design.gate], () => [
      h('h2', {}, 'Design'),
      triad(design.budget),
      warnings(design.warnings, { round: id, refresh }),
      gate(design.gate),
    ]);
    put(
      'reruns',
      [page.decision.evidence, learning.reruns, page.round.state, page.decision.candidate],
      () => reruns(page, learning, refresh)
    );
    put('findings', [learning.findings], () => [
      h('h2', {}, 'Findings'),
      findingsOf(learning.findings.filter((f) => f.plot?.kind !== 'axis' || !f.plot.parameter)),
    ]);
  }

  function drawLearnt(page, colour) {
    const followUps = Object.fromEntries((learnt?.studies ?? []).map((s) => [s.study, s.followUp]));
    put('plots', [page.axisPlots, learnt?.findings], () =>
      axisPlots(page.axisPlots, page.project.objective, colour, learnt?.findings ?? [])
    );
    put('studies', [page.studies, followUps, page.round.state], () => studies(page, followUps, refresh));
  }
  let learnt = null;
  let learntOf = null;
  let shownPosition = 0;
  await refresh();
  return { refresh, touches: (n) => n.round === id && n.type !== 'curve-measured' };
}

/** The decision on the candidate that the URL names, instead of the best trial. */
async function withChosen(decision, round) {
  const trial = new URLSearchParams(location.search).get('candidate');
  if (!trial || !decision.candidate || trial === decision.candidate.trial) return decision;
  try {
    const { position, ...chosen } = await get(`/rounds/${round}/candidates/${encodeURIComponent(trial)}`);
    return { ...decision, ...chosen };
  } catch (failure) {
    return { ...decision, unknown: failure.message };
  }
}

function headline({ round: r, summary, steps, project }) {
  const { objective } = project;
  const facts = [
    [
      'Best so far',
      summary.best
        ? [
            h('strong', {}, value(objective, summary.best.value)),
            ` ${summary.best.label}, `,
            h('a', { href: link(`/trials/${summary.best.trial}`) }, `trial ${summary.best.number}`),
          ]
        : '–',
    ],
    [
      'Baseline',
      summary.baseline
        ? [
            value(objective, summary.baseline.value),
            summary.baseline.launch
              ? [' since ', h('a', { href: link(`/launches/${summary.baseline.launch}`) }, 'a launch')]
              : '',
          ]
        : 'none yet',
    ],
    [
      'Trained',
      `${summary.completed + summary.infeasible} of ${summary.planned} trials, ${duration(summary.seconds)}`,
    ],
    ['Device', summary.device ?? '–'],
  ];
  return h('div.head', {},
    h('div', {},
      h('ol.plain.steps', { 'aria-label': 'Steps of the round' },
        steps.map((s) =>
          h('li', { 'data-state': s.state },
            h('a', { href: `#${STEPS[s.name]}` }, s.name),
            h('span.visually-hidden', {}, ` (${s.state})`))
        )),
      h('h1', { 'data-testid': 'round-question' }, r.goal.question),
      h('p.quiet', {},
        h('a', { href: link(`/projects/${project.id}`) }, project.title),
        ` · round ${r.number} · ${r.goal.phase.toLowerCase()} · ${KINDS[r.goal.kind]} · ` +
          `${studyCount(summary)}, ${count(summary.trials, 'trial')}, ` +
          `${summary.infeasible} infeasible`,
        r.state === 'closed' ? [' · closed: ', h('strong', {}, r.conclusion)] : null)),
    h('dl.facts', {}, facts.map(([name, fact]) => [h('dt', {}, name), h('dd', {}, fact)])));
}

/** PB-41: the readiness for Bayesian search. */
function gate({ closedBy }) {
  return h('details', { 'data-key': 'gate' },
    h('summary', {}, closedBy.length ? 'Not ready for Bayesian search' : 'Ready for Bayesian search'),
    closedBy.length
      ? h('ul.small', {}, closedBy.map((c) => h('li', {}, c)))
      : h('p.small', {}, 'The space is refined to the region around the best trial, and well sampled.'),
    h('p.small', {}, rules(['PB-41'])));
}
