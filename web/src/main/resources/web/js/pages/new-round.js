// @ts-check
import { h, refill } from '../dom.js';
import { get, post, link } from '../api.js';
import { go } from '../router.js';
import { warnings } from '../parts/warnings.js';
import { triad } from '../parts/budget-triad.js';
import { parameterRows } from '../parts/parameter-rows.js';
import { bodyOf, rowOf, isBound, EMPTY_ROW } from '../parts/round-draft.js';
import { rules } from '../parts/common.js';

const KINDS = [
  ['UNDERSTANDING', 'understand a hyperparameter'],
  ['IMPROVEMENT', 'try an improvement'],
  ['GREEDY', 'best result only (greedy)'],
];
const PHASES = [
  ['EXPLORATION', 'exploration: insight first'],
  ['EXPLOITATION', 'exploitation: late, greedy'],
];
const ALGORITHMS = [
  ['HALTON', 'quasi-random (Halton)'],
  ['SOBOL', 'quasi-random (Sobol)'],
  ['GRID', 'grid'],
  ['RANDOM', 'random'],
  ['BAYESIAN', 'Bayesian optimisation'],
];
const TRAINERS = [
  ['external', 'external: your own program'],
  ['built-in', 'built-in'],
];
const TYPING_MILLIS = 350;

/** A form that designs a round; the design is checked while typing, and nothing is recorded before submission. */
export async function newRound(container, id) {
  const page = await get(`/projects/${id}`);
  const draft = stored(id) ?? (await fromLast(page));
  const check = h('div', { 'aria-live': 'polite', 'data-testid': 'linter' });
  const problem = h('p.problem', { role: 'alert' });
  const create = h('button.primary', { type: 'submit', 'data-testid': 'create-round' }, 'Open the round');

  let waiting = null;
  let latest = 0;
  function changed() {
    sessionStorage.setItem(key(id), JSON.stringify(draft));
    clearTimeout(waiting);
    waiting = setTimeout(ask, TYPING_MILLIS);
  }
  async function ask() {
    const mine = ++latest;
    const missing = incomplete(draft);
    try {
      const answer = missing ? null : await post(`/projects/${id}/design`, bodyOf(draft));
      if (mine !== latest) return;
      refill(check, answer ? [triad(answer.budget), warnings(answer.warnings)] : h('p.hint', {}, missing));
      create.disabled = !answer;
    } catch (failure) {
      if (mine !== latest) return;
      refill(check, h('p.problem', {}, failure.message));
      create.disabled = true;
    }
  }
  async function submit(event) {
    event.preventDefault();
    problem.textContent = '';
    create.disabled = true;
    try {
      go(link(`/rounds/${await open(id, draft)}`));
    } catch (failure) {
      create.disabled = false;
      problem.textContent = failure.rule ? `${failure.message} (${failure.rule})` : failure.message;
    }
  }
  container.append(
    h('div.head', {},
      h('div', {},
        h('h1', {}, 'New round'),
        h('p.quiet', {},
          h('a', { href: link(`/projects/${id}`) }, page.project.title),
          page.rounds.length ? ` · copied from round ${page.rounds[0].number}` : ''))),
    h('div.columns', {},
      h('form.wide-form', { onsubmit: submit, 'data-key': 'new-round', 'aria-label': 'New round' },
        goal(draft, changed),
        h('section', {},
          h('h2', {}, 'Hyperparameters'),
          h('p.quiet.small', {},
            'Choose the scientific ones; all others start as nuisance; ' +
              'fix those whose tuning is not worth its cost. ',
            rules(['PB-13', 'PB-14'])),
          parameterRows(draft.rows, changed)),
        studies(draft, changed),
        h('div.buttons', {}, create),
        problem),
      h('aside', { 'aria-label': 'Design check' },
        h('section', {}, h('h2', {}, 'Design check'), check)))
  );
  await ask();
  return {};
}

function field(draft, changed) {
  const set = (key, of) => (e) => {
    draft[key] = of(e.target);
    changed();
  };
  return {
    text: (key, label, hint, more = {}) =>
      h('label', {},
        label,
        h('input', {
          name: key,
          value: draft[key],
          placeholder: hint,
          oninput: set(key, (t) => t.value),
          ...more,
        })),
    choice: (key, label, options) =>
      h('label', {},
        label,
        h('select', { name: key, onchange: set(key, (t) => t.value) },
          options.map(([v, text]) => h('option', { value: v, selected: v === draft[key] }, text)))),
    flag: (key, label) =>
      h('label.inline', {},
        h('input', {
          type: 'checkbox',
          name: key,
          checked: draft[key],
          onchange: set(key, (t) => t.checked),
        }),
        label),
  };
}

function goal(draft, changed) {
  const f = field(draft, changed);
  return h('section', {},
    h('h2', {}, 'Goal'),
    h('label', {},
      'Question',
      h('input', {
        name: 'question',
        value: draft.question,
        required: true,
        maxLength: 2000,
        'data-testid': 'question',
        placeholder: 'Does Nesterov momentum or Adam reach the lower validation error?',
        oninput: (e) => {
          draft.question = e.target.value;
          changed();
        },
      })),
    h('div.row', {}, f.choice('kind', 'Kind of goal', KINDS), f.choice('phase', 'Phase', PHASES)),
    h('p.small', {}, rules(['PB-10', 'PB-11'])));
}

function studies(draft, changed) {
  const f = field(draft, changed);
  return h('section', {},
    h('h2', {}, 'Studies'),
    f.flag('each', 'One study for each scientific value, instead of one over all'),
    h('div.row', {},
      f.text('trials', 'Trials in each study', '24', { inputMode: 'numeric' }),
      f.choice('algorithm', 'Search', ALGORITHMS),
      f.text('seed', 'Seed', '1', { inputMode: 'numeric' })),
    h('div.row', {}, f.choice('trainer', 'Trainer', TRAINERS)),
    h('div.row', {},
      f.text('command', 'Command', 'python train.py'),
      f.text('version', 'Version', 'a commit'),
      f.text('data', 'Data', 'mnist'),
      f.text('digest', 'Data digest', 'of the files')),
    f.flag('start', 'Start immediately'),
    h('p.small', {}, rules(['PB-18', 'PB-19', 'PB-20', 'PB-54'])));
}

/** The first missing input before the design can be checked; null when it is complete. */
function incomplete(draft) {
  if (!draft.question.trim()) return 'Enter the question of this round.';
  const nameless = draft.rows.findIndex((r) => !r.name.trim());
  if (nameless >= 0) return `Enter a name for hyperparameter ${nameless + 1}, or remove it.`;
  const open = draft.rows.find((r) =>
    r.role === 'FIXED' || r.scale === 'choice'
      ? !r.values.trim()
      : ![r.low, r.high].every((x) => x.trim() && Number.isFinite(Number(x)))
  );
  if (open) {
    if (open.role === 'FIXED') return `Enter the fixed value of ${open.name}.`;
    return `Enter the ${open.scale === 'choice' ? 'values' : 'bounds'} of ${open.name}.`;
  }
  const unbounded = draft.rows.find((r) => !isBound(r.least) || !isBound(r.most));
  if (unbounded) return `Enter the bounds of ${unbounded.name} as numbers, such as 0 or > 0, or leave them empty.`;
  if (!(Number(draft.trials) > 0)) return 'Enter the number of trials in each study.';
  return null;
}

async function open(project, draft) {
  const { goal: wanted, roles, studies: planned } = bodyOf(draft);
  const round = (await post(`/projects/${project}/rounds`, { goal: wanted, roles })).id;
  sessionStorage.removeItem(key(project));
  const reproduction = {
    command: draft.command,
    version: draft.version,
    data: draft.data,
    digest: draft.digest,
  };
  for (const study of planned) {
    const { id } = await post(`/rounds/${round}/studies`, {
      ...study,
      trainer: draft.trainer,
      reproduction,
    });
    if (draft.start) await post(`/studies/${id}/start`, {});
  }
  return round;
}

const key = (project) => `tunebook.draft.${project}`;

function stored(project) {
  const text = sessionStorage.getItem(key(project));
  return text ? JSON.parse(text) : null;
}

/** A draft from the last round's hyperparameters and reproduction, without a question. */
async function fromLast({ rounds }) {
  const empty = {
    question: '',
    kind: 'UNDERSTANDING',
    phase: 'EXPLORATION',
    rows: [{ ...EMPTY_ROW }],
    each: true,
    algorithm: 'HALTON',
    seed: '1',
    trials: '24',
    command: '',
    version: '',
    data: '',
    digest: '',
    trainer: 'external',
    start: false,
  };
  if (!rounds.length) return empty;
  const last = await get(`/rounds/${rounds[0].id}`);
  const study = last.studies.at(-1);
  return {
    ...empty,
    rows: last.roles.map(rowOf),
    kind: last.round.goal.kind,
    phase: last.round.goal.phase,
    ...(study
      ? {
          trials: String(study.planned),
          seed: String(study.algorithm.seed + 1),
          ...study.reproduction,
          trainer: study.trainer === 'built-in' ? 'built-in' : 'external',
        }
      : {}),
  };
}
