// @ts-check
import { h } from '../dom.js';
import { EMPTY_ROW } from './round-draft.js';

const ROLES = [
  ['SCIENTIFIC', 'scientific'],
  ['NUISANCE', 'nuisance'],
  ['FIXED', 'fixed'],
];
const SCALES = [
  ['log', 'log'],
  ['linear', 'linear'],
  ['reverse-log', 'log of 1 − value'],
  ['int', 'integer'],
  ['log-int', 'integer (log)'],
  ['choice', 'categorical'],
];

/** The hyperparameters of a draft, with their roles and ranges. */
export function parameterRows(rows, changed) {
  const body = h('div.parameters', {});
  function draw(focus = null) {
    body.replaceChildren(...rows.map((row, i) => line(row, i)));
    if (focus != null) body.children[focus]?.querySelector('input')?.focus();
  }
  function set(row, key, redraw) {
    return (e) => {
      row[key] = e.target.value;
      if (redraw) {
        draw();
        /** @type {HTMLElement} */ (body.children[rows.indexOf(row)].querySelector(`[name=${key}]`)).focus();
      }
      changed();
    };
  }
  function line(row, i) {
    const of = row.name || `hyperparameter ${i + 1}`;
    const input = (key, label, hint, width) =>
      h('label', { class: width ?? '' },
        label,
        h('input', {
          name: key,
          value: row[key] ?? '',
          placeholder: hint,
          'aria-label': `${label} of ${of}`,
          maxLength: 2000,
          oninput: set(row, key),
        }));
    const select = (key, label, options) =>
      h('label', {},
        label,
        h('select', { name: key, 'aria-label': `${label} of ${of}`, onchange: set(row, key, true) },
          options.map(([v, text]) => h('option', { value: v, selected: v === row[key] }, text))));
    const fixed = row.role === 'FIXED';
    const choice = !fixed && row.scale === 'choice';
    return h('div.parameter', { role: 'group', 'aria-label': of, 'data-testid': 'parameter' },
      input('name', 'Name', 'learning_rate'),
      select('role', 'Role', ROLES),
      fixed ? input('values', 'Fixed at', '64') : select('scale', 'Scale', SCALES),
      choice ? input('values', 'Values', 'sgd, adam', 'two') : null,
      fixed || choice ? null : [
            input('low', 'From', '0.001'),
            input('high', 'To', '1'),
            input('least', 'Bound below', '> 0'),
            input('most', 'Bound above', 'none'),
          ],
      input('when', 'Condition', 'optimizer=adam'),
      input(
        'why',
        fixed ? 'Caveat for the conclusions' : 'Reason',
        fixed ? 'valid only at this value' : '',
        'two'
      ),
      h('button.link', {
        type: 'button',
        'aria-label': `Remove ${of}`,
        onclick: () => {
          rows.splice(i, 1);
          draw();
          changed();
          // The focus moves to the row that took this one's place.
          const left = body.querySelectorAll('button.link');
          /** @type {HTMLElement?} */ (left[Math.min(i, left.length - 1)])?.focus();
        },
      },
        'Remove'));
  }
  draw();
  return h('div', {},
    body,
    h('div.buttons', {},
      h('button', {
        type: 'button',
        'data-testid': 'add-parameter',
        onclick: () => {
          rows.push({ ...EMPTY_ROW });
          draw(rows.length - 1);
          changed();
        },
      },
        'Add a hyperparameter')));
}
