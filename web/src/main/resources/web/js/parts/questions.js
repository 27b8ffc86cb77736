// @ts-check
import { h } from '../dom.js';
import { post, recorder, setActor } from '../api.js';
import { rules, when } from './common.js';

/**
 * The five questions, each with the verdict of the data and one box: an answer, or the reason to decide without.
 * @param {any} page
 * @param {boolean} writable
 * @param {() => Promise<void>} refresh
 */
export function questions(page, writable, refresh) {
  const last = page.decision.launches[0];
  return page.checklist.map((item) =>
    question(item, {
      writing: writable ? { round: page.round.id, refresh } : null,
      override: last?.overrides[item.question] && { text: last.overrides[item.question], by: last },
    })
  );
}

/** The text in a question's box. */
export function boxOf(form, question) {
  const box = form.elements.namedItem(`answer-${question}`);
  return box ? box.value.trim() : '';
}

/**
 * @param {any} item
 * @param {{
 *   writing?: {round: string, refresh: () => Promise<void>}?,
 *   override?: {text: string, by: {actor: string, recordedAt: string}}?,
 *   whole?: boolean,
 * }} how  writing: null for a question that cannot be answered; override: the reason why a decision overrode it;
 *   whole: with the finding's sentence, which a round shows beside its plots
 */
export function question(item, { writing = null, override = null, whole = false }) {
  const { finding, answer } = item;
  return h('article.question', {
    id: `question-${item.question}`,
    'data-testid': 'checklist-item',
    'data-question': item.question,
  },
    h('header', {},
      h('h3', {}, item.title),
      h('span', { class: `verdict verdict-${finding.verdict}` }, finding.label)),
    h('p', {}, whole ? `${finding.sentence} ` : finding.next ? `${finding.next} ` : '', rules(finding.rules)),
    answer ? answered(answer, finding) : null,
    override && !answer ? overridden(override) : null,
    writing ? (answer || override ? change(item, writing, answer ? '' : override.text) : box(item, writing)) : null);
}

function answered(answer, now) {
  const changed = answer.finding.verdict !== now.verdict;
  return h('p.answer', {},
    h('strong', { class: `verdict-${answer.verdict}` }, answer.verdict === 'fine' ? 'Fine: ' : 'Trouble: '),
    answer.note,
    h('br', {}),
    h('span.quiet', {}, answer.actor, ', ', when(answer.recordedAt)),
    changed ? h('span.hint', {}, ` The finding at that time: '${answer.finding.label}'.`) : null);
}

function overridden({ text, by }) {
  return h('p.answer', {},
    h('strong', {}, 'Overridden: '),
    text,
    h('br', {}),
    h('span.quiet', {}, by.actor, ', ', when(by.recordedAt)));
}

/** @param {string} override  the reason, which the next decision carries as well */
function change(item, writing, override) {
  return h('details', { 'data-key': `answer ${item.question}` },
    h('summary', {}, override ? 'Answer' : 'Change answer'),
    box(item, writing, override));
}

function box(item, { round, refresh }, prefilled = '') {
  const problem = h('p.problem', { role: 'alert' });
  const text = h('textarea', {
    name: `answer-${item.question}`,
    rows: 2,
    maxLength: 2000,
    placeholder: 'Answer, or the reason to decide without one',
    'aria-label': `Answer to: ${item.title}`,
    'data-testid': 'answer-box',
  },
    prefilled);
  async function record(event, verdict) {
    problem.textContent = '';
    const note = text.value.trim();
    if (!note) problem.textContent = 'Enter the answer first.';
    else if (!recorder()) {
      problem.textContent = 'Enter your name first: it is recorded with the answer.';
      nameField()?.focus();
    } else {
      try {
        await post(`/rounds/${round}/answers`, { question: item.question, verdict, note });
        text.value = '';
        await refresh();
      } catch (failure) {
        problem.textContent = failure.message;
      }
    }
  }
  const button = (verdict, label) =>
    h('button', { type: 'button', 'data-testid': `answer-${verdict}`, onclick: (e) => record(e, verdict) }, label);
  return h('div.box', {},
    text,
    h('div.buttons.answers', {}, button('fine', 'Fine'), button('trouble', 'Trouble')),
    problem);
}

/** @returns {HTMLInputElement?} the box for the name in the panel */
function nameField() {
  return document.querySelector('#decide [name="recorder"]');
}

/** The box for the name, which every answer and decision carries; null when it is known by the sign-in. */
export function nameBox(onchange) {
  return h('label', {},
    'Your name, recorded with answers and decisions',
    h('input', {
      name: 'recorder',
      autocomplete: 'name',
      maxLength: 200,
      value: recorder(),
      'data-actor': '',
      'data-testid': 'recorder',
      oninput: (e) => {
        setActor(e.target.value);
        onchange();
      },
    }));
}
