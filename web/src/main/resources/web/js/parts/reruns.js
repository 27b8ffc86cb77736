// @ts-check
import { h } from '../dom.js';
import { post, link, heldAt } from '../api.js';
import { difference } from '../format.js';
import { rules, progress } from './common.js';

const TIMES = 5;
const SEEDS = 2 ** 31;

/** PB-38 to PB-40: the reruns of the candidate, and the form that starts them. */
export function reruns(page, { reruns: studies }, refresh) {
  const { candidate, evidence } = page.decision;
  return [
    candidate && evidence?.gain ? interval(candidate, evidence, page.project.objective) : null,
    studies.length
      ? h('ul.plain.small', {},
          studies.map((s) =>
            h('li', {},
              h('a', { href: link(`/studies/${s.id}`) }, s.name),
              ' ',
              progress(s.completed + s.infeasible, s.planned),
              ` ${s.completed + s.infeasible} of ${s.planned}`)
          ))
      : null,
    candidate && heldAt() == null && page.round.state === 'open'
      ? form(page, candidate, refresh)
      : null,
  ];
}

/** The deviations of the candidate's gain; its sentence is above, with the decision. */
function interval(candidate, { gain, validation }, objective) {
  return h('div', { 'data-testid': 'gain-interval' },
    h('p.small', {},
      `Reruns of ${candidate.label}, trial ${candidate.number}: ` +
        `${gain.candidateRuns} of the candidate and ${gain.baselineRuns} of the baseline completed. `,
      rules(['PB-38', 'PB-40'])),
    h('dl.facts', {},
      [
        ['Between seeds (in the interval)', gain.seeds],
        ['Between searches', gain.search],
        ...(gain.data > 0 ? [['Between validation sets', gain.data]] : []),
      ].map(([n, x]) => [h('dt', {}, n), h('dd', {}, `± ${difference(objective, x)}`)])),
    h('p.quiet.small', {}, `The interval is of the difference between the means over seeds. ${validation}`));
}

function form(page, candidate, refresh) {
  const problem = h('p.problem', { role: 'alert' });
  const others = page.curves.filter((c) => c.best && c.trial !== candidate.trial);
  async function submit(event) {
    event.preventDefault();
    const fields = new FormData(event.target);
    problem.textContent = '';
    try {
      await post(`/rounds/${page.round.id}/reruns`, {
        candidate: candidate.trial,
        against: fields.get('against') || null,
        times: Number(fields.get('times')),
        seed: crypto.getRandomValues(new Uint32Array(1))[0] % SEEDS,
      });
      await refresh();
    } catch (failure) {
      problem.textContent = failure.rule ? `${failure.message} (${failure.rule})` : failure.message;
    }
  }
  return h('details', { 'data-key': 'reruns' },
    h('summary', {}, 'Rerun with new seeds'),
    h('form', { 'data-key': 'reruns', onsubmit: submit },
      h('label', {},
        'Reruns per configuration',
        h('input', {
          name: 'times',
          type: 'number',
          min: 2,
          max: 100,
          value: String(TIMES),
          required: true,
        })),
      h('label', {},
        'Compare with',
        h('select', { name: 'against' },
          h('option', { value: '' },
            page.decision.baseline ? 'the baseline' : 'No comparison: measure its variance only'),
          others.map((c) => h('option', { value: c.trial }, `${c.label}, trial ${c.number}`)))),
      h('div.buttons', {}, h('button', { type: 'submit', 'data-testid': 'rerun' }, 'Rerun')),
      h('p.small', {}, rules(['PB-39'])),
      problem));
}
