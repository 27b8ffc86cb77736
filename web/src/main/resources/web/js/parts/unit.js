// @ts-check
import { h } from '../dom.js';
import { post, heldAt } from '../api.js';

export const UNITS = [
  ['fraction', 'fraction (0 to 1)'],
  ['percent', 'percent (0 to 100)'],
  ['none', 'none: no share'],
];

/** The objective's unit, a guess marked as one, with a form that corrects it. */
export function unit(id, { unit: found, project: { objective } }, refresh) {
  const share = objective.examples ? `, a share of ${objective.examples.toLocaleString('en')} examples` : '';
  const text = `Unit: ${found.unit}${share}${found.guessed ? `, a guess: ${found.why}` : ''}.`;
  return h('section', { 'data-testid': 'unit' },
    h('p.quiet.small', {}, text),
    heldAt() == null ? correction(id, found, objective, refresh) : null);
}

function correction(id, found, objective, refresh) {
  const problem = h('p.problem', { role: 'alert' });
  const next = h('select', { name: 'unit' },
    UNITS.map(([v, text]) => h('option', { value: v, selected: v === found.unit }, text)));
  const examples = h('input', {
    name: 'examples',
    inputMode: 'numeric',
    value: objective.examples ?? '',
    placeholder: 'not known',
  });
  const why = h('input', { name: 'why', required: true, maxLength: 2000, placeholder: 'an accuracy from 0 to 100' });
  async function send(event) {
    event.preventDefault();
    problem.textContent = '';
    try {
      await post(`/projects/${id}/unit`, {
        unit: next.value,
        ...(examples.value.trim() ? { examples: Number(examples.value) } : {}),
        why: why.value,
      });
      await refresh();
    } catch (failure) {
      problem.textContent = failure.message;
    }
  }
  return h('details', { 'data-key': 'unit' },
    h('summary', {}, 'Correct the unit'),
    h('form', { onsubmit: send, 'data-key': 'unit', 'aria-label': 'Unit of the objective' },
      h('div.row', {},
        h('label', {}, 'Unit', next),
        h('label', {}, 'Validation examples', examples),
        h('label', {}, 'Reason', why)),
      h('div.buttons', {}, h('button', { type: 'submit', 'data-testid': 'correct-unit' }, 'Correct')),
      problem));
}
