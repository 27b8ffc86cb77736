// @ts-check
import { h, refill } from '../dom.js';
import { get, link } from '../api.js';
import { value } from '../format.js';
import { table, when } from '../parts/common.js';

/** All projects. */
export async function projects(container) {
  async function refresh() {
    const [page, tracked] = await Promise.all([get('/projects'), get('/experiments')]);
    refill(container,
      h('div.head', {}, h('h1', {}, 'Projects')),
      page.projects.length
        ? list(page.projects)
        : h('p.state', {},
            'No project yet. ',
            h('span.mono', {}, './tunebook demo'),
            ' creates one and trains it.'),
      tracked.experiments.length
        ? h('section', {},
            h('h2', {}, 'Tracked experiments'),
            h('p.quiet.small', {}, "Runs logged with MLflow's client, or imported."),
            experiments(tracked.experiments))
        : null);
  }
  await refresh();
  return { refresh, touches: (n) => n.type !== 'curve-measured' && n.type !== 'run-measured' };
}

function experiments(all) {
  return table(
    [
      'Experiment',
      'From',
      { text: 'Runs', num: true },
      { text: 'Running', num: true },
      'Use',
      'Last change',
    ],
    all.map((e) =>
      h('tr', { 'data-testid': 'experiment' },
        h('td', {}, h('a', { href: link(`/experiments/${encodeURIComponent(e.id)}`) }, e.name)),
        h('td', {}, e.source),
        h('td.num', {}, e.runs),
        h('td.num', {}, e.running),
        h('td', {},
          e.round ? h('a', { href: link(`/rounds/${e.round}`) }, 'trials of a round') : 'not described yet'),
        h('td', {}, when(e.changed)))
    ),
    { 'aria-label': 'Tracked experiments' }
  );
}

function list(all) {
  return table(
    [
      'Project',
      'Objective',
      { text: 'Rounds', num: true },
      { text: 'Trials', num: true },
      { text: 'Launches', num: true },
      { text: 'Best so far', num: true },
    ],
    all.map((p) =>
      h('tr', {},
        h('td', {}, h('a', { href: link(`/projects/${p.id}`) }, p.title)),
        h('td', {}, `${p.objective.direction === 'MINIMIZE' ? 'lower' : 'higher'} ${p.objective.metric}`),
        h('td.num', {}, p.rounds),
        h('td.num', {}, p.trials),
        h('td.num', {}, p.launches),
        h('td.num', {}, value(p.objective, p.best)))
    ),
    { 'aria-label': 'Projects' }
  );
}
