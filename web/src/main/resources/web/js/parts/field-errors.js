// @ts-check
import { h } from '../dom.js';

/**
 * A place for the errors of a field, below it.
 * @param {string} field  as the server names it: 'data', 'roles[2]'
 */
export function errorsOf(field) {
  return h('span.field-error', { id: idOf(field), 'data-errors-of': field });
}

/**
 * Shows each error at its field, and marks the field's inputs. An error without a field of its own is shown at
 * the field around it, such as 'roles' for 'roles[2]' without a row.
 * @param {HTMLElement} form
 * @param {{field: string, sentence: string, rule?: string?}[]} errors
 */
export function showErrors(form, errors) {
  for (const input of form.querySelectorAll('[aria-invalid]')) {
    input.removeAttribute('aria-invalid');
    input.removeAttribute('aria-describedby');
  }
  /** @type {Map<Element, string[]>} */
  const texts = new Map([...form.querySelectorAll('[data-errors-of]')].map((place) => [place, []]));
  for (const { field, sentence, rule } of errors) {
    const place = placeOf(form, field);
    if (place) texts.get(place)?.push(rule ? `${sentence} (${rule})` : sentence);
  }
  for (const [place, sentences] of texts) {
    const text = sentences.join(' ');
    if (place.textContent !== text) place.textContent = text;
    if (text) mark(form, place);
  }
}

function placeOf(form, field) {
  const row = field.match(/^[a-z]+\[\d+\]/i)?.[0];
  const around = field.match(/^[a-z]+/i)?.[0];
  return [field, row, around]
    .filter(Boolean)
    .map((name) => form.querySelector(`[data-errors-of="${name}"]`))
    .find(Boolean);
}

function mark(form, place) {
  for (const input of form.querySelectorAll(`[data-field="${place.dataset.errorsOf}"]`)) {
    input.setAttribute('aria-invalid', 'true');
    input.setAttribute('aria-describedby', place.id);
  }
}

const idOf = (field) => `errors-of-${field.replace(/\W+/g, '-')}`;
