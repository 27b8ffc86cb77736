import { h, refill } from '../dom.js';
import { get, link } from '../api.js';
import { value, duration, parameter } from '../format.js';
import { axisPlots } from '../parts/axis-plots.js';
import { proof } from '../parts/common.js';
import { replace } from '../router.js';

/** A study: its axis plots and all of its trials, sorted by what the URL says. */
export async function study(container, id) {
  async function refresh() {
    const page = await get(`/studies/${id}`);
    const { objective } = page.project;
    const s = page.study;
    refill(container,
      h('div.head', {},
        h('div', {}, h('h1', {}, s.name),
          h('p.quiet', {}, h('a', { href: link(`/rounds/${page.round.id}`) }, page.round.goal.question), ` · ${s.state} · ${s.completed} completed, ${s.infeasible} infeasible of ${s.planned}`)),
        h('dl.facts', {}, [['Best', s.best ? value(objective, s.best.value) : '–'], ['Search', `${s.algorithm.kind.toLowerCase()}, seed ${s.algorithm.seed}`], ['Data', s.reproduction.data], ['Version', s.reproduction.version]].map(([n, f]) => [h('dt', {}, n), h('dd', {}, f)]))),
      h('section', {}, axisPlots(page.axisPlots, objective, () => s.place % 6)),
      h('section', {}, h('h2', {}, 'Trials'), trials(page)),
      proof(page.position));
  }
  await refresh();
  return { refresh, touches: (n) => n.study === id && n.type !== 'curve-measured' };
}

function trials({ trials: all, project: { objective }, axisPlots: plots }) {
  if (!all.length) return h('p.quiet', {}, 'None yet.');
  const columns = [
    { key: 'number', text: 'Trial', of: (t) => t.number, show: (t) => h('a', { href: link(`/trials/${t.id}`) }, t.number) },
    { key: 'state', text: 'State', of: (t) => t.state, show: (t) => (t.reason ? h('span', { title: t.reason }, t.state) : t.state) },
    { key: 'value', text: objective.metric, num: true, of: (t) => t.value, show: (t) => value(objective, t.value) },
    ...plots.map((p) => ({ key: p.name, text: p.name, num: true, of: (t) => t.configuration[p.name], show: (t) => parameter(t.configuration[p.name] ?? '–') })),
    { key: 'bestStep', text: 'Best step', num: true, of: (t) => t.bestStep, show: (t) => t.bestStep?.toLocaleString('en') ?? '–' },
    { key: 'seconds', text: 'Time', num: true, of: (t) => t.seconds, show: (t) => duration(t.seconds) },
  ];
  const query = new URLSearchParams(location.search);
  const sort = columns.find((c) => c.key === (query.get('sort') ?? 'value')) ?? columns[0];
  const down = query.get('order') === 'down';
  const rows = [...all].sort((a, b) => {
    const [x, y] = [sort.of(a), sort.of(b)];
    if (x == null || y == null) return (x == null) - (y == null) || a.number - b.number;
    return (x < y ? -1 : x > y ? 1 : a.number - b.number) * (down ? -1 : 1);
  });
  const sortBy = (c) => () => {
    query.set('sort', c.key);
    if (c === sort && !down) query.set('order', 'down');
    else query.delete('order');
    replace(`${location.pathname}?${query}`);
  };
  return h('div.scroll', { tabindex: '0', role: 'region', 'aria-label': 'Trials' }, h('table', {},
    h('thead', {}, h('tr', {}, columns.map((c) => h(c.num ? 'th.num' : 'th', { scope: 'col', 'aria-sort': c === sort ? (down ? 'descending' : 'ascending') : null },
      h('button', { type: 'button', onclick: sortBy(c) }, c.text, c === sort ? (down ? ' ↓' : ' ↑') : ''))))),
    h('tbody', {}, rows.map((t) => h('tr', {}, columns.map((c) => h(c.num ? 'td.num' : 'td', {}, c.show(t))))))));
}
