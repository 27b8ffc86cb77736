// @ts-check
import { value, duration, parameter } from '../format.js';

/**
 * @typedef {{
 *   key: string,
 *   text: string,
 *   num?: boolean,
 *   hidden?: boolean,
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
      of: (t) => t.value,
      show: (t) => value(objective, t.value),
    },
    ...varied.map(number),
    {
      key: 'bestStep',
      text: 'Best step',
      num: true,
      of: (t) => t.bestStep,
      show: (t) => t.bestStep?.toLocaleString('en') ?? '–',
    },
    { key: 'seconds', text: 'Time', num: true, of: (t) => t.seconds, show: (t) => duration(t.seconds) },
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
 * @param {string?} filter
 */
export function arranged(trials, column, down, filter) {
  const pass = predicate(filter);
  return trials.filter(pass).sort((a, b) => {
    const [x, y] = [column.of(a), column.of(b)];
    if (x == null || y == null) return Number(x == null) - Number(y == null) || a.number - b.number;
    return (x < y ? -1 : x > y ? 1 : a.number - b.number) * (down ? -1 : 1);
  });
}

/**
 * A conjunction of conditions: `state:completed`, `learning_rate<0.1`, `value<=0.03`, or any text.
 * @param {string?} filter
 * @returns {(trial: any) => boolean}
 */
export function predicate(filter) {
  const tests = (filter ?? '').trim().split(/\s+/).filter(Boolean).map(test);
  return (trial) => tests.every((t) => t(trial));
}

const COMPARE = {
  '<': (a, b) => a < b,
  '<=': (a, b) => a <= b,
  '>': (a, b) => a > b,
  '>=': (a, b) => a >= b,
  '=': (a, b) => String(a) === String(b),
  ':': (a, b) => String(a).includes(b),
};

function test(word) {
  const [, name, sign, wanted] = word.match(/^([^<>=:]+)(<=|>=|<|>|=|:)(.+)$/) ?? [];
  if (!name) {
    const text = word.toLowerCase();
    return (t) =>
      `${t.number} ${t.state} ${t.reason ?? ''} ${Object.entries(t.configuration).flat().join(' ')}`
        .toLowerCase()
        .includes(text);
  }
  const of = (t) => (name in t.configuration ? t.configuration[name] : (t[name] ?? t.measurements[name]));
  const other = sign === ':' || sign === '=' || Number.isNaN(Number(wanted)) ? wanted : Number(wanted);
  return (t) =>
    of(t) != null &&
    COMPARE[sign](of(t), sign === '=' && !Number.isNaN(Number(wanted)) ? Number(wanted) : other);
}
