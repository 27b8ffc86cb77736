import { h, refill } from '../dom.js';
import { get, link } from '../api.js';
import { value } from '../format.js';
import { table } from '../parts/common.js';

/** All projects. */
export async function projects(container) {
  async function refresh() {
    const page = await get('/projects');
    refill(container,
      h('div.head', {}, h('h1', {}, 'Projects')),
      page.projects.length ? list(page.projects) : h('p.state', {}, 'No project yet. ', h('span.mono', {}, './tunebook demo'), ' opens one and trains it.'));
  }
  await refresh();
  return { refresh, touches: (n) => n.type !== 'curve-measured' };
}

function list(all) {
  return table(['Project', 'Objective', { text: 'Rounds', num: true }, { text: 'Trials', num: true }, { text: 'Launches', num: true }, { text: 'Best so far', num: true }],
    all.map((p) => h('tr', {},
      h('td', {}, h('a', { href: link(`/projects/${p.id}`) }, p.title)),
      h('td', {}, `${p.objective.direction === 'MINIMIZE' ? 'lower' : 'higher'} ${p.objective.metric}`),
      h('td.num', {}, p.rounds), h('td.num', {}, p.trials), h('td.num', {}, p.launches),
      h('td.num', {}, value(p.objective, p.best)))), { 'aria-label': 'Projects' });
}
