// @ts-check
import { h, refill } from '../dom.js';
import { get } from '../api.js';
import { go } from '../router.js';
import { value, parameter } from '../format.js';
import { comparing } from './compare-view.js';
import { columnsOf } from './trial-columns.js';
import { parseFilter, completions } from './trial-filter.js';
import { suggesting } from './suggestions.js';

const MAX_OFFERED = 20;
const MAX_COMPARED = 200;
const MAX_NAMES = 4;

/**
 * Offers trials to compare: a project, its round, its study, then the best trials that match a search.
 * @param {string[]} before  the ids of trials that are compared already
 * @returns {Promise<HTMLElement>}
 */
export async function picker(before) {
  const picked = new Set(before);
  const lists = {
    project: h('select', { name: 'project' }),
    round: h('select', { name: 'round' }),
    study: h('select', { name: 'study' }),
  };
  const offered = h('ul.plain.offered', {});
  const problem = h('p.problem.small', { role: 'status' });
  const submit = h('button.primary', { type: 'submit', 'data-testid': 'compare-picked' });
  const search = h('input', {
    type: 'search',
    name: 'search',
    placeholder: 'learning_rate<0.1',
    'aria-label': 'Search the trials',
    'data-testid': 'picker-search',
    oninput: () => offer(),
  });
  let page = null;
  let columns = [];

  function count() {
    submit.textContent = picked.size ? `Compare ${picked.size}` : 'Compare';
    submit.disabled = picked.size === 0 || picked.size > MAX_COMPARED;
  }

  function offer() {
    const { objective } = page.project;
    const filter = parseFilter(search.value, columns, page.trials);
    problem.textContent = filter.problems.join(' ');
    const minimize = objective.direction === 'MINIMIZE';
    const order = (t) => (t.value == null ? Infinity : minimize ? t.value : -t.value);
    const found = page.trials.filter(filter.matches).sort((a, b) => order(a) - order(b) || a.number - b.number);
    const names = page.axisPlots.map((p) => p.name).slice(0, MAX_NAMES);
    refill(offered,
      found.slice(0, MAX_OFFERED).map((t) => one(t, objective, names)),
      found.length > MAX_OFFERED
        ? h('li.quiet', {}, `The best ${MAX_OFFERED} of ${found.length.toLocaleString('en')}: search for the others.`)
        : found.length
          ? null
          : h('li.quiet', {}, page.trials.length ? 'No trial matches.' : 'The study has no trials.'));
    count();
  }

  function one(t, objective, names) {
    const settings = names
      .filter((n) => t.configuration[n] != null)
      .map((n) => `${n} ${parameter(t.configuration[n])}`);
    const outcome = t.value == null ? t.state : value(objective, t.value);
    return h('li', {},
      h('label.inline', {},
        h('input', {
          type: 'checkbox',
          name: 'trial',
          value: t.id,
          checked: picked.has(t.id),
          onchange: (e) => {
            if (e.target.checked) picked.add(t.id);
            else picked.delete(t.id);
            count();
          },
        }),
        h('span', {},
          `Trial ${t.number} · `, h('strong', {}, outcome), h('span.quiet', {}, ` · ${settings.join(', ')}`))));
  }

  const fillIn = (list, options) =>
    list.replaceChildren(...options.map(([id, text]) => h('option', { value: id }, text)));

  async function chooseProject() {
    const { rounds } = await get(`/projects/${lists.project.value}`);
    fillIn(lists.round, [...rounds].reverse().map((r) => [r.id, `${r.number}. ${r.goal.question}`]));
    await chooseRound();
  }

  async function chooseRound() {
    const { studies } = lists.round.value ? await get(`/rounds/${lists.round.value}`) : { studies: [] };
    fillIn(lists.study, studies.map((s) => [s.id, s.name]));
    await chooseStudy();
  }

  async function chooseStudy() {
    if (!lists.study.value) {
      refill(offered, h('li.quiet', {}, 'No studies yet.'));
      return;
    }
    page = await get(`/studies/${lists.study.value}`);
    columns = columnsOf(page.trials, page.axisPlots, page.project.objective);
    offer();
  }

  const chosen = (load) => async () => {
    try {
      await load();
    } catch (failure) {
      problem.textContent = failure.message;
    }
  };
  lists.project.onchange = chosen(chooseProject);
  lists.round.onchange = chosen(chooseRound);
  lists.study.onchange = chosen(chooseStudy);
  const { projects } = await get('/projects');
  if (!projects.length) return h('p.state', {}, 'There are no projects yet.');
  fillIn(lists.project, projects.map((p) => [p.id, p.title]));
  count();
  await chosen(chooseProject)();
  const field = suggesting(search, (text, caret) => completions(text, caret, columns, page?.trials ?? []));
  return h('form.picker', {
    'data-key': 'picker',
    'data-testid': 'picker',
    onsubmit: (e) => {
      e.preventDefault();
      go(comparing([...picked]));
    },
  },
    h('div.choices', {},
      h('label', {}, 'Project', lists.project),
      h('label', {}, 'Round', lists.round),
      h('label', {}, 'Study', lists.study),
      h('label', {}, 'Search', field)),
    problem,
    offered,
    h('div.buttons', {}, submit));
}
