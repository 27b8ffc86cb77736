// @ts-check
import { h } from '../dom.js';
import { post, heldAt } from '../api.js';
import { rules, when } from './common.js';

/** The five questions, each with its finding and people's answer. */
export function checklist(page, refresh) {
  return [h('h2', {}, 'Checklist'), page.checklist.map((item) => question(item, page, refresh))];
}

/**
 * @param {any} item
 * @param {any} page  null for a question that cannot be answered
 * @param {any} refresh
 * @param {string} [override]  the reason why a launch overrode it
 */
export function question(item, page, refresh, override) {
  const { finding, answer } = item;
  const writable = page && heldAt() == null && page.round.state === 'open';
  return h('article.question', { 'data-testid': 'checklist-item', 'data-question': item.question },
    h('header', {},
      h('h3', {}, item.title),
      h('span', { class: `verdict verdict-${finding.verdict}` }, finding.label)),
    h('p', {}, finding.sentence, ' ', rules(finding.rules)),
    answer ? answered(answer, finding) : null,
    override ? h('p.answer', {}, h('strong', {}, 'Overridden: '), override) : null,
    writable
      ? h('details', { 'data-key': `answer ${item.question}` },
          h('summary', {}, answer ? 'Change answer' : 'Answer'),
          form(item, page, refresh))
      : null);
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

function form(item, page, refresh) {
  const problem = h('p.problem', { role: 'alert' });
  async function submit(event) {
    event.preventDefault();
    const fields = new FormData(event.target);
    problem.textContent = '';
    try {
      await post(`/rounds/${page.round.id}/answers`, {
        question: item.question,
        verdict: fields.get('verdict'),
        note: fields.get('note'),
      });
      event.target.reset();
      event.target.closest('details').open = false;
      await refresh();
    } catch (failure) {
      problem.textContent = failure.message;
    }
  }
  return h('form', { 'data-testid': 'answer-form', 'data-key': `answer ${item.question}`, onsubmit: submit },
    h('fieldset', {},
      h('legend', {}, 'Verdict'),
      h('label', {}, h('input', { type: 'radio', name: 'verdict', value: 'fine', required: true }), 'fine'),
      h('label', {}, h('input', { type: 'radio', name: 'verdict', value: 'trouble' }), 'trouble')),
    h('label', {}, 'Reason', h('textarea', { name: 'note', required: true, maxLength: 10000 })),
    h('div.buttons', {}, h('button', { type: 'submit' }, 'Record the answer')),
    problem);
}
