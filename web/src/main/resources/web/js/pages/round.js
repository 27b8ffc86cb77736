import { h, refill } from '../dom.js';
import { get, curves, link } from '../api.js';
import { value, duration, count } from '../format.js';
import { palette, proof } from '../parts/common.js';
import { axisPlots } from '../parts/axis-plots.js';
import { bestCurves } from '../parts/best-curves.js';
import { isolation } from '../parts/isolation.js';
import { roles, studies } from '../parts/design.js';
import { checklist } from '../parts/checklist.js';
import { decision } from '../parts/decision.js';

const KINDS = { UNDERSTANDING: 'understanding a hyperparameter', IMPROVEMENT: 'trying an improvement', GREEDY: 'greedy minimisation' };

/** A round, in the order of the playbook's four steps. */
export async function round(container, id) {
  const places = Object.fromEntries(['head', 'plots', 'curves', 'isolation', 'studies', 'roles', 'checklist', 'decision', 'footer'].map((name) => [name, h('div', {})]));
  container.append(
    places.head,
    h('div.columns', {},
      h('div', {},
        h('section', {}, places.plots),
        h('section', {}, h('div.pair', {}, places.curves, places.isolation)),
        h('section', {}, places.studies),
        h('section', {}, places.roles)),
      h('aside', { 'aria-label': 'Checklist and decision' },
        h('section', {}, places.checklist),
        h('section', {}, places.decision))),
    places.footer);
  const shown = {};

  /** Draws a place anew only when what it shows has changed: nothing jumps under the reader's eye. */
  function put(name, facts, draw) {
    const key = JSON.stringify(facts);
    if (shown[name] === key) return;
    shown[name] = key;
    refill(places[name], draw());
  }

  async function refresh() {
    const page = await get(`/rounds/${id}`);
    const { objective } = page.project;
    const metrics = [objective.metric, objective.metric.replace('validation', 'training')];
    const [data, head] = await Promise.all([curves(page.curves.map((c) => c.trial), metrics), get('/head')]);
    const colour = palette(page.studies.map((s) => s.label));
    put('head', [page.round, page.summary, page.steps], () => headline(page));
    put('plots', [page.axisPlots], () => axisPlots(page.axisPlots, objective, colour));
    put('curves', [page.curves], () => bestCurves(page.curves, data, objective, colour));
    put('isolation', [page.isolation], () => isolation(page, colour));
    put('studies', [page.studies], () => studies(page, refresh));
    put('roles', [page.roles], () => roles(page.roles));
    put('checklist', [page.checklist, page.round.state], () => checklist(page, refresh));
    put('decision', [page.decision, page.round.state, page.project, page.checklist.map((c) => [c.finding.verdict, c.answer])], () => decision(page, () => shownPosition, refresh));
    put('footer', [page.position], () => proof(page.position, head.position === page.position ? head.hash : null));
    shownPosition = page.position;
  }
  let shownPosition = 0;
  await refresh();
  return { refresh, touches: (n) => n.round === id && n.type !== 'curve-measured' };
}

function headline({ round: r, summary, steps, project }) {
  const { objective } = project;
  const facts = [
    ['Best so far', summary.best ? [h('strong', {}, value(objective, summary.best.value)), ` ${summary.best.label}, `, h('a', { href: link(`/trials/${summary.best.trial}`) }, `trial ${summary.best.number}`)] : '–'],
    ['Baseline', summary.baseline ? [value(objective, summary.baseline.value), summary.baseline.launch ? [' since ', h('a', { href: link(`/launches/${summary.baseline.launch}`) }, 'a launch')] : ''] : 'none yet'],
    ['Trained', `${summary.completed + summary.infeasible} of ${summary.planned} trials, ${duration(summary.seconds)}`],
    ['On', summary.device ?? '–'],
  ];
  return h('div.head', {},
    h('div', {},
      h('ol.plain.steps', { 'aria-label': 'Steps of the round' }, steps.map((s) => h('li', { 'data-state': s.state }, s.name, h('span.visually-hidden', {}, ` (${s.state})`)))),
      h('h1', { 'data-testid': 'round-question' }, r.goal.question),
      h('p.quiet', {}, h('a', { href: link(`/projects/${project.id}`) }, project.title), ` · round ${r.number} · ${r.goal.phase.toLowerCase()} · ${KINDS[r.goal.kind]} · ${count(summary.studies, 'study', 'studies')}, ${count(summary.trials, 'trial')}, ${summary.infeasible} infeasible`,
        r.state === 'closed' ? [' · closed: ', h('strong', {}, r.conclusion)] : null)),
    h('dl.facts', {}, facts.map(([name, fact]) => [h('dt', {}, name), h('dd', {}, fact)])));
}
