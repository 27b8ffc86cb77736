// @ts-check
import { h } from '../dom.js';
import { count } from '../format.js';
import { table } from './common.js';
import { stacked } from './stacked.js';
import { UNITS } from './unit.js';
import { DIRECTIONS } from './direction.js';

/** What an import would create. */
export function preview(found) {
  return h('div.import-preview', { 'data-testid': 'import-preview' },
    h('h2', {}, 'Preview of ', h('span.as-is', {}, found.name)),
    h('p.quiet.small', {}, `${found.source}. Nothing is imported yet.`),
    found.project ? project(found.project) : studies(found.studies),
    found.columns.length ? columns(found.columns) : null,
    found.skipped.length ? lines('Skipped', found.skipped) : null);
}

function lines(title, all) {
  return h('details', { 'data-key': 'notes', open: all.length <= 12 },
    h('summary', {}, `${title} (${all.length})`),
    h('ul.plain.small.lines', {}, all.map((line) => h('li', {}, line))));
}

/** A line of a column: its name, padded, then how it is read. */
const COLUMN = /^ {2}(.{32,}?) (.*)$/;

/** How each column is read, as a table of two columns. */
function columns(all) {
  const rows = all.map((line) => line.match(COLUMN)?.slice(1) ?? ['', line]);
  return h('details', { 'data-key': 'columns', open: all.length <= 12, 'data-testid': 'import-columns' },
    h('summary', {}, `How the columns are read (${all.length})`),
    stacked(
      table(
        ['Column', 'Read as'],
        rows.map(([name, how]) => h('tr', {}, h('td', {}, name.trimEnd()), h('td', {}, how))),
        { 'aria-label': 'Columns' }
      )));
}

function project(p) {
  return h('p', {},
    `Project '${p.title}' (${p.id}): ${count(p.events, 'event')}, `,
    `of which ${count(p.newEvents, 'is new', 'are new')}, `,
    count(p.artifacts, 'artifact'),
    '.');
}

function studies(all) {
  return stacked(table(
    [
      'Study',
      { text: 'Runs', num: true },
      { text: 'New', num: true },
      { text: 'Measurements', num: true },
      'States',
      'Parameters',
      'Objective',
    ],
    all.map((s) =>
      h('tr', {},
        h('td', {}, s.name),
        h('td.num', {}, s.runs.toLocaleString('en')),
        h('td.num', {}, s.newRuns.toLocaleString('en')),
        h('td.num', {}, s.measurements.toLocaleString('en')),
        h('td', {},
          Object.entries(s.states)
            .map(([state, n]) => `${n} ${state}`)
            .join(', ')),
        h('td', {}, s.parameters.join(', ') || '–'),
        h('td', {}, s.objective ? `${s.objective.metric}, ${s.objective.direction.toLowerCase()}` : 'not recorded'))
    ),
    { 'aria-label': 'Studies to import' }));
}

/**
 * What the file does not record: for a table the metric to optimise, for others the unit.
 * @returns {{element: HTMLElement?, values: () => object}}
 */
export function choices(found) {
  const metrics = found.studies[0]?.metrics ?? {};
  const unit = select('unit', [['', 'guess from the values'], ...UNITS]);
  if (found.kind === 'archive' || found.kind === 'tensorboard') return { element: null, values: () => ({}) };
  if (found.kind === 'optuna')
    return {
      element: h('div.row', {}, h('label', {}, 'Unit of the objective', unit)),
      values: () => (unit.value ? { unit: unit.value } : {}),
    };
  const known = found.studies[0]?.objective;
  const direction = select('direction', DIRECTIONS);
  if (known) direction.value = known.direction;
  const objective = select('objective', [
    ['', known ? `${known.metric}, as described` : 'none: describe the study later'],
    ...Object.keys(metrics).map((m) => [m, m]),
  ]);
  objective.dataset.testid = 'import-objective';
  objective.addEventListener('change', () => (direction.value = metrics[objective.value] ?? 'MINIMIZE'));
  const experiment = h('input', { name: 'experiment', value: found.studies[0]?.name ?? '', maxLength: 200 });
  return {
    element: h('div.row', {},
      h('label', {}, 'Experiment', experiment),
      h('label', {}, 'Objective', objective),
      h('label', {}, 'Direction', direction),
      h('label', {}, 'Unit', unit)),
    values: () => ({
      ...(experiment.value.trim() ? { experiment: experiment.value.trim() } : {}),
      ...(objective.value ? { objective: objective.value, direction: direction.value } : {}),
      ...(unit.value ? { unit: unit.value } : {}),
    }),
  };
}

function select(name, options) {
  return h('select', { name }, options.map(([v, text]) => h('option', { value: v }, text)));
}
