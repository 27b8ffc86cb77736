// @ts-check
import { h } from '../dom.js';
import { post, link, heldAt } from '../api.js';
import { difference, count } from '../format.js';
import { rules, progress } from './common.js';

const TIMES = 5;
const SEEDS = 2 ** 31;

/** PB-38 to PB-40: the gain with its interval, and the form that measures it. */
export function reruns(page, { gain, reruns: studies }, refresh) {
  const { objective } = page.project;
  return [
    gain ? interval(gain, objective) : null,
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
    gain && heldAt() == null && page.round.state === 'open'
      ? form(page, page.decision.candidate ?? gain.candidate, refresh)
      : null,
  ];
}

function interval({ gain, label, sentence, validation }, objective) {
  if (!gain) return h('p.small', {}, h('strong', {}, label), `. ${sentence}`);
  return h('div', { 'data-testid': 'gain-interval' },
    h('p', {},
      h('strong', {}, `${difference(objective, gain.estimate)} ${gain.estimate >= 0 ? 'better' : 'worse'}`),
      `, 95% between ${signed(objective, gain.low)} and ${signed(objective, gain.high)}; ` +
        `better with probability ${(100 * gain.probability).toFixed(1)}%`),
    h('p.small', {}, h('strong', {}, label), `. ${sentence}`),
    h('dl.facts', {},
      [
        ['Between seeds (in the interval)', gain.seeds],
        ['Between searches', gain.search],
        ...(gain.data > 0 ? [['Between validation sets', gain.data]] : []),
      ].map(([n, x]) => [h('dt', {}, n), h('dd', {}, `± ${difference(objective, x)}`)])),
    h('p.quiet.small', {}, `The interval is of the difference between the means over seeds. ${validation}`),
    h('p.quiet.small', {},
      `${count(gain.candidateRuns, 'run')} of the candidate, ${gain.baselineRuns} of the baseline. `,
      rules(['PB-38', 'PB-40'])));
}

const signed = (objective, x) => `${x < 0 ? '−' : '+'}${difference(objective, x)}`;

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
