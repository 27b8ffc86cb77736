// @ts-check
import { h } from '../dom.js';
import { post, heldAt } from '../api.js';
import { rules, when } from './common.js';

const SEVERITY = { ERROR: 'trouble', WARNING: 'look', NOTE: 'fine' };

/** The warnings on a design, the most severe first; each can be accepted with a reason. */
export function warnings(list, accept = null) {
  if (!list.length)
    return h('p.quiet.small', { 'data-testid': 'no-warnings' },
      'No design warnings');
  return h('ul.plain.findings', { 'data-testid': 'warnings' },
    list.map((w) =>
      h('li', { 'data-warning': w.id, class: w.accepted ? 'accepted' : '' },
        h('span', { class: `verdict verdict-${SEVERITY[w.severity]}` },
          w.accepted ? 'accepted' : w.severity.toLowerCase()),
        h('div', {},
          h('strong', {}, w.subject),
          ': ',
          w.sentence,
          ' ',
          w.next ? h('span.quiet', {}, w.next, ' ') : null,
          rules([w.rule]),
          w.accepted
            ? h('p.answer', {},
                w.accepted.why,
                h('br', {}),
                h('span.quiet', {}, w.accepted.actor, ', ', when(w.accepted.recordedAt)))
            : accept
              ? acceptance(w, accept)
              : null))
    ));
}

function acceptance(w, { round, refresh }) {
  if (heldAt() != null) return null;
  const problem = h('p.problem', { role: 'alert' });
  return h('details', { 'data-key': `accept ${w.id}` },
    h('summary', {}, 'Accept with a reason'),
    h('form', {
      'data-key': `accept ${w.id}`,
      async onsubmit(event) {
        event.preventDefault();
        try {
          await post(`/rounds/${round}/acceptances`, {
            warning: w.id,
            why: new FormData(event.target).get('why'),
          });
          await refresh();
        } catch (failure) {
          problem.textContent = failure.message;
        }
      },
    },
      h('label', {},
        'Reason for accepting',
        h('input', { name: 'why', required: true, maxLength: 2000, 'data-testid': 'accept-why' })),
      h('div.buttons', {}, h('button', { type: 'submit' }, 'Accept')),
      problem));
}
