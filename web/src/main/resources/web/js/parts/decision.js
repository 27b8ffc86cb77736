// @ts-check
import { h } from '../dom.js';
import { post, heldAt, link } from '../api.js';
import { value, better, parameter, key, count } from '../format.js';
import { configuration, rules, when, DECISIONS } from './common.js';

/** The launch: its candidate, the caveats, and the form for the decision. */
export function decision(page, position, refresh) {
  const d = page.decision;
  const { objective } = page.project;
  return [
    h('h2', {}, 'Launch?'),
    d.candidate ? headline(d, objective) : h('p.quiet', {}, 'No completed trials yet.'),
    d.candidate ? another(page, refresh) : null,
    d.candidate ? caveats(d.caveats) : null,
    d.candidate ? form(page, position, refresh) : null,
    d.launches.length ? [h('h2', {}, 'Decisions'), d.launches.map((l) => past(l, objective))] : null,
  ];
}

function headline(d, objective) {
  const c = d.candidate;
  const isBaseline = d.evidence?.baseline ?? false;
  return h('div', {},
    isBaseline
      ? h('p', { 'data-testid': 'gain' }, 'This configuration is the baseline.')
      : [
          h('p.gain', { 'data-testid': 'gain' },
            d.gain == null ? value(objective, c.value) : better(objective, d.gain)),
          h('p.small', { 'data-testid': 'gain-basis' }, basis(d, objective)),
        ],
    h('p.small', {},
      'Candidate: ',
      h('a', { href: link(`/trials/${c.trial}`) }, `${c.label}, trial ${c.number}`),
      ' at ',
      value(objective, c.value),
      ' in the search. ',
      rules(['PB-40'])),
    h('p', {}, configuration(c.configuration)),
    isBaseline ? null : evidence(d.evidence));
}

/** What the gain of the headline was measured over. */
function basis(d, objective) {
  if (!d.baseline) return 'No baseline: this would be the first launch.';
  if (d.gain == null) return 'The baseline has no recorded value.';
  const recorded = `than the baseline's ${value(objective, d.baseline.value)}`;
  return d.searchGain == null
    ? `${recorded}, ${d.gainBasis}.`
    : `than the baseline, ${d.gainBasis}. ${better(objective, d.searchGain)} ${recorded} in the search, trained once.`;
}

/** The verdict on the candidate, with the warnings of PB-08. */
function evidence(e) {
  if (!e) return h('p.hint', {}, 'The evidence could not be computed.');
  return h('div', { 'data-testid': 'candidate-evidence' },
    h('p.small', {}, h('strong', {}, e.label), `. ${e.sentence}`),
    e.warnings.map((w) => h('p.hint', {}, w)));
}

/** Any completed trial can be proposed; the URL names it. */
function another(page, refresh) {
  const d = page.decision;
  function show(event) {
    event.preventDefault();
    const trial = String(new FormData(event.target).get('candidate')).trim();
    history.replaceState(history.state, '', link(location.pathname, { candidate: trial || null }));
    refresh();
  }
  const bests = page.curves.filter((c) => c.best);
  const asked = new URLSearchParams(location.search).get('candidate') ?? '';
  return h('details', { 'data-key': 'candidate', 'data-testid': 'candidate', open: d.unknown != null },
    h('summary', {}, 'Propose another trial'),
    h('form', { 'data-key': 'candidate', onsubmit: show },
      h('label', {},
        'Trial (empty for the best)',
        h('input', {
          name: 'candidate',
          'data-testid': 'candidate-trial',
          list: 'candidates',
          maxLength: 250,
          value: asked,
        })),
      h('datalist', { id: 'candidates' },
        bests.map((c) => h('option', { value: c.trial }, `${c.label}, trial ${c.number}`))),
      h('div.buttons', {}, h('button', { type: 'submit' }, 'Show'))),
    d.unknown ? h('p.problem', { role: 'alert', 'data-testid': 'candidate-problem' }, d.unknown) : null);
}

function caveats(all) {
  if (!all.length) return h('p.small.quiet', { 'data-testid': 'caveats' }, 'No fixed hyperparameter');
  return h('details', { 'data-key': 'caveats', open: true, 'data-testid': 'caveats' },
    h('summary', {},
      `Valid only for ${all.length === 1 ? 'this' : 'these'} ${count(all.length, 'fixed hyperparameter')}`),
    h('ul.plain.small', {},
      all.map((c) =>
        h('li', {}, h('strong', {}, `${key(c.parameter)} ${parameter(c.value)}`), `: ${c.why}`)
      )),
    h('p.small', {}, rules(['PB-14'])));
}

function form(page, position, refresh) {
  const d = page.decision;
  if (heldAt() != null) return h('p.hint', {}, 'This is an earlier state: go back to live to decide.');
  if (page.round.state !== 'open') return h('p.hint', {}, 'Round closed');
  if (d.evidence?.baseline) {
    return h('p.hint', { 'data-testid': 'is-baseline' },
      'Propose another trial to launch.');
  }
  const objection = d.evidence?.objection ?? null;
  const problem = h('p.problem', { role: 'alert', 'data-testid': 'decision-problem' });
  const hint = h('p.hint', { role: 'status' });
  const titles = new Map(page.checklist.map((c) => [c.question, c.title]));
  const buttons = [
    ['LAUNCH', 'Launch', 'button.primary'],
    ['HOLD', 'Hold', 'button'],
    ['REJECT', 'Reject', 'button'],
  ].map(([what, text, tag]) =>
    h(
      /** @type {'button'} */ (tag),
      {
        type: 'submit',
        value: what,
        'data-testid': `decide-${what.toLowerCase()}`,
      },
      text
    )
  );

  /** @returns {string} the text of a field */
  function textOf(name) {
    return /** @type {HTMLInputElement} */ (element.elements.namedItem(name)).value;
  }

  function look() {
    const open = d.open.filter((q) => !textOf(`override-${q}`).trim());
    const missing = [];
    if (!textOf('rationale').trim()) missing.push('Enter a rationale.');
    if (open.length) {
      const questions = open.length === 1 ? 'One question is' : `${open.length} questions are`;
      missing.push(`${questions} open: answer above, or override with a reason.`);
    }
    const needsReason = objection != null && !textOf('notBetter').trim();
    hint.textContent = [
      ...missing,
      ...(needsReason ? ['To launch, enter a reason to launch against the evidence.'] : []),
    ].join(' ');
    for (const button of buttons) {
      button.disabled = missing.length > 0 || (needsReason && button.value === 'LAUNCH');
    }
  }

  async function submit(event) {
    event.preventDefault();
    problem.textContent = '';
    const overrides = Object.fromEntries(
      d.open.map((q) => [q, textOf(`override-${q}`).trim()]).filter(([, why]) => why)
    );
    try {
      await post(`/rounds/${page.round.id}/decision`, {
        candidate: d.candidate.trial,
        decision: event.submitter.value,
        rationale: textOf('rationale'),
        overrides,
        position: position(),
        notBetter: objection == null ? null : textOf('notBetter').trim(),
      });
      element.reset();
      await refresh();
    } catch (failure) {
      problem.textContent = failure.rule ? `${failure.message} (${failure.rule})` : failure.message;
      if (failure.status === 412) await refresh();
    }
  }

  const element = h('form', {
    'data-key': 'decision',
    onsubmit: submit,
    oninput: look,
    'aria-label': 'Launch decision',
  },
    h('label', {},
      'Rationale',
      h('textarea', { name: 'rationale', 'data-testid': 'rationale', maxLength: 20000 })),
    d.open.map((q) =>
      h('label', {},
        `Open: ${titles.get(q)} Reason to override`,
        h('input', {
          name: `override-${q}`,
          'data-testid': 'override-reason',
          'data-question': q,
          maxLength: 2000,
        }))
    ),
    objection == null
      ? null
      : h('label', {},
          `Against a launch: ${objection}. Reason to launch nevertheless`,
          h('input', { name: 'notBetter', 'data-testid': 'not-better', maxLength: 2000 })),
    h('div.buttons', {}, buttons),
    hint,
    problem);
  // After the typed input has been restored.
  queueMicrotask(look);
  return element;
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
