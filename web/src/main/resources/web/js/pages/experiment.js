// @ts-check
import { h, refill } from '../dom.js';
import { get, post, link, heldAt } from '../api.js';
import { go } from '../router.js';
import { parameterRows } from '../parts/parameter-rows.js';
import { parameterOf, rowOf } from '../parts/round-draft.js';
import { UNITS } from '../parts/unit.js';
import { DIRECTIONS, projectId } from '../parts/direction.js';
import { RunTable } from '../parts/run-table.js';
import { rules, proof } from '../parts/common.js';

const KINDS = [
  ['UNDERSTANDING', 'understand a hyperparameter'],
  ['IMPROVEMENT', 'try an improvement'],
  ['GREEDY', 'best result only (greedy)'],
];
const PHASES = [
  ['EXPLORATION', 'exploration: insight first'],
  ['EXPLOITATION', 'exploitation: late, greedy'],
];
const QUIET = ['run-measured', 'curve-measured'];

/** Tracked runs, and the form that turns them into the trials of a study. */
export async function experiment(container, id) {
  const places = { head: h('div', {}), runs: h('section', {}), footer: h('div', {}) };
  const first = await get(`/experiments/${id}`);
  const runs = new RunTable();
  const none = h('p.state', {}, 'No run yet.');
  places.runs.append(h('h2', {}, 'Runs'), none, runs.element);
  const form = heldAt() == null ? describe(id, first) : null;
  // The question of a new experiment is how to describe it; that of a described one, its runs.
  const parts = first.described ? [places.runs, form] : [form, places.runs];
  container.append(places.head, ...parts.filter((part) => part != null), places.footer);

  function draw(page) {
    refill(places.head, headline(page));
    runs.update(page);
    runs.element.hidden = !page.runs.length;
    none.hidden = page.runs.length > 0;
    refill(places.footer, proof(page.position));
  }
  draw(first);
  return {
    refresh: async () => draw(await get(`/experiments/${id}`)),
    touches: (n) => /^(run|experiment)\//.test(n.stream) && !QUIET.includes(n.type),
  };
}

function headline({ experiment: e, note, described }) {
  return h('div.head', {},
    h('div', {},
      h('h1', {}, e.name),
      h('p.quiet', {},
        `${e.runs} ${e.runs === 1 ? 'run' : 'runs'} from ${e.source}, ${e.running} running · `,
        described
          ? [
              'trials of ',
              h('a', { href: link(`/rounds/${described.round.id}`), 'data-testid': 'round-link' },
                described.round.goal.question),
            ]
          : 'not described yet'),
      note ? h('p', {}, note) : null));
}

/** The form: asks what cannot be inferred, and shows what was inferred, with the reason, for correction. */
function describe(id, page) {
  const { described, objective } = page;
  const rows = described
    ? described.roles.map(rowOf)
    : page.params
        .filter((p) => p.domain)
        .map((p) => rowOf({ name: p.name, role: p.role, domain: p.domain, when: null, why: p.why }));
  const over = described ? [] : page.params.filter((p) => !p.domain);
  const problem = h('p.problem', { role: 'alert' });
  const submit = h('button.primary', { type: 'submit', 'data-testid': 'describe' },
    described ? 'Save corrections' : 'Describe this study');
  const fields = new Map();
  const field = (name, label, value, more = {}) => {
    const input = h('input', { name, value, required: true, ...more });
    fields.set(name, input);
    return h('label', {}, label, input);
  };
  const choice = (name, label, options, value, more = {}) => {
    const select = h('select', { name, ...more },
      options.map(([v, text]) => h('option', { value: v, selected: v === value }, text)));
    fields.set(name, select);
    return h('label', {}, label, select);
  };
  const of = (name) => fields.get(name).value.trim();
  const fixed = described ? { disabled: true } : {};
  const goal = described?.round.goal;
  const followMetric = () => (fields.get('direction').value = page.directions[of('metric')] ?? 'MINIMIZE');

  async function send(event) {
    event.preventDefault();
    problem.textContent = '';
    submit.disabled = true;
    try {
      const body = {
        project: described?.project.id ?? (projectId(of('project')) || 'project'),
        title: described?.project.title ?? of('project'),
        objective: {
          metric: of('metric'),
          direction: of('direction'),
          ...(of('unit') ? { unit: of('unit') } : {}),
        },
        goal: { kind: of('kind'), phase: of('phase'), question: of('question') },
        roles: rows.map((r) => ({ parameter: parameterOf(r), role: r.role, why: r.why.trim() })),
      };
      go(link(`/rounds/${(await post(`/experiments/${id}/describe`, body)).id}`));
    } catch (failure) {
      submit.disabled = false;
      problem.textContent = failure.rule ? `${failure.message} (${failure.rule})` : failure.message;
    }
  }
  const metrics = [...new Set([objective?.metric, ...page.metrics].filter(Boolean))];
  return h('form.wide-form', { onsubmit: send, 'data-key': 'describe', 'aria-label': 'Describe this study' },
    h('section', {},
      h('h2', {}, described ? 'Correct the description' : 'Describe this study'),
      h('p.quiet.small', {},
        described
          ? 'Corrections of roles, ranges and scales apply at once to all plots and findings.'
          : 'Choose the objective of the runs: existing and future runs become the trials of a study.'),
      h('div.row', {},
        choice(
          'metric',
          'Objective',
          metrics.map((m) => [m, m]),
          objective?.metric,
          { ...fixed, onchange: followMetric }
        ),
        choice('direction', 'Direction', DIRECTIONS, objective?.direction, fixed),
        choice('unit', 'Unit', [['', 'guess from the values'], ...UNITS], described ? objective?.unit : '', fixed),
        field('project', 'Project', described?.project.title ?? page.experiment.name, {
          maxLength: 200,
          ...fixed,
        })),
      field('question', 'Question', goal?.question ?? '', {
        maxLength: 500,
        placeholder: 'Which learning rate reaches the lowest validation loss?',
        ...fixed,
      }),
      h('div.row', {},
        choice('kind', 'Kind of goal', KINDS, goal?.kind, fixed),
        choice('phase', 'Phase', PHASES, goal?.phase, fixed)),
      h('p.small', {}, rules(['PB-10', 'PB-11']))),
    h('section', {},
      h('h2', {}, 'Hyperparameters'),
      h('p.quiet.small', {},
        'Inferred from the params of the runs, each with its reason. ' +
          'Correct errors: a seed is not a hyperparameter, a number may be a name. ',
        rules(['PB-12', 'PB-13', 'PB-14'])),
      parameterRows(rows, () => {}),
      over.length
        ? h('p.quiet.small', { 'data-testid': 'skipped-params' },
            'Skipped: ',
            over.map((p, i) => `${i ? '; ' : ''}${p.key} (${p.why})`))
        : null),
    h('div.buttons', {}, submit),
    problem);
}
