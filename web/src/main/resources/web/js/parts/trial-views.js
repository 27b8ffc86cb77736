// @ts-check
import { h } from '../dom.js';
import { post } from '../api.js';
import { ask } from './trial-annotations.js';

const KEYS = ['filter', 'sort', 'order', 'columns', 'group', 'hidden'];

const DEFAULT = 'sort=value';

/** The part of a query that a view has; the default order is none of it. */
function viewQuery(search) {
  const query = new URLSearchParams(search);
  const view = new URLSearchParams();
  for (const key of KEYS) if (query.get(key)) view.set(key, query.get(key));
  return view.toString() === DEFAULT ? '' : view.toString();
}

/** The saved views of a study's table: one is chosen, saved and removed. */
export class TrialViews {
  #study = '';
  #views = [];
  #changed = async () => {};

  /**
   * @param {(changes: Object<string, string?>) => void} change  of the URL
   * @param {boolean} readOnly
   */
  constructor(change, readOnly) {
    this.choice = h('select', {
      name: 'view',
      'data-testid': 'view',
      onchange: () => this.#choose(change),
    });
    this.remove = h('button', { type: 'button', onclick: () => this.#remove() }, 'Remove view');
    this.problem = h('span.problem', { role: 'alert' });
    this.element = h('span.views', {},
      h('label.inline', {}, 'View', this.choice),
      readOnly
        ? null
        : h('button', { type: 'button', 'data-testid': 'save-view', onclick: () => this.#save() }, 'Save view'),
      readOnly ? null : this.remove,
      this.problem);
  }

  /**
   * @param {string} study
   * @param {{name: string, query: string}[]} views
   * @param {() => Promise<void>} changed  called after a view was saved or removed
   */
  update(study, views, changed) {
    this.#study = study;
    this.#views = views;
    this.#changed = changed;
    this.show();
  }

  #current() {
    const now = viewQuery(location.search);
    return this.#views.find((v) => viewQuery(v.query) === now);
  }

  /** Shows which view the URL is. */
  show() {
    const current = this.#current();
    const standard = viewQuery(location.search) === '';
    this.choice.replaceChildren(
      h('option', { value: '', selected: standard && !current }, 'All trials'),
      ...(standard || current ? [] : [h('option', { value: 'now', selected: true }, 'Not saved')]),
      ...this.#views.map((v) => h('option', { value: `=${v.name}`, selected: v === current }, v.name))
    );
    this.remove.hidden = !current;
  }

  #choose(change) {
    const chosen = this.#views.find((v) => `=${v.name}` === this.choice.value);
    if (this.choice.value === 'now') return;
    const query = new URLSearchParams(chosen?.query ?? '');
    change(Object.fromEntries(KEYS.map((key) => [key, query.get(key)])));
  }

  #save() {
    ask(
      {
        title: 'Save this view',
        label: 'Name',
        hint: 'The filter, sort order, columns and groups; a view of the same name is replaced.',
        value: this.#current()?.name ?? '',
        action: 'Save view',
        required: true,
      },
      async (name) => {
        const query = viewQuery(location.search) || DEFAULT;
        await post(`/studies/${this.#study}/views`, { name, query });
        await this.#changed();
      }
    );
  }

  async #remove() {
    this.problem.textContent = '';
    try {
      await post(`/studies/${this.#study}/views/remove`, { name: this.#current()?.name });
      await this.#changed();
    } catch (failure) {
      this.problem.textContent = failure.message;
    }
  }
}
