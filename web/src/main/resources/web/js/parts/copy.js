// @ts-check
import { h } from '../dom.js';

/**
 * Lines with a button that copies them.
 * @param {string} lines
 * @param {string} name  what is copied, for the button's accessible name
 */
export function copyable(lines, name) {
  const code = h('pre', { tabindex: '0', role: 'region', 'aria-label': name }, lines);
  const button = h('button', {
    type: 'button',
    'aria-label': `Copy ${name}`,
    async onclick() {
      try {
        await navigator.clipboard.writeText(lines);
        done.textContent = 'Copied';
      } catch {
        // Without access to the clipboard the lines are selected, to be copied by keyboard.
        getSelection()?.selectAllChildren(code);
        done.textContent = 'Selected: press Ctrl-C';
      }
    },
  },
    'Copy');
  const done = h('span.quiet.small', { role: 'status' });
  return h('div', {}, h('div.copy', {}, code, button), done);
}
