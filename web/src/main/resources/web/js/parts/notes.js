// @ts-check
import { h } from '../dom.js';
import { post, heldAt } from '../api.js';
import { when } from './common.js';

/** The notes on a round, and the form that closes it. */
export function notes({ notes: all, round }, refresh) {
  const open = heldAt() == null && round.state === 'open';
  return [
    h('h2', {}, 'Notes'),
    all.map((n) =>
      h('article.note', { 'data-testid': 'note' },
        markdown(n.html),
        h('p.quiet.small', {}, n.actor, ', ', when(n.recordedAt)))
    ),
    all.length ? null : h('p.quiet', {}, 'None yet.'),
    open
      ? written(
          'Write a note',
          'Markdown; links, lists, code.',
          'text',
          'Add note',
          (text) => post(`/rounds/${round.id}/notes`, { text }),
          refresh
        )
      : null,
    open
      ? written(
          'Close the round',
          "The conclusion in one sentence, shown in the round's headline.",
          'conclusion',
          'Close round (permanent)',
          (conclusion) => post(`/rounds/${round.id}/close`, { conclusion }),
          refresh
        )
      : null,
  ];
}

/** The server's rendering, in which raw HTML is escaped and only plain elements occur. */
export function markdown(html) {
  const parsed = new DOMParser().parseFromString(html, 'text/html');
  return h('div.markdown', {}, [...parsed.body.childNodes]);
}

export function written(title, hint, name, action, send, refresh) {
  const problem = h('p.problem', { role: 'alert' });
  async function submit(event) {
    event.preventDefault();
    const form = event.target;
    problem.textContent = '';
    try {
      await send(new FormData(form).get(name));
      form.reset();
      form.closest('details').open = false;
      await refresh();
    } catch (failure) {
      problem.textContent = failure.message;
    }
  }
  return h('details', { 'data-key': title },
    h('summary', {}, title),
    h('form', { 'data-key': title, onsubmit: submit },
      h('label', {}, hint, h('textarea', { name, required: true, maxLength: 20000 })),
      h('div.buttons', {}, h('button', { type: 'submit' }, action)),
      problem));
}
