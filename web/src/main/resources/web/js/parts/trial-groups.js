// @ts-check
import { parameter, value } from '../format.js';

/**
 * @typedef {{label: string, trials: any[], best: number | null}} Group
 */

const MAX_VALUES = 12;
const RANGES = 6;
/** The group without a value: "none" can be one. */
const MISSING = Symbol('missing');

/**
 * The names that trials can be grouped by: their hyperparameters with more than one value, and the state.
 * @param {any[]} trials
 */
export function groupings(trials) {
  const values = new Map();
  for (const t of trials)
    for (const [name, x] of Object.entries(t.configuration)) {
      if (!values.has(name)) values.set(name, new Set());
      values.get(name).add(x);
    }
  return ['state', ...[...values].filter(([, v]) => v.size > 1).map(([name]) => name).sort()];
}

/**
 * The trials in groups by a hyperparameter, in its order; the order within a group stays. A number with many values
 * is grouped by ranges with equally many of all trials, which a filter does not change.
 * @param {any[]} trials  sorted
 * @param {string} name  a hyperparameter or `state`
 * @param {import('../format.js').Objective} objective
 * @param {any[]} [all]  of the study
 * @returns {Group[]}
 */
export function grouped(trials, name, objective, all = trials) {
  const of = (t) => (name === 'state' ? t.state : t.configuration[name]);
  const values = [...new Set(all.map(of).filter((x) => x != null))];
  const numeric = values.every((x) => typeof x === 'number');
  const ordered = values.sort((a, b) => (numeric ? a - b : String(a).localeCompare(String(b))));
  const label = numeric && values.length > MAX_VALUES ? ranges(all.map(of), of) : (t) => parameter(of(t));
  const groups = new Map(
    numeric && values.length > MAX_VALUES ? label.all.map((l) => [l, []]) : ordered.map((x) => [parameter(x), []])
  );
  for (const t of trials) {
    const key = of(t) == null ? MISSING : label(t);
    if (!groups.has(key)) groups.set(key, []);
    groups.get(key).push(t);
  }
  return [...groups]
    .filter(([, members]) => members.length)
    .map(([key, members]) => ({
      label: key === MISSING ? `no ${name}` : `${name} ${key}`,
      trials: members,
      best: best(members, objective),
    }));
}

/** Labels by quantiles. */
function ranges(all, of) {
  const sorted = all.filter((x) => x != null).sort((a, b) => a - b);
  const edges = Array.from({ length: RANGES }, (_, i) => sorted[Math.floor((i * sorted.length) / RANGES)]);
  const starts = [...new Set(edges)];
  const texts = starts.map((low, i) => {
    const high = i + 1 < starts.length ? starts[i + 1] : sorted.at(-1);
    return `${parameter(low)} … ${i + 1 < starts.length ? 'below ' : ''}${parameter(high)}`;
  });
  const label = (t) => texts[starts.findLastIndex((low) => of(t) >= low)];
  return Object.assign(label, { all: texts });
}

function best(trials, objective) {
  const values = trials.map((t) => t.value).filter((v) => v != null);
  if (!values.length) return null;
  return values.reduce((a, b) => (objective.direction === 'MINIMIZE' ? Math.min(a, b) : Math.max(a, b)));
}

/** A group in words: `optimizer adam · 24 trials · best 2.50%`. */
export function groupText({ label, trials, best: y }, objective) {
  const count = `${trials.length.toLocaleString('en')} ${trials.length === 1 ? 'trial' : 'trials'}`;
  return `${label} · ${count}${y == null ? '' : ` · best ${value(objective, y)}`}`;
}
