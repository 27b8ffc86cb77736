// @ts-check
import { h } from '../dom.js';
import { post, heldAt, link, recorder, isSignedIn, setActor } from '../api.js';
import { value } from '../format.js';
import { when, DECISIONS } from './common.js';
import { candidate, caveats, isWritable } from './candidate.js';
import { evidence } from './gain.js';
import { reruns } from './reruns.js';
import { questions, boxOf, nameBox } from './questions.js';

/**
 * The panel of the decision: candidate, evidence, reruns, checklist, rationale, and the decision.
 * @param {any} page
 * @param {() => number} position  the position of the log that the page shows
 * @param {() => Promise<void>} refresh
 */
export function decision(page, position, refresh) {
  const d = page.decision;
  const { objective } = page.project;
  const writable = isWritable(page);
  const inside = [
    h('h2', { id: 'checklist', tabindex: '-1' }, 'Checklist'),
    questions(page, writable, refresh),
    d.candidate ? caveats(d.caveats) : null,
  ];
  return [
    h('h2', {}, 'Decision'),
    d.candidate
      ? [candidate(page, refresh), evidence(d, objective), reruns(page, refresh)]
      : h('p.quiet', {}, 'No completed trials yet.'),
    writable ? form(page, inside, position, refresh) : [inside, closed(page)],
    d.launches.length ? [h('h2', {}, 'Decisions'), d.launches.map((l) => past(l, objective))] : null,
  ];
}

function closed(page) {
  return h('p.hint', {},
    heldAt() != null ? 'This is an earlier state: go back to live to decide.' : `Round ${page.round.state}`);
}

// The name can be typed in the page's header as well.
addEventListener('tunebook:actor', () =>
  document.querySelector('form[data-key="decision"]')?.dispatchEvent(new Event('input'))
);

/** What is missing before a decision, and whether a launch needs one reason more. */
function missing(form, d) {
  const open = d.open.filter((q) => !boxOf(form, q));
  const text = (name) => form.elements.namedItem(name)?.value.trim() ?? '';
  const list = [];
  const questions = open.length === 1 ? 'One question is' : `${open.length} questions are`;
  if (open.length) list.push(`${questions} open: enter an answer or a reason.`);
  if (!text('rationale')) list.push('Enter a rationale.');
  if (!recorder()) list.push('Enter your name.');
  return { list, against: d.evidence?.objection != null && !text('notBetter') };
}

function form(page, inside, position, refresh) {
  const d = page.decision;
  const decidable = d.candidate && !d.evidence?.baseline && !d.unknown;
  const problem = h('p.problem', { role: 'alert', 'data-testid': 'decision-problem' });
  const hint = h('p.hint', { role: 'status' });
  const buttons = [
    ['LAUNCH', 'Launch', 'button.primary'],
    ['HOLD', 'Hold', 'button'],
    ['REJECT', 'Reject', 'button'],
  ].map(([what, text, tag]) =>
    h(/** @type {'button'} */ (tag),
      { type: 'submit', value: what, 'data-label': text, 'data-testid': `decide-${what.toLowerCase()}` },
      text)
  );

  function look() {
    const { list, against } = missing(element, d);
    hint.textContent = [
      ...list,
      ...(against ? ['To launch, enter a reason to launch against the evidence.'] : []),
    ].join(' ');
    const name = recorder();
    for (const button of buttons) {
      button.disabled = list.length > 0 || (against && button.value === 'LAUNCH');
      button.textContent =
        button.value === 'LAUNCH' && name ? `Launch as ${name}` : String(button.dataset.label);
      button.title = name ? `${button.dataset.label}, recorded as ${name}` : '';
    }
  }

  async function submit(event) {
    event.preventDefault();
    problem.textContent = '';
    const text = (name) => element.elements.namedItem(name)?.value.trim() ?? '';
    try {
      await post(`/rounds/${page.round.id}/decision`, {
        candidate: d.candidate.trial,
        decision: event.submitter.value,
        rationale: text('rationale'),
        complexity: text('complexity'),
        overrides: Object.fromEntries(d.open.map((q) => [q, boxOf(element, q)])),
        position: position(),
        notBetter: d.evidence?.objection == null ? null : text('notBetter'),
      });
      element.reset();
      setActor(recorder());
      await refresh();
    } catch (failure) {
      problem.textContent = failure.rule ? `${failure.message} (${failure.rule})` : failure.message;
      if (failure.status === 412) await refresh();
    }
  }

  /** @type {any} */
  const element = h('form', {
    'data-key': 'decision',
    onsubmit: submit,
    oninput: look,
    'aria-label': 'Answers and launch decision',
  },
    inside,
    isSignedIn() ? null : nameBox(look),
    decidable ? fields(d) : null,
    decidable
      ? [h('div.buttons', {}, buttons), hint, problem]
      : h('p.hint', { 'data-testid': d.evidence?.baseline ? 'is-baseline' : 'undecidable' },
          d.evidence?.baseline ? 'Choose another candidate to launch.' : ''));
  // After the typed input has been restored.
  queueMicrotask(look);
  return element;
}

function fields(d) {
  const objection = d.evidence?.objection ?? null;
  return [
    h('label', {},
      'Rationale',
      h('textarea', { name: 'rationale', 'data-testid': 'rationale', rows: 3, maxLength: 20000 })),
    h('label', {},
      'Complexity added',
      h('input', {
        name: 'complexity',
        maxLength: 2000,
        placeholder: 'none, or what it adds to the pipeline',
        'data-testid': 'complexity',
      })),
    objection == null
      ? null
      : h('label', {},
          `Against a launch: ${objection}. Reason to launch nevertheless`,
          h('input', { name: 'notBetter', 'data-testid': 'not-better', maxLength: 2000 })),
  ];
}

function past(l, objective) {
  return h('p.answer', { 'data-testid': 'launch-row' },
    h('strong', {},
      h('a', { href: link(`/launches/${l.id}`) }, `${DECISIONS[l.decision]}: ${l.candidateLabel}`)),
    ` at ${value(objective, l.value)}. `,
    l.rationale,
    h('br', {}),
    h('span.quiet', {},
      l.actor,
      ', ',
      when(l.recordedAt),
      l.reverted ? ` · reverted: ${l.reverted.why}` : ''));
}
