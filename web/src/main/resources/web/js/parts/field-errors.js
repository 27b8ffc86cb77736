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
 * @returns {any[]}  the errors that have no field
 */
export function showErrors(form, errors) {
  for (const input of form.querySelectorAll('[aria-invalid]')) {
    input.removeAttribute('aria-invalid');
    input.removeAttribute('aria-describedby');
  }
  const places = form.querySelectorAll('[data-errors-of]');
  const texts = new Map([...places].map((place) => [place, []]));
  const unplaced = [];
  for (const error of errors) {
    const place = placeOf(form, error.field);
    if (!place) {
      unplaced.push(error);
      continue;
    }
    texts.get(place).push(error.rule ? `${error.sentence} (${error.rule})` : error.sentence);
    mark(form, place, error.field);
  }
  for (const [place, sentences] of texts) {
    const text = sentences.join(' ');
    if (place.textContent !== text) place.textContent = text;
  }
  return unplaced;
}

/** Moves the focus to the input of an error, else to its sentence. */
export function focusError(form, { field }) {
  const place = placeOf(form, field);
  const input = form.querySelector(`[data-field="${field}"], [data-field^="${field}."]`);
  const marked = place && form.querySelector(`[aria-describedby="${place.id}"]`);
  const target = input ?? marked ?? place;
  target?.scrollIntoView({ block: 'center' });
  target?.focus({ preventScroll: true });
}

function placeOf(form, field) {
  const row = field.match(/^[a-z]+\[\d+\]/i)?.[0];
  const around = field.match(/^[a-z]+/i)?.[0];
  return [field, row, around]
    .filter(Boolean)
    .map((name) => form.querySelector(`[data-errors-of="${name}"]`))
    .find(Boolean);
}

/** Marks the inputs of the field, else the first input of its row. */
function mark(form, place, field) {
  const exact = form.querySelectorAll(`[data-field="${field}"], [data-field^="${field}."]`);
  const around = form.querySelector(`[data-field^="${place.dataset.errorsOf}"]`);
  for (const input of exact.length ? exact : [around].filter(Boolean)) {
    input.setAttribute('aria-invalid', 'true');
    input.setAttribute('aria-describedby', place.id);
  }
}

const idOf = (field) => `errors-of-${field.replace(/\W+/g, '-')}`;
