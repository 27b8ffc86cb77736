// @ts-check
import { h } from '../dom.js';
import { EMPTY_ROW, hasRange } from './round-draft.js';
import { errorsOf } from './field-errors.js';

const ROLES = [
  ['SCIENTIFIC', 'scientific'],
  ['NUISANCE', 'nuisance'],
  ['FIXED', 'fixed'],
];
const TYPES = [
  ['log', 'float (log)'],
  ['linear', 'float'],
  ['reverse-log', 'float (log of 1 − value)'],
  ['int', 'integer'],
  ['log-int', 'integer (log)'],
  ['choice', 'categorical'],
  ['boolean', 'boolean'],
];
const COLUMNS = ['Name', 'Role', 'Type', 'From', 'To', 'Bound below', 'Bound above', 'Only when', 'Reason or caveat'];
/** Where the server names an input's errors, below its row. */
const PATHS = {
  name: '.parameter.name',
  role: '.role',
  scale: '.parameter.domain',
  values: '.parameter.domain.values',
  low: '.parameter.domain.low',
  high: '.parameter.domain.high',
  least: '.parameter.bounds.low',
  most: '.parameter.bounds.high',
  when: '.parameter.when',
  why: '.why',
};
const REDRAWN = ['role', 'scale'];

/**
 * A table of a draft's hyperparameters with their roles and ranges.
 * @param {import('./round-draft.js').Row[]} rows  changed in place
 * @param {() => void} changed
 */
export function parameterRows(rows, changed) {
  const body = h('tbody', {});
  function draw(focus = null) {
    body.replaceChildren(...rows.flatMap((row, i) => lines(row, i)));
    if (focus != null) body.querySelectorAll('[data-testid=parameter]')[focus]?.querySelector('input')?.focus();
  }
  function set(row, key) {
    return (e) => {
      row[key] = e.target.value;
      if (REDRAWN.includes(key)) {
        draw();
        const line = body.querySelectorAll('[data-testid=parameter]')[rows.indexOf(row)];
        /** @type {HTMLElement} */ (line.querySelector(`[name=${key}]`)).focus();
      }
      changed();
    };
  }
  function lines(row, i) {
    const of = row.name || `hyperparameter ${i + 1}`;
    const field = `roles[${i}]`;
    const input = (key, label, hint, more = {}) =>
      h('input', {
        name: key,
        value: row[key] ?? '',
        placeholder: hint,
        'aria-label': `${label} of ${of}`,
        'data-field': field + PATHS[key],
        maxLength: 2000,
        oninput: set(row, key),
        ...more,
      });
    const select = (key, label, options) =>
      h('select', {
        name: key,
        'aria-label': `${label} of ${of}`,
        'data-field': field + PATHS[key],
        onchange: set(row, key),
      },
        options.map(([v, text]) => h('option', { value: v, selected: v === row[key] }, text)));
    const cell = (label, content, span = 1) => h('td', { 'data-label': label, colSpan: span }, content);
    const fixed = row.role === 'FIXED';
    return [
      h('tr', { 'data-testid': 'parameter' },
        cell('Name', input('name', 'Name', 'learning_rate')),
        cell('Role', select('role', 'Role', ROLES)),
        cell('Type', fixed ? h('span.quiet', {}, 'one value') : select('scale', 'Type', TYPES)),
        values(row, input, cell),
        cell('Only when', input('when', 'Only when', 'optimizer=adam')),
        cell('Reason or caveat',
          input('why', fixed ? 'Caveat' : 'Reason', fixed ? 'valid only at this value' : 'why this role')),
        h('td', {},
          h('button.link', {
            type: 'button',
            'aria-label': `Remove ${of}`,
            onclick: () => {
              rows.splice(i, 1);
              draw();
              (body.querySelectorAll('button')[Math.min(i, rows.length - 1)] ?? add).focus();
              changed();
            },
          },
            'Remove'))),
      h('tr.field-errors', {}, h('td', { colSpan: COLUMNS.length + 1 }, errorsOf(field))),
    ];
  }
  const add = h('button', {
    type: 'button',
    'data-testid': 'add-parameter',
    onclick: () => {
      rows.push({ ...EMPTY_ROW });
      draw(rows.length - 1);
      changed();
    },
  },
    'Add a hyperparameter');
  draw();
  return h('div', {},
    h('div.scroll', { tabindex: '0', role: 'region', 'aria-label': 'Hyperparameters' },
      h('table.parameters', {},
        h('thead', {},
          h('tr', {},
            COLUMNS.map((text) => h('th', { scope: 'col' }, text)),
            h('th', { scope: 'col' }, h('span.visually-hidden', {}, 'Actions')))),
        body)),
    errorsOf('roles'),
    h('div.buttons', {}, add));
}

/** The cells of the range: four, or one over all of them. */
function values(row, input, cell) {
  const labelled = (label, content) => cell(label, h('label.one-of', {}, h('span', {}, label), content), 4);
  if (row.role === 'FIXED') return labelled('Fixed at', input('values', 'Fixed value', '64'));
  if (row.scale === 'boolean') return cell('Values', h('span.quiet', {}, 'false, true'), 4);
  if (!hasRange(row)) return labelled('Values', input('values', 'Values', 'sgd, adam'));
  const number = { inputMode: 'decimal' };
  return [
    cell('From', input('low', 'From', '0.001', number)),
    cell('To', input('high', 'To', '1', number)),
    cell('Bound below', input('least', 'Bound below', '> 0')),
    cell('Bound above', input('most', 'Bound above', 'none')),
  ];
}
