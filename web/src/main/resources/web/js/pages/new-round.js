// @ts-check
import { h, refill } from '../dom.js';
import { get, post, link } from '../api.js';
import { go } from '../router.js';
import { warnings } from '../parts/warnings.js';
import { triad } from '../parts/budget-triad.js';
import { parameterRows } from '../parts/parameter-rows.js';
import { bodyOf, rowOf, EMPTY_ROW } from '../parts/round-draft.js';
import { rules } from '../parts/common.js';

const KINDS = [
  ['UNDERSTANDING', 'understand a hyperparameter'],
  ['IMPROVEMENT', 'try an improvement'],
  ['GREEDY', 'minimise the error, greedily'],
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
  ['external', 'your own program'],
  ['built-in', 'Tunebook'],
];
const TYPING_MILLIS = 350;

/** A form that designs a round; the linter answers as one types, and nothing is written before the end. */
export async function newRound(container, id) {
  const page = await get(`/projects/${id}`);
  const draft = kept(id) ?? (await fromLast(page));
  const said = h('div', { 'aria-live': 'polite', 'data-testid': 'linter' });
  const problem = h('p.problem', { role: 'alert' });
  const create = h('button.primary', { type: 'submit', 'data-testid': 'create-round' }, 'Open the round');

  let waiting = null;
  let asked = 0;
  function changed() {
    sessionStorage.setItem(key(id), JSON.stringify(draft));
    clearTimeout(waiting);
    waiting = setTimeout(ask, TYPING_MILLIS);
  }
  async function ask() {
    const mine = ++asked;
    const missing = incomplete(draft);
    try {
      const answer = missing ? null : await post(`/projects/${id}/design`, bodyOf(draft));
      if (mine !== asked) return;
      refill(said, answer ? [triad(answer.budget), warnings(answer.warnings)] : h('p.hint', {}, missing));
      create.disabled = !answer;
    } catch (failure) {
      if (mine !== asked) return;
      refill(said, h('p.problem', {}, failure.message));
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
          page.rounds.length ? ` · begun from round ${page.rounds[0].number}` : ''))),
    h('div.columns', {},
      h('form.wide-form', { onsubmit: submit, 'data-key': 'new-round', 'aria-label': 'New round' },
        goal(draft, changed),
        h('section', {},
          h('h2', {}, 'Hyperparameters'),
          h('p.quiet.small', {},
            'Name the scientific ones; all others start as nuisance; ' +
              'fix those whose caveat weighs less than their cost. ',
            rules(['PB-13', 'PB-14'])),
          parameterRows(draft.rows, changed)),
        studies(draft, changed),
        h('div.buttons', {}, create),
        problem),
      h('aside', { 'aria-label': 'What the playbook says to it' },
        h('section', {}, h('h2', {}, 'What the playbook says to it'), said)))
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
      'One narrow question',
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
    h('div.row', {}, f.choice('kind', 'What it is for', KINDS), f.choice('phase', 'Phase', PHASES)),
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
    h('div.row', {}, f.choice('trainer', 'Trained by', TRAINERS)),
    h('div.row', {},
      f.text('command', 'Command', 'python train.py'),
      f.text('version', 'Version', 'a commit'),
      f.text('data', 'Data', 'mnist'),
      f.text('digest', 'Data digest', 'of the files')),
    f.flag('start', 'Start at once'),
    h('p.small', {}, rules(['PB-18', 'PB-19', 'PB-20', 'PB-54'])));
}

/** What has to be there before it is worth asking; null when all is. */
function incomplete(draft) {
  if (!draft.question.trim()) return 'Write the question that this round answers.';
  const nameless = draft.rows.findIndex((r) => !r.name.trim());
  if (nameless >= 0) return `Name hyperparameter ${nameless + 1}, or remove it.`;
  const open = draft.rows.find((r) =>
    r.role === 'FIXED' || r.scale === 'choice'
      ? !r.values.trim()
      : ![r.low, r.high].every((x) => x.trim() && Number.isFinite(Number(x)))
  );
  if (open) {
    if (open.role === 'FIXED') return `Say at what value ${open.name} is fixed.`;
    return `Say ${open.scale === 'choice' ? 'which values' : 'from where to where'} ${open.name} is searched.`;
  }
  if (!(Number(draft.trials) > 0)) return 'Say how many trials each study has.';
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

function kept(project) {
  const text = sessionStorage.getItem(key(project));
  return text ? JSON.parse(text) : null;
}

/** The last round's hyperparameters and how it was run, the question left to ask. */
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
