// @ts-check
import { h } from '../dom.js';
import { post } from '../api.js';
import { tagsOf } from './trial-filter.js';

const NONE = { starred: false, pinned: false, hidden: false, tags: [], notes: [] };

/** The annotations of a trial. */
export const annotationsOf = (trial) => trial.annotations ?? NONE;

/**
 * Sets or removes a mark of trials: it is set when any of them lacks it.
 * @param {any[]} trials
 * @param {'starred' | 'pinned' | 'hidden'} mark
 */
export async function toggle(trials, mark) {
  const set = trials.some((t) => !annotationsOf(t)[mark]);
  for (const t of trials)
    if (annotationsOf(t)[mark] !== set) await post(`/trials/${t.id}/annotations`, { [mark]: set });
}

/**
 * A dialog for the tags of trials: all tags of one, or the tags to add to several.
 * @param {any[]} trials
 * @param {any[]} all  the trials whose tags are offered
 * @param {() => Promise<void>} saved
 */
export function editTags(trials, all, saved) {
  const one = trials.length === 1 ? trials[0] : null;
  const before = one ? annotationsOf(one).tags : [];
  const known = tagsOf(all);
  ask(
    {
      title: one ? `Tags of trial ${one.number}` : `Add tags to ${trials.length} trials`,
      label: 'Tags, separated by commas',
      hint: known.length ? `In use: ${known.slice(0, 20).join(', ')}` : '',
      value: before.join(', '),
      action: 'Save tags',
    },
    async (text) => {
      const tags = text.split(',').map((t) => t.trim()).filter(Boolean);
      for (const t of trials) {
        const next = [...new Set(one ? tags : [...annotationsOf(t).tags, ...tags])];
        if (next.join('\n') !== annotationsOf(t).tags.join('\n'))
          await post(`/trials/${t.id}/annotations`, { tags: next });
      }
      await saved();
    }
  );
}

/**
 * Asks for one line of text in a dialog, or without a label for a confirmation; an error of the server is shown in it.
 * @param {{title: string, label?: string, hint?: string, value?: string, action: string, required?: boolean}} words
 * @param {(text: string) => Promise<void>} send
 */
export function ask({ title, label = '', hint = '', value = '', action, required = false }, send) {
  const focused = /** @type {HTMLElement?} */ (document.activeElement);
  const problem = h('p.problem', { role: 'alert' });
  const field = h('input', { name: 'text', value, required, autocomplete: 'off', autofocus: true });
  async function submit(event) {
    event.preventDefault();
    problem.textContent = '';
    try {
      await send(field.value);
      dialog.close();
    } catch (failure) {
      problem.textContent = failure.message;
    }
  }
  const dialog = h('dialog.ask', {
    'aria-label': title,
    onclose: () => {
      dialog.remove();
      focused?.focus({ preventScroll: true });
    },
  },
    h('form', { onsubmit: submit },
      h('h3', {}, title),
      label ? h('label', {}, label, field) : null,
      hint ? h('p.quiet.small', {}, hint) : null,
      problem,
      h('div.buttons', {},
        h('button.primary', { type: 'submit', autofocus: !label }, action),
        h('button', { type: 'button', onclick: () => dialog.close() }, 'Cancel'))));
  document.body.append(dialog);
  dialog.showModal();
  if (label) field.select();
}
