// @ts-check
import { h } from '../dom.js';
import { table } from './common.js';

const ROWS = [
  ['Ctrl K or ⌘ K', 'Search or run a command'],
  ['?', 'Show these shortcuts'],
  ['Tab, first on the page', 'Skip links: to the page, to the checklist, to the decision'],
  ['↑ ↓, Enter', 'In the palette: choose a row, open it'],
  ['↑ ↓, Space, Enter', 'In a table of trials: move, select, open'],
  ['s, p, h, t', 'On the active trial of a table: star, pin, hide it, edit its tags'],
  ['[ ]', 'On the page of a trial: previous trial, next trial'],
  ['← →, Page Up, Page Down, Home, End', 'On the time slider: one event, a tenth, first, last'],
  ['Escape', 'Close a dialog'],
];

/** Shows the keyboard shortcuts; Escape closes them and restores the focus. */
export function shortcuts() {
  if (document.querySelector('dialog[open]')) return;
  const dialog = h('dialog.shortcuts', {
    'aria-label': 'Keyboard shortcuts',
    'data-testid': 'shortcuts',
    onclose: () => dialog.remove(),
  },
    h('form', { method: 'dialog' },
      h('h2', {}, 'Keyboard shortcuts'),
      h('button', { autofocus: true }, 'Close')),
    table(
      ['Keys', 'Action'],
      ROWS.map(([keys, action]) => h('tr', {}, h('td', {}, h('kbd', {}, keys)), h('td', {}, action))),
      { 'aria-label': 'Keyboard shortcuts' }
    ));
  document.body.append(dialog);
  dialog.showModal();
}
