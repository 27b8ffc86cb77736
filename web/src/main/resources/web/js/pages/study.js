// @ts-check
import { h, refill } from '../dom.js';
import { get, link, heldAt } from '../api.js';
import { value } from '../format.js';
import { axisPlots } from '../parts/axis-plots.js';
import { parallel, importance, budget, contour, fill } from '../parts/study-plots.js';
import { findingsOf } from '../parts/findings.js';
import { rerunSummaries } from '../parts/rerun-summaries.js';
import { MorePlots } from '../parts/more-plots.js';
import { TrialTable } from '../parts/trial-table.js';
import { proof } from '../parts/common.js';
import { atWork } from '../parts/at-work.js';
import { externalTrainer, stateOf } from '../parts/external-trainer.js';
import { stopStudy } from '../parts/trial-actions.js';

const NAMES = ['head', 'plots', 'findings', 'importance', 'budget', 'parallel', 'contour', 'footer'];

const isRerun = (study) => study.algorithm.kind === 'RERUN';

/** A study: its plots and findings, and its trials. Reruns are no search: they have a summary instead. */
export async function study(container, id) {
  const places = Object.fromEntries(NAMES.map((name) => [name, h('div', {})]));
  const table = new TrialTable();
  const more = new MorePlots();
  const search = [
    h('section', {}, h('div.twos', {}, places.importance, places.budget)),
    h('section', {}, h('div.twos', {}, places.parallel, places.contour)),
  ];
  container.append(
    places.head,
    h('section', {}, places.plots, places.findings),
    ...search,
    ...more.sections,
    h('section', {}, h('h2', {}, 'Trials'), table.element),
    places.footer
  );
  let shown = null;

  async function refresh() {
    const page = await get(`/studies/${id}`);
    const { objective } = page.project;
    table.update(page.trials, page.axisPlots, objective, { study: page.study, views: page.views, changed: refresh });
    const now = JSON.stringify([page.study, page.trials.length, plotted()]);
    if (now === shown) return;
    shown = now;
    const index = page.study.place % 6;
    refill(places.head, headline(page, refresh));
    for (const section of [...search, ...more.sections]) section.hidden = isRerun(page.study);
    if (!isRerun(page.study)) {
      refill(places.plots, axisPlots(page.axisPlots, objective, () => index));
      fill(places.parallel, parallel(page));
      fill(places.contour, contour(page));
      more.update(page);
    }
    refill(places.footer, proof(page.position));
    await learnt(page, index);
  }

  /** The findings take longer to compute than the trials, so they are fetched after them. */
  async function learnt(page, index) {
    const learning = await get(`/studies/${id}/learning`);
    if (isRerun(page.study)) {
      refill(places.findings, rerunSummaries(learning.reruns, page));
      return;
    }
    refill(places.findings, findingsOf(learning.findings));
    fill(places.importance, importance(learning));
    fill(places.budget, budget(learning, page.project.objective, index));
  }
  await refresh();
  return { refresh, touches: (n) => n.study === id && n.type !== 'curve-measured' };
}

/** The choices of the plots in the URL. */
function plotted() {
  const query = new URLSearchParams(location.search);
  return ['across', 'up', 'at'].map((key) => query.get(key));
}

/** The kind of the search; tracked runs were searched elsewhere, without a seed that is known here. */
const searchOf = ({ kind, seed }) => kind.toLowerCase() + (kind === 'TRACKED' ? '' : `, seed ${seed}`);

/** How many train the study, and when it will be done. */
function atWorkLine(page) {
  const found = heldAt() == null ? atWork(page, Date.now()) : null;
  if (!found) return null;
  return h('p.quiet', { 'data-testid': 'at-work' },
    found.agents ? h('a', { href: link('/agents') }, found.workers) : found.workers,
    found.left ? ` · ${found.left}` : '');
}

function headline(page, refresh) {
  const { study: s, round, project: { objective } } = page;
  const facts = [
    ...(isRerun(s) ? [] : [['Best', s.best ? value(objective, s.best.value) : '–']]),
    [isRerun(s) ? 'Kind' : 'Search', searchOf(s.algorithm)],
    ['Trainer', s.trainer],
    ['Data', s.reproduction.data],
    ['Version', s.reproduction.version],
  ];
  return h('div.head', {},
    h('div', {},
      h('h1', {}, s.name),
      h('p.quiet', {},
        h('a', { href: link(`/rounds/${round.id}`) }, round.goal.question),
        ` · ${stateOf(s)} · ${s.completed} completed, ${s.infeasible} infeasible of ${s.planned}`),
      atWorkLine(page),
      externalTrainer(s),
      stopStudy(s, refresh)),
    h('dl.facts', {}, facts.map(([n, f]) => [h('dt', {}, n), h('dd', {}, f)])));
}
