// @ts-check
import { h } from '../dom.js';
import { get, link } from '../api.js';
import { go } from '../router.js';
import { applications } from '../parts/applications.js';
import { inline } from '../parts/inline.js';

const ROUNDS = 8;

/** The rules of the playbook, each with its applications in a project. */
export async function playbook(container) {
  const [{ rules }, { projects }] = await Promise.all([get('/playbook'), get('/projects')]);
  const named = new URLSearchParams(location.search).get('project');
  const project = projects.find((p) => p.id === named) ?? (projects.length === 1 ? projects[0] : null);
  const places = new Map();
  const sections = [...new Set(rules.map((r) => r.section))];
  container.append(
    h('div.head', {},
      h('div', {},
        h('h1', {}, 'The playbook'),
        h('p.quiet', {},
          'The rules that Tunebook applies, a paraphrase of the Deep Learning Tuning Playbook ' +
            'of Godbole, Dahl, Gilmer, Shallue and Nado. A star marks the core of the method.'),
        projects.length > 1
          ? h('label.inline', {},
              'Applications in',
              h('select', {
                name: 'project',
                onchange: (e) => go(link('/playbook', { project: e.target.value || null })),
              },
                h('option', { value: '' }, 'no project'),
                projects.map((p) => h('option', { value: p.id, selected: p === project }, p.title))))
          : null)),
    ...sections.map((s) =>
      h('section', {},
        h('h2', {}, s),
        h('ul.plain.rules', {},
          rules
            .filter((r) => r.section === s)
            .map((r) => {
              const place = h('ul.plain.small.quiet', {});
              places.set(r.id, place);
              return h('li', { id: r.id },
                h('span.mono', {}, r.id, r.heart ? ' ★' : ''),
                h('div', {}, inline(r.text), place));
            })))
    )
  );
  if (project) await applied(project, places);
  return {};
}

/** Shows the applications of each rule in the newest rounds of the project. */
async function applied(project, places) {
  const { rounds } = await get(`/projects/${project.id}`);
  const details = await Promise.all(
    rounds.slice(0, ROUNDS).map(async (r) => ({
      round: r,
      design: await get(`/rounds/${r.id}/design`),
      learning: await get(`/rounds/${r.id}/learning`),
    }))
  );
  for (const [rule, uses] of applications(details)) {
    places
      .get(rule)
      ?.append(
        ...uses.map((u) =>
          h('li', { 'data-testid': 'applied' },
            h('a', { href: link(`/rounds/${u.round.id}`) }, `Round ${u.round.number}`),
            `: ${u.sentence}`)
        )
      );
  }
}
