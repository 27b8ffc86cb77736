// @ts-check
import { value, duration, parameter } from '../format.js';

/**
 * @typedef {{
 *   key: string,
 *   text: string,
 *   num?: boolean,
 *   hidden?: boolean,
 *   varied?: boolean,
 *   unit?: string,
 *   of: (trial: any) => any,
 *   show: (trial: any) => string,
 * }} Column
 */

/**
 * The columns of the table of a study's trials.
 * @param {any[]} trials
 * @param {{name: string}[]} plots
 * @param {import('../format.js').Objective} objective
 * @returns {Column[]}
 */
export function columnsOf(trials, plots, objective) {
  const varied = [...new Set(plots.map((p) => p.name))];
  const names = new Set();
  const measured = new Set();
  for (const t of trials) {
    for (const n in t.configuration) names.add(n);
    for (const n in t.measurements) measured.add(n);
  }
  const number = (n) => ({
    key: n,
    text: n,
    num: true,
    of: (t) => t.configuration[n],
    show: (t) => parameter(t.configuration[n] ?? '–'),
  });
  return [
    { key: 'number', text: 'Trial', num: true, of: (t) => t.number, show: (t) => String(t.number) },
    { key: 'state', text: 'State', of: (t) => t.state, show: (t) => t.state },
    {
      key: 'value',
      text: objective.metric,
      num: true,
      unit: objective.unit,
      of: (t) => t.value,
      show: (t) => value(objective, t.value),
    },
    ...varied.map((n) => ({ ...number(n), varied: true })),
    {
      key: 'bestStep',
      text: 'Best step',
      num: true,
      of: (t) => t.bestStep,
      show: (t) => t.bestStep?.toLocaleString('en') ?? '–',
    },
    { key: 'seconds', text: 'Time', num: true, of: (t) => t.seconds, show: (t) => duration(t.seconds) },
    {
      key: 'tag',
      text: 'Tags',
      hidden: !trials.some((t) => t.annotations?.tags.length),
      of: (t) => (t.annotations?.tags.length ? t.annotations.tags.join(', ') : null),
      show: (t) => t.annotations?.tags.join(', ') ?? '',
    },
    { key: 'reason', text: 'Reason', hidden: true, of: (t) => t.reason, show: (t) => t.reason ?? '' },
    { key: 'seed', text: 'Seed', num: true, hidden: true, of: (t) => t.seed, show: (t) => t.seed ?? '–' },
    ...[...measured].sort().map((n) => ({
      key: `m:${n}`,
      text: n,
      num: true,
      hidden: true,
      of: (t) => t.measurements[n],
      show: (t) => parameter(t.measurements[n] ?? '–'),
    })),
    ...[...names]
      .filter((n) => !varied.includes(n))
      .sort()
      .map((n) => ({ ...number(n), hidden: true })),
  ];
}

/**
 * The trials that match a filter, sorted; those without a value come last in both directions.
 * @param {any[]} trials
 * @param {Column} column
 * @param {boolean} down
 * @param {(trial: any) => boolean} matches
 */
export function arranged(trials, column, down, matches) {
  return trials.filter(matches).sort((a, b) => {
    const [x, y] = [column.of(a), column.of(b)];
    if (x == null || y == null) return Number(x == null) - Number(y == null) || a.number - b.number;
    return (x < y ? -1 : x > y ? 1 : a.number - b.number) * (down ? -1 : 1);
  });
}

/** The widths of the columns for a grid. */
export function widths(columns) {
  return columns.map((c) => (c.key === 'number' ? NUMBER : `minmax(${least(c)}, ${wide(c) ? 3 : 1}fr)`)).join(' ');
}

/**
 * The width below which the rows scroll. The head and the rows share it, so that their columns agree.
 * @param {Column[]} columns
 * @param {number} glyphs  the columns before the first
 */
export function leastWidth(columns, glyphs) {
  return `calc(${[...Array(glyphs).fill(GLYPH), ...columns.map(least)].join(' + ')})`;
}

const NUMBER = '4rem';
export const GLYPH = '2rem';

const wide = (c) => c.key === 'reason' || c.key === 'tag';

function least(c) {
  if (c.key === 'number') return NUMBER;
  if (wide(c)) return '12rem';
  return c.num ? '6.5rem' : '7rem';
}
