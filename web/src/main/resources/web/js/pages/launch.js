// @ts-check
import { h, refill } from '../dom.js';
import { get, post, link, heldAt } from '../api.js';
import { value, better, key } from '../format.js';
import { when, configuration, rules, proof, DECISIONS } from '../parts/common.js';
import { question } from '../parts/checklist.js';

/** A decision with the evidence that the screen showed. */
export async function launch(container, id) {
  async function refresh() {
    const page = await get(`/launches/${id}`);
    refill(container, draw(page, refresh));
  }
  await refresh();
  return { refresh, touches: (n) => n.stream === `launch/${id}` };
}

function draw(page, refresh) {
  const { project, round, launch: l, hash, evidence, overrides, answers, candidate } = page;
  const { objective } = project;
  return [
    h('div.head', {},
      h('div', {},
        h('h1', {}, `${DECISIONS[l.decision]}: ${candidate.label}, trial ${candidate.number}`),
        h('p.quiet', {},
          h('a', { href: link(`/projects/${project.id}`) }, project.title),
          ' · ',
          h('a', { href: link(`/rounds/${round.id}`) }, `round ${round.number}: ${round.goal.question}`)),
        h('p', {}, l.actor, ', ', when(l.recordedAt)),
        l.reverted ? h('p.problem', {}, `Reverted by ${l.reverted.actor}: ${l.reverted.why}`) : null),
      h('dl.facts', {},
        [
          ['Candidate', value(objective, evidence.value)],
          ['Baseline at the decision', value(objective, evidence.baseline)],
          [
            'Gain',
            l.gain == null
              ? 'the first launch'
              : [
                  `${better(objective, l.gain)}, ${l.gainBasis}`,
                  l.searchGain == null
                    ? null
                    : h('span.quiet.small', {}, ` (${better(objective, l.searchGain)} in the search, trained once)`),
                ],
          ],
        ].map(([n, f]) => [h('dt', {}, n), h('dd', {}, f)]))),
    h('section', {}, h('h2', {}, 'Rationale'), h('p', {}, l.rationale)),
    h('section', {},
      h('h2', {}, 'Certainty of the gain'),
      h('p', { 'data-testid': 'gain-sentence' },
        h('strong', {}, page.gain.label),
        `. ${page.gain.sentence} `,
        rules(['PB-38', 'PB-40'])),
      page.notBetter
        ? h('p.answer', {}, h('strong', {}, 'Launched against the evidence: '), page.notBetter)
        : null),
    h('section', {},
      h('h2', {}, 'Configuration'),
      h('p', {}, configuration(evidence.candidate)),
      h('p.small', {}, h('a', { href: link(`/trials/${candidate.trial}`) }, 'The trial'))),
    h('section', {},
      h('h2', {}, 'Checklist at the decision'),
      answers.map((a) => question(a, null, null, overrides[a.question]))),
    evidence.caveats.length
      ? h('section', {},
          h('h2', {}, 'Caveats'),
          h('ul.plain.small', {}, evidence.caveats.map((c) => h('li', {}, key(c)))),
          h('p.small', {}, rules(['PB-14'])))
      : null,
    l.decision === 'LAUNCH' && !l.reverted && heldAt() == null
      ? h('section', {}, h('h2', {}, 'Revert launch'), revert(l, refresh))
      : null,
    h('p.small', {},
      'The screen showed event ',
      h('a', { href: link(`/rounds/${round.id}`, { at: evidence.position }) },
        evidence.position.toLocaleString('en')),
      ': see the round at that event.'),
    h('p.buttons', {}, h('button', { type: 'button', onclick: () => print() }, 'Print')),
    proof(l.position, hash),
  ];
}

function revert(l, refresh) {
  const problem = h('p.problem', { role: 'alert' });
  return h('form', {
    'data-key': 'revert',
    async onsubmit(event) {
      event.preventDefault();
      try {
        await post(`/launches/${l.id}/revert`, { why: new FormData(event.target).get('why') });
        await refresh();
      } catch (failure) {
        problem.textContent = failure.message;
      }
    },
  },
    h('label', {}, 'Reason', h('textarea', { name: 'why', required: true, maxLength: 10000 })),
    h('div.buttons', {}, h('button', { type: 'submit' }, 'Revert this launch')),
    problem);
}
