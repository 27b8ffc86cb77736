// @ts-check
import { h } from '../dom.js';
import { post, link } from '../api.js';
import { count } from '../format.js';
import { pathTo } from '../paths.js';
import { rules, progress } from './common.js';
import { isWritable } from './candidate.js';

const TIMES = 5;
const SEEDS = 2 ** 31;

/** PB-39: the reruns in progress, and the form that starts them. */
export function reruns(page, refresh) {
  const running = page.reruns.filter((s) => s.completed + s.infeasible < s.planned);
  const { candidate, evidence } = page.decision;
  const none = !evidence?.reruns;
  return h('div.reruns', { id: 'rerun', 'data-testid': 'reruns' },
    running.map((s) => inProgress(s)),
    isWritable(page) ? form(page, candidate, none && !running.length, refresh) : null,
    page.reruns.length
      ? h('p.small', {},
          'Studies of reruns: ',
          page.reruns.map((s, i) => [i ? ', ' : '', h('a', { href: link(`/studies/${s.id}`) }, s.name)]))
      : null);
}

function inProgress(s) {
  const done = s.completed + s.infeasible;
  return [
    h('p.small', { role: 'status', 'data-testid': 'rerun-progress' },
      progress(done, s.planned),
      ` ${done} of ${count(s.planned, 'rerun')} finished`,
      s.running ? `, ${s.running} running` : ''),
    s.trainer === 'external'
      ? h('p.hint', { 'data-testid': 'external-reruns' },
          'An external trainer trains this study. Ask for its trials: ',
          h('code', {}, `POST ${pathTo(`/api/v1/studies/${s.id}/ask`)}`))
      : null,
  ];
}

function bestFirst(trials, { direction }) {
  const sign = direction === 'MINIMIZE' ? 1 : -1;
  return [...trials].sort((a, b) => sign * (a.value - b.value));
}

function form(page, candidate, open, refresh) {
  const problem = h('p.problem', { role: 'alert' });
  const others = bestFirst(page.curves.filter((c) => c.best && c.trial !== candidate.trial), page.project.objective);
  const times = h('input', { name: 'times', type: 'number', min: 2, max: 100, value: String(TIMES), required: true });
  const against = h('select', { name: 'against' },
    h('option', { value: '' },
      page.decision.baseline ? 'the baseline' : 'No comparison: measure its variance only'),
    others.map((c) =>
      h('option', { value: c.trial, selected: !page.decision.baseline && c === others[0] },
        `${c.settingName ? `${c.settingName}, ` : `${c.label}, `}trial ${c.number}`)));
  async function submit(event) {
    event.preventDefault();
    problem.textContent = '';
    try {
      await post(`/rounds/${page.round.id}/reruns`, {
        candidate: candidate.trial,
        against: against.value || null,
        times: Number(times.value),
        seed: crypto.getRandomValues(new Uint32Array(1))[0] % SEEDS,
      });
      await refresh();
    } catch (failure) {
      problem.textContent = failure.rule ? `${failure.message} (${failure.rule})` : failure.message;
    }
  }
  return h('details', { 'data-key': 'reruns', open },
    h('summary', {}, open ? 'Rerun with new seeds' : 'More reruns with new seeds'),
    h('form', { 'data-key': 'reruns', onsubmit: submit },
      h('div.row', {},
        h('label', {}, 'Reruns per configuration', times),
        h('label', {}, 'Compare with', against)),
      h('div.buttons', {},
        h('button', { type: 'submit', 'data-testid': 'rerun' }, 'Rerun'),
        rules(['PB-39'])),
      problem));
}
