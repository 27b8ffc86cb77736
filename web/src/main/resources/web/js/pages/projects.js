// @ts-check
import { h, refill } from '../dom.js';
import { get, link, heldAt } from '../api.js';
import { value, count, duration } from '../format.js';
import { serverUrl } from '../paths.js';
import { table, when, progress } from '../parts/common.js';
import { copyable } from '../parts/copy.js';
import { stacked } from '../parts/stacked.js';

const SCRIPT = `import mlflow
with mlflow.start_run():
    mlflow.log_param("learning_rate", 0.1)
    mlflow.log_metric("validation/error", 0.05)`;

/** All projects: the baseline, what is running, the last activity. */
export async function projects(container) {
  async function refresh() {
    const [page, tracked] = await Promise.all([get('/projects'), get('/experiments')]);
    const empty = !page.projects.length && !tracked.experiments.length;
    refill(container,
      h('div.head', {}, h('h1', {}, 'Projects'), heldAt() == null && !empty ? actions() : null),
      page.projects.length
        ? list(page.projects)
        : h('p.quiet', {}, `No project yet.${empty && heldAt() == null ? ' Three ways to start:' : ''}`),
      empty && heldAt() == null ? ways() : null,
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

function actions() {
  return h('p.buttons', {},
    h('a.button', { href: link('/import'), 'data-testid': 'import' }, 'Import'),
    h('a.button', { href: link('/new-project'), 'data-testid': 'new-project' }, 'New project'));
}

/** Three ways to start, each a click or lines to copy. */
function ways() {
  const address = `export MLFLOW_TRACKING_URI=${serverUrl()}\npython train.py`;
  return h('div.ways', { 'data-testid': 'ways' },
    h('section', {},
      h('h2', {}, 'Design a study'),
      h('p.small', {}, 'Create a project, then open a round with a question and a search space.'),
      h('p.buttons', {},
        h('a.button', { href: link('/new-project'), 'data-testid': 'new-project' }, 'New project')),
      h('p.small', {}, 'Or train an example on generated digits:'),
      copyable('./tunebook demo', 'the demo command')),
    h('section', {},
      h('h2', {}, 'Import what you have'),
      h('p.small', {}, 'Optuna, TensorBoard, Weights & Biases or any CSV table, or an archive of another Tunebook.'),
      h('p.buttons', {}, h('a.button', { href: link('/import'), 'data-testid': 'import' }, 'Import a file'))),
    h('section', {},
      h('h2', {}, 'Log from a script'),
      h('p.small', {}, "A script that logs with MLflow's client needs no change:"),
      copyable(address, 'the lines that start a script'),
      h('p.small', {}, 'A first run in Python:'),
      copyable(SCRIPT, 'the first run')));
}

function experiments(all) {
  return stacked(table(
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
  ));
}

function list(all) {
  return stacked(table(
    [
      'Project',
      'Objective',
      { text: 'Baseline', num: true },
      { text: 'Best so far', num: true },
      'Running',
      { text: 'Launches this month', num: true },
      { text: 'Rounds', num: true },
      { text: 'Trials', num: true },
      'Last activity',
    ],
    all.map((p) =>
      h('tr', { 'data-testid': 'project-row' },
        h('td', {}, h('a', { href: link(`/projects/${p.id}`) }, p.title)),
        h('td', {}, `${p.objective.direction === 'MINIMIZE' ? 'lower' : 'higher'} ${p.objective.metric}`),
        h('td.num', {}, value(p.objective, p.activity.baseline)),
        h('td.num', {}, value(p.objective, p.best)),
        h('td', {}, p.activity.running.length ? p.activity.running.map(study) : h('span.quiet', {}, 'nothing')),
        h('td.num', {}, launchesThisMonth(p.activity)),
        h('td.num', {}, p.rounds),
        h('td.num', {}, p.trials),
        h('td', {}, when(p.activity.changed)))
    ),
    { 'aria-label': 'Projects' }
  ));
}

function study(s) {
  return h('div', {},
    progress(s.ended, s.planned),
    ` ${s.ended} of ${s.planned} `,
    h('a', { href: link(`/studies/${s.study}`) }, s.name),
    s.secondsLeft == null ? '' : `, ${duration(s.secondsLeft)} left`);
}

/** The launches of this calendar month, of how many in all. */
function launchesThisMonth({ launched }) {
  const now = new Date();
  const recent = launched.filter((at) => {
    const then = new Date(at);
    return then.getFullYear() === now.getFullYear() && then.getMonth() === now.getMonth();
  });
  return h('span', { title: `${count(launched.length, 'launch', 'launches')} in all` }, String(recent.length));
}
