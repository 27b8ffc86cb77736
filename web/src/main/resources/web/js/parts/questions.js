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
  return page.checklist.map((item) => question(item, writable ? { round: page.round.id, refresh } : null));
}

/** The text in a question's box. */
export function boxOf(form, question) {
  const box = form.elements.namedItem(`answer-${question}`);
  return box ? box.value.trim() : '';
}

/**
 * @param {any} item
 * @param {{round: string, refresh: () => Promise<void>}?} writing  null for a question that cannot be answered
 * @param {string} [override]  the reason why a launch overrode it
 */
export function question(item, writing, override) {
  const { finding, answer } = item;
  return h('article.question', {
    id: `question-${item.question}`,
    'data-testid': 'checklist-item',
    'data-question': item.question,
  },
    h('header', {},
      h('h3', {}, item.title),
      h('span', { class: `verdict verdict-${finding.verdict}` }, finding.label)),
    writing && finding.next
      ? h('p', {}, finding.next, ' ', rules(finding.rules))
      : h('p', {}, ...(writing ? [] : [finding.sentence, ' ']), rules(finding.rules)),
    answer ? answered(answer, finding) : null,
    override ? h('p.answer', {}, h('strong', {}, 'Overridden: '), override) : null,
    writing ? (answer ? change(item, writing) : box(item, writing)) : null);
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

function change(item, writing) {
  return h('details', { 'data-key': `answer ${item.question}` },
    h('summary', {}, 'Change answer'),
    box(item, writing));
}

function box(item, { round, refresh }) {
  const problem = h('p.problem', { role: 'alert' });
  const text = h('textarea', {
    name: `answer-${item.question}`,
    rows: 2,
    maxLength: 2000,
    placeholder: 'Answer, or the reason to decide without one',
    'aria-label': `Answer to: ${item.title}`,
    'data-testid': 'answer-box',
  });
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
      'data-testid': 'recorder',
      oninput: (e) => {
        setActor(e.target.value);
        onchange();
      },
    }));
}
