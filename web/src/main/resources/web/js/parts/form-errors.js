// @ts-check
import { h, refill } from '../dom.js';
import { count } from '../format.js';
import { showErrors, focusError } from './field-errors.js';

/**
 * The errors of a form: each one once, at its field; elsewhere how many there are, with a link to the first. An
 * empty field is an error only after it was left, or its errors were asked for.
 */
export class FormErrors {
  /** @type {import('./round-errors.js').InputError[]} */
  #found = [];
  #visited = new Set();
  #form;
  #place;

  /**
   * @param {HTMLElement} place  beside the button, for the number of errors and for those without a field
   */
  constructor(place) {
    this.#place = place;
  }

  /** @param {HTMLFormElement} form */
  watch(form) {
    this.#form = form;
    form.addEventListener('focusout', ({ target }) => {
      const { field } = /** @type {HTMLElement} */ (target).dataset ?? {};
      if (!field || this.#visited.has(field)) return;
      this.#visited.add(field);
      if (this.#found.some((e) => e.field === field)) this.show(this.#found);
    });
  }

  /** Takes all fields for new ones, as after the removal of a row. */
  forget() {
    this.#visited.clear();
  }

  /** @param {import('./round-errors.js').InputError[]} errors */
  show(errors) {
    this.#found = errors;
    const unplaced = showErrors(this.#form, errors.filter((e) => !e.empty || this.#visited.has(e.field)));
    const placed = errors.filter((e) => !unplaced.includes(e));
    refill(this.#place,
      placed.length ? this.pointer(placed, ' above') : null,
      unplaced.map((e) => h('span.problem', {}, e.sentence)));
  }

  /**
   * How many errors there are, as a link to the first.
   * @param {import('./round-errors.js').InputError[]} errors
   * @param {string} [where]  of the fields, seen from the link
   */
  pointer(errors, where = '') {
    const reveal = (event) => {
      event.preventDefault();
      errors.forEach((e) => this.#visited.add(e.field));
      this.show(this.#found);
      focusError(this.#form, errors.find((e) => !e.empty) ?? errors[0]);
    };
    return h('a', { href: `#${this.#form.id}`, onclick: reveal }, `${summary(errors)}${where}`);
  }
}

function summary(errors) {
  const empty = errors.filter((e) => e.empty).length;
  const wrong = errors.length - empty;
  const counts = [wrong ? count(wrong, 'error') : null, empty ? count(empty, 'empty field') : null];
  const it = errors.length === 1 ? 'it' : 'them';
  return `${counts.filter(Boolean).join(' and ')}: ${wrong ? `fix ${it}` : `fill ${it} in`}`;
}
