// @ts-check
import { h, refill } from '../dom.js';
import { get, post, link } from '../api.js';
import { go } from '../router.js';
import { warnings } from '../parts/warnings.js';
import { triad } from '../parts/budget-triad.js';
import { parameterRows } from '../parts/parameter-rows.js';
import { dataPicker } from '../parts/data-picker.js';
import { errorsOf } from '../parts/field-errors.js';
import { FormErrors } from '../parts/form-errors.js';
import { bodyOf, rowOf, EMPTY_ROW } from '../parts/round-draft.js';
import { inputErrors } from '../parts/round-errors.js';
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
const UNFINISHED = 'The design is checked when all fields are complete.';
const EXTERNAL_DATA = 'A name for the record; the trainer loads the data itself.';

/** A form that designs a round; the design is checked while typing, and nothing is recorded before submission. */
export async function newRound(container, id) {
  const page = await get(`/projects/${id}`);
  const draft = stored(id) ?? (await fromLast(page));
  const check = h('div', { 'aria-live': 'polite', 'data-testid': 'linter' });
  const problem = h('p.problem', { role: 'alert' });
  const reason = h('p.quiet.small', { id: 'why-disabled', 'data-testid': 'why-disabled' });
  const create = h('button.primary', {
    type: 'submit',
    'data-testid': 'create-round',
    'aria-describedby': reason.id,
  },
    'Open the round');

  let waiting = null;
  let latest = 0;
  let lines = draft.rows.length;
  const shown = new FormErrors(reason);
  function show(errors) {
    create.disabled = errors.length > 0;
    shown.show(errors);
  }
  function changed() {
    sessionStorage.setItem(key(id), JSON.stringify(draft));
    if (draft.rows.length < lines) shown.forget();
    lines = draft.rows.length;
    clearTimeout(waiting);
    waiting = setTimeout(ask, TYPING_MILLIS);
  }
  async function ask() {
    const mine = ++latest;
    const wrong = inputErrors(draft);
    if (wrong.length) {
      refill(check, wrong.some((e) => !e.empty) ? shown.pointer(wrong) : null, h('p.quiet', {}, UNFINISHED));
      show(wrong);
      return;
    }
    try {
      const answer = await post(`/projects/${id}/design`, checkOf(draft));
      if (mine !== latest) return;
      const { errors } = answer;
      const listed = errors.length && !answer.warnings.length ? null : warnings(answer.warnings);
      refill(check,
        errors.length ? shown.pointer(errors) : null,
        answer.budget ? [triad(answer.budget), listed] : null);
      show(errors);
    } catch (failure) {
      if (mine !== latest) return;
      refill(check, h('p.quiet', {}, 'The design could not be checked.'));
      show([{ field: '', sentence: failure.message }]);
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
  const form = h('form.wide-form', {
    id: 'new-round',
    onsubmit: submit,
    'data-key': 'new-round',
    'aria-label': 'New round',
  },
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
    reason,
    problem);
  container.append(
    h('div.head', {},
      h('div', {},
        h('h1', {}, 'New round'),
        h('p.quiet', {},
          h('a', { href: link(`/projects/${id}`) }, page.project.title),
          page.rounds.length ? ` · copied from round ${page.rounds[0].number}` : ''))),
    h('div.columns', {},
      form,
      h('aside', { 'aria-label': 'Design check' },
        h('section', {}, h('h2', {}, 'Design check'), check)))
  );
  shown.watch(form);
  await ask();
  return {};
}

/** What the server checks while the user types. */
function checkOf(draft) {
  return {
    ...bodyOf(draft),
    trainer: draft.trainer,
    data: draft.trainer === 'built-in' ? draft.data : null,
    start: draft.start,
  };
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
          'data-field': key,
          oninput: set(key, (t) => t.value),
          ...more,
        }),
        errorsOf(key)),
    choice: (key, label, options) =>
      h('label', {},
        label,
        h('select', { name: key, 'data-field': key, onchange: set(key, (t) => t.value) },
          options.map(([v, text]) => h('option', { value: v, selected: v === draft[key] }, text))),
        errorsOf(key)),
    flag: (key, label) =>
      h('label.inline', {},
        h('input', {
          type: 'checkbox',
          name: key,
          'data-field': key,
          checked: draft[key],
          onchange: set(key, (t) => t.checked),
        }),
        label),
  };
}

function goal(draft, changed) {
  const f = field(draft, changed);
  const question = f.text('question', 'Question', 'Does Nesterov momentum or Adam reach the lower validation error?', {
    required: true,
    maxLength: 2000,
    'data-testid': 'question',
  });
  return h('section', {},
    h('h2', {}, 'Goal'),
    question,
    h('div.row', {}, f.choice('kind', 'Kind of goal', KINDS), f.choice('phase', 'Phase', PHASES)),
    h('p.small', {}, rules(['PB-10', 'PB-11'])));
}

function studies(draft, changed) {
  const f = field(draft, changed);
  const source = h('div', {});
  /** The data of each trainer: a path of built-in training is no name for another program. */
  const dataOf = { [draft.trainer]: { data: draft.data, digest: draft.digest } };
  let shown = draft.trainer;
  function ofTrainer() {
    if (draft.trainer !== shown) {
      dataOf[shown] = { data: draft.data, digest: draft.digest };
      Object.assign(draft, dataOf[draft.trainer] ?? { data: '', digest: '' });
      shown = draft.trainer;
    }
    // Not refill: the fields of the two trainers have equal names and different contents.
    source.replaceChildren(
      draft.trainer === 'built-in'
        ? dataPicker(draft, changed)
        : h('div', {},
            h('div.row', {},
              f.text('data', 'Data', 'mnist', { 'aria-describedby': 'data-note' }),
              f.text('digest', 'Data digest', 'of the files')),
            h('p.quiet.small', { id: 'data-note' }, EXTERNAL_DATA)));
  }
  const trainer = f.choice('trainer', 'Trainer', TRAINERS);
  trainer.addEventListener('change', () => {
    ofTrainer();
    changed();
  });
  ofTrainer();
  return h('section', {},
    h('h2', {}, 'Studies'),
    f.flag('each', 'One study for each scientific value, instead of one over all'),
    h('div.row', {},
      f.text('trials', 'Trials in each study', '24', { inputMode: 'numeric' }),
      f.choice('algorithm', 'Search', ALGORITHMS),
      f.text('seed', 'Seed', '1', { inputMode: 'numeric' })),
    errorsOf('studies'),
    h('div.row', {},
      trainer,
      f.text('command', 'Command', 'python train.py'),
      f.text('version', 'Version', 'a commit')),
    source,
    f.flag('start', 'Start immediately'),
    errorsOf('start'),
    h('p.small', {}, rules(['PB-18', 'PB-19', 'PB-20', 'PB-54'])));
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
