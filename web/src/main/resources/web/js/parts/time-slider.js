// @ts-check
import { h } from '../dom.js';
import { heldAt } from '../api.js';
import { go } from '../router.js';

/**
 * A slider over the positions of the log, which shows this page and the pages linked from it at the
 * chosen position.
 */
export function timeSlider(head, { label = 'Position in the log' } = {}) {
  const at = heldAt() ?? String(head);
  const shown = h('output.num', {}, Number(at).toLocaleString('en'));
  return h('label.slider', {},
    h('span.visually-hidden', {}, label),
    h('input', {
      type: 'range',
      min: 0,
      max: String(head),
      value: at,
      name: 'position',
      'aria-label': label,
      'data-testid': 'time-slider',
      oninput: (e) => {
        shown.textContent = Number(e.target.value).toLocaleString('en');
      },
      onchange: (e) => go(moment(e.target.value, head)),
    }),
    shown);
}

/** This page as of a position; the last position is live. */
function moment(position, head) {
  const query = new URLSearchParams(location.search);
  if (Number(position) >= head) query.delete('at');
  else query.set('at', position);
  query.delete('before');
  return `${location.pathname}${query.size ? `?${query}` : ''}`;
}
