// @ts-check
import { h, refill } from '../dom.js';
import { get, post, curves, link, heldAt, recorder, isSignedIn } from '../api.js';
import { value, better, key } from '../format.js';
import { when, configuration, palette, rules, proof, DECISIONS } from '../parts/common.js';
import { settings } from '../parts/answer.js';
import { bestCurves } from '../parts/best-curves.js';
import { evidence as evidenceOf } from '../parts/gain.js';
import { question, nameBox } from '../parts/questions.js';

/** A decision with the evidence that the screen showed. */
export async function launch(container, id) {
  async function refresh() {
    const page = await get(`/launches/${id}`);
    refill(container, draw(page, await evidenceAt(page), refresh));
  }
  await refresh();
  return { refresh, touches: (n) => n.stream === `launch/${id}` };
}

/** The round and the candidate as of the evidence; the message of the failure when the log cannot show them. */
async function evidenceAt({ round, candidate, evidence, project: { objective } }) {
  const as = { at: evidence.position };
  try {
    const [then, chosen] = await Promise.all([
      get(`/rounds/${round.id}`, as),
      get(`/rounds/${round.id}/candidates/${candidate.trial}`, as),
    ]);
    const shown = withLaunched(then.curves, chosen.candidate);
    const data = await curves(
      shown.map((c) => c.trial),
      [objective.metric, objective.metric.replace('validation', 'training')],
      as
    );
    return { then: { ...then, curves: shown }, best: then.decision.candidate, reruns: chosen.evidence.reruns, data };
  } catch (failure) {
    return { failed: failure.message };
  }
}

/** The curves of the best trials and that of the launched one. */
function withLaunched(shown, launched) {
  return shown.some((c) => c.trial === launched.trial) ? shown : [...shown, { ...launched, best: true }];
}

function draw(page, at, refresh) {
  const { project, launch: l, hash } = page;
  const { objective } = project;
  return [
    headline(page),
    h('div.columns', {},
      h('div', {},
        at.failed
          ? h('p.hint', {}, `The plots at event ${page.evidence.position} could not be loaded: ${at.failed}`)
          : plots(at, page.candidate, objective),
        h('section', {},
          h('h2', {}, 'Checklist at the decision'),
          h('div.twos.answers-shown', {},
            page.answers.map((a) => question(a, { whole: true, override: overrideOf(page, a.question) }))))),
      h('aside', { 'aria-label': 'Evidence' },
        h('section', {}, h('h2', {}, 'Gain'), evidenceOf(shownGain(page, at), objective)),
        page.notBetter
          ? h('p.answer.against', {}, h('strong', {}, 'Launched against the evidence: '), page.notBetter)
          : null,
        rationale(page),
        caveats(page.evidence.caveats),
        l.decision === 'LAUNCH' && !l.reverted && heldAt() == null
          ? h('section.screen-only', {}, h('h2', {}, 'Revert launch'), revert(l, refresh))
          : null)),
    h('p.small', {},
      'The screen showed event ',
      h('a', { href: link(`/rounds/${page.round.id}`, { at: page.evidence.position }) },
        page.evidence.position.toLocaleString('en')),
      ': see the round at that event.'),
    h('p.buttons', {}, h('button', { type: 'button', onclick: () => print() }, 'Print')),
    proof(l.position, hash),
  ];
}

function headline({ project, round, launch: l, evidence, candidate }) {
  const { objective } = project;
  return h('div.head', {},
    h('div', {},
      h('p.crumbs', {},
        h('a', { href: link(`/projects/${project.id}`) }, project.title),
        h('a', { href: link(`/rounds/${round.id}`) }, `round ${round.number}: ${round.goal.question}`)),
      h('h1', {}, `${DECISIONS[l.decision]}: ${candidate.label}, trial ${candidate.number}`),
      h('p', {}, l.actor, ', ', when(l.recordedAt)),
      l.reverted
        ? h('p.problem', {}, `Reverted by ${l.reverted.actor}, `, when(l.reverted.recordedAt), `: ${l.reverted.why}`)
        : null),
    h('dl.facts', {},
      [
        ['Candidate', value(objective, evidence.value)],
        ['Baseline at the decision', value(objective, evidence.baseline)],
        ['Gain', gainText(l, evidence, objective)],
      ].map(([n, f]) => [h('dt', {}, n), h('dd', {}, f)])));
}

function gainText(l, { gain }, objective) {
  if (l.gain != null) return `${better(objective, l.gain)}, ${l.gainBasis}`;
  return gain ? `the first launch; ${better(objective, gain.estimate)} in reruns` : 'the first launch';
}

function overrideOf({ overrides, launch: l }, name) {
  return overrides[name] ? { text: overrides[name], by: l } : null;
}

/** The recorded evidence, in the form of a candidate's page, with the reruns of that position. */
function shownGain({ launch: l, evidence, gain }, { reruns }) {
  return {
    decided: true,
    candidate: { value: evidence.value },
    baseline: evidence.baseline == null ? null : { value: evidence.baseline },
    gain: l.gain,
    gainBasis: l.gainBasis,
    searchGain: l.searchGain,
    evidence: { ...gain, gain: evidence.gain ?? null, baseline: false, reruns: reruns ?? null },
  };
}

function plots({ then, best, data }, launched, objective) {
  const colour = palette(then.studies.map((s) => s.label));
  return [
    h('section', {},
      h('h2', {}, 'What the round showed'),
      h('p.verdict-sentence', { 'data-testid': 'answer' }, then.answer.sentence),
      best && best.trial !== launched.trial
        ? h('p.hint', {}, `This sentence is about other trials: the decision was on trial ${launched.number}.`)
        : null,
      settings(then, colour, [])),
    h('section', {}, bestCurves(then.curves, data, objective, colour)),
  ];
}

function rationale({ launch: l, evidence, candidate, complexity }) {
  return h('section', {},
    h('h2', {}, 'Rationale'),
    h('p', {}, l.rationale),
    h('p.small', {}, h('strong', {}, 'Complexity added: '), complexity || 'not stated', ' ', rules(['PB-40'])),
    h('p', {}, configuration(evidence.candidate)),
    h('p.small', {}, h('a', { href: link(`/trials/${candidate.trial}`) }, `Trial ${candidate.number}`)));
}

function caveats(all) {
  if (!all.length) return null;
  return h('section', {},
    h('h2', {}, 'Caveats'),
    h('ul.plain.small', {}, all.map((c) => h('li', {}, key(c)))),
    h('p.small', {}, rules(['PB-14'])));
}

function revert(l, refresh) {
  const problem = h('p.problem', { role: 'alert' });
  const button = h('button', { type: 'submit' }, 'Revert this launch');
  const look = () => {
    button.disabled = !recorder();
    button.textContent = recorder() ? `Revert this launch as ${recorder()}` : 'Revert this launch';
  };
  look();
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
    isSignedIn() ? null : nameBox(look),
    h('div.buttons', {}, button),
    problem);
}
