// @ts-check
import { h, refill } from '../dom.js';
import { get, curves } from '../api.js';
import { palette, proof, rules } from '../parts/common.js';
import { question, settings, status } from '../parts/answer.js';
import { axisPlots } from '../parts/axis-plots.js';
import { bestCurves } from '../parts/best-curves.js';
import { roles, studies } from '../parts/design.js';
import { warnings } from '../parts/warnings.js';
import { triad } from '../parts/budget-triad.js';
import { findingsBeside } from '../parts/findings.js';
import { notes } from '../parts/notes.js';
import { decision } from '../parts/decision.js';

const PLACES = [
  'question',
  'settings',
  'status',
  'plots',
  'curves',
  'findings',
  'studies',
  'design',
  'roles',
  'decision',
  'notes',
  'footer',
];

/** A round: its answer, then what shows it, then how it was made; beside it the decision. */
export async function round(container, id) {
  const places = Object.fromEntries(PLACES.map((name) => [name, h('div', {})]));
  container.append(layout(places));
  const shown = {};

  /** Redraws a part only when its data has changed, so that the page does not jump. */
  function put(name, facts, draw) {
    const key = JSON.stringify(facts);
    if (shown[name] === key) return;
    shown[name] = key;
    refill(places[name], draw());
  }

  async function refresh() {
    await reread(...(await read()));
  }

  async function read() {
    const page = await get(`/rounds/${id}`);
    page.decision = await withChosen(page.decision, id);
    const { objective } = page.project;
    const data = await curves(
      page.curves.map((c) => c.trial),
      [objective.metric, objective.metric.replace('validation', 'training')]
    );
    const colour = palette(page.studies.map((s) => s.label));
    put('question', [page.project, page.round, page.summary, page.steps, page.answer, page.axisPlots], () =>
      question(page)
    );
    put('status', [page.checklist, page.next, page.round.state, page.summary, page.decision.launches], () =>
      status(page)
    );
    drawLearnt(page, data, colour);
    put('roles', [page.roles, page.summary.trials > 0], () => roles(page.roles, page.summary.trials === 0));
    put('notes', [page.notes, page.round.state], () => notes(page, refresh));
    put('decision', [page.decision, page.round, page.project, page.checklist, page.reruns], () =>
      decision(page, () => shownPosition, refresh)
    );
    put('footer', [page.position], () => proof(page.position, page.hash));
    container.dataset.ran = String(page.summary.completed > 0);
    shownPosition = page.position;
    return /** @type {const} */ ([page, data, colour]);
  }

  /** Fetches design and learning, which take longer than the page, after it and only on changes. */
  async function reread(page, data, colour) {
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
    drawLearnt(page, data, colour);
    put('design', [design.warnings, design.budget, design.gate], () => [
      h('h2', {}, 'Design'),
      triad(design.budget),
      warnings(design.warnings, { round: id, refresh }),
      gate(design.gate),
    ]);
    put('findings', [learning.findings, page.summary.completed], () =>
      page.summary.completed ? others(learning.findings) : []
    );
  }

  function drawLearnt(page, data, colour) {
    const findings = learnt?.findings ?? [];
    const { objective } = page.project;
    const followUps = Object.fromEntries((learnt?.studies ?? []).map((s) => [s.study, s.followUp]));
    put('settings', [page.isolation, findings], () => settings(page, colour, findings));
    put('plots', [page.axisPlots, findings], () =>
      page.summary.completed + page.summary.infeasible
        ? axisPlots(page.axisPlots, objective, colour, findings)
        : []
    );
    put('curves', [page.curves, findings], () =>
      page.curves.length
        ? [
            bestCurves(page.curves, data, objective, colour),
            findingsBeside(
              findings.filter((f) => f.plot?.kind === 'curves'),
              'curves'
            ),
          ]
        : []
    );
    put('studies', [page.studies, followUps, page.round.state], () => studies(page, followUps, refresh));
  }
  let learnt = null;
  let learntOf = null;
  let shownPosition = 0;
  const first = await read();
  reread(...first).catch((failure) =>
    refill(places.findings, h('p.problem', { role: 'alert' }, `The findings could not be loaded: ${failure.message}`))
  );
  return { refresh, touches: (n) => n.round === id && n.type !== 'curve-measured' };
}

function layout(p) {
  return h('div.columns.round', {},
    h('div', {},
      h('section.answer-first', { 'aria-label': 'Question and answer' }, p.question, p.settings, p.status),
      h('section', { id: 'learn', 'aria-label': 'Plots and findings' }, p.plots, p.curves, p.findings),
      h('section', { id: 'experiments', 'aria-label': 'Experiments' }, p.studies),
      h('section', { id: 'design', 'aria-label': 'Design' }, p.design, p.roles),
      h('section', { id: 'notes', 'aria-label': 'Notes' }, p.notes),
      p.footer),
    h('aside', { id: 'decide', 'aria-label': 'Checklist and decision' }, p.decision));
}

/** The findings that no plot of this page shows. */
function others(findings) {
  const shown = (f) =>
    (f.plot?.kind === 'axis' && f.plot.parameter) || ['curves', 'isolation'].includes(f.plot?.kind);
  const list = findings.filter((f) => !shown(f));
  return list.length ? [h('h2', {}, 'Other findings'), findingsBeside(list, 'other')] : [];
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

/** PB-41: the readiness for Bayesian search. */
function gate({ closedBy }) {
  return h('details', { 'data-key': 'gate' },
    h('summary', {}, closedBy.length ? 'Not ready for Bayesian search' : 'Ready for Bayesian search'),
    closedBy.length
      ? h('ul.small', {}, closedBy.map((c) => h('li', {}, c)))
      : h('p.small', {}, 'The space is refined to the region around the best trial, and well sampled.'),
    h('p.small', {}, rules(['PB-41'])));
}
