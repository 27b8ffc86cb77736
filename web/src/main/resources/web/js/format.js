// @ts-check

/**
 * The objective of a project; the unit is recorded, or guessed by the server.
 * @typedef {{
 *   metric: string,
 *   direction: 'MINIMIZE' | 'MAXIMIZE',
 *   unit?: 'fraction' | 'percent' | 'none',
 *   examples?: number,
 * }} Objective
 */

/**
 * Whether the objective's values are shares, which are shown as percentages.
 * @param {{unit?: string} | null | undefined} objective
 */
export function isPercent(objective) {
  return objective?.unit === 'fraction' || objective?.unit === 'percent';
}

/**
 * A share in percent.
 * @param {{unit?: string}} objective
 * @param {number} x
 */
function inPercent(objective, x) {
  return objective.unit === 'fraction' ? 100 * x : x;
}

/**
 * An objective's value: a percentage with two decimals, or four significant digits.
 * @param {{unit?: string}} objective
 * @param {number | string | null} x
 */
export function value(objective, x) {
  if (x == null) return '–';
  const n = Number(x);
  if (!Number.isFinite(n)) return String(x);
  return isPercent(objective) ? `${inPercent(objective, n).toFixed(2)}%` : significant(n, 4);
}

/**
 * A value on an axis.
 * @param {{unit?: string} | null | undefined} objective
 * @param {number} x
 */
export function tick(objective, x, digits = 3) {
  return objective && isPercent(objective)
    ? `${significant(inPercent(objective, x), digits)}%`
    : significant(x, 3);
}

/**
 * A difference of two values; points when they are percentages.
 * @param {{unit?: string}} objective
 * @param {number} x
 */
export function difference(objective, x) {
  const n = Math.abs(x);
  return isPercent(objective) ? `${inPercent(objective, n).toFixed(2)} points` : significant(n, 3);
}

/**
 * A gain in words: positive is better.
 * @param {{unit?: string}} objective
 * @param {number} gain
 */
export function better(objective, gain) {
  return `${difference(objective, gain)} ${gain >= 0 ? 'better' : 'worse'}`;
}

export function significant(n, digits = 3) {
  if (n === 0) return '0';
  const size = Math.abs(n);
  if (size < 1e-3 || size >= 1e6)
    return n
      .toExponential(digits - 1)
      .replace(/\.?0*e/, 'e')
      .replace('e+', 'e');
  return String(Number(n.toPrecision(digits)));
}

const SUPERSCRIPTS = '⁰¹²³⁴⁵⁶⁷⁸⁹';

/** A power of ten as printed: 10⁻³. */
export function power(n) {
  if (n === 0) return '1';
  if (n === 1) return '10';
  return `10${n < 0 ? '⁻' : ''}${[...String(Math.abs(n))].map((d) => SUPERSCRIPTS[d]).join('')}`;
}

/** A hyperparameter's value. */
export function parameter(x) {
  return typeof x === 'number' ? significant(x, 4) : String(x);
}

/** A hyperparameter's key in words, with its condition: momentum under optimizer nesterov. */
export function key(text) {
  return text.replace(/\[([^=\]]*)=([^\]]*)\]/, ' under $1 $2');
}

/** A domain in words: 10⁻³ … 1, log. */
export function domain(d) {
  switch (d.scale) {
    case 'fixed':
      return `fixed ${parameter(d.value)}`;
    case 'choice':
      return d.values.map(parameter).join(', ');
    case 'reverse-log':
      return `${parameter(d.low)} … ${parameter(d.high)}, log of 1 − value`;
    case 'linear':
      return `${parameter(d.low)} … ${parameter(d.high)}`;
    case 'int':
      return `${d.low} … ${d.high}, integer`;
    case 'log-int':
      return `${d.low} … ${d.high}, integer (log)`;
    default:
      return `${parameter(d.low)} … ${parameter(d.high)}, ${d.scale}`;
  }
}

export function count(n, one, many = `${one}s`) {
  return `${Number(n).toLocaleString('en')} ${n === 1 ? one : many}`;
}

/**
 * The studies of a round: those that search, then those that rerun known configurations.
 * @param {{studies: number, reruns: number}} round
 */
export function studyCount({ studies, reruns }) {
  return count(studies, 'study', 'studies') + (reruns ? `, ${count(reruns, 'rerun')}` : '');
}

/** A duration with two units at most, rounded to the smaller one. */
export function duration(seconds) {
  if (seconds == null) return '–';
  if (seconds < 9.95) return `${seconds.toFixed(1)} s`;
  const whole = Math.round(seconds);
  if (whole < 90) return `${whole} s`;
  if (whole < 90 * 60) return `${Math.floor(whole / 60)} min ${whole % 60} s`;
  const minutes = Math.round(seconds / 60);
  return `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

/** A server's message as a sentence: a capital first, a full stop last. */
export function sentence(text) {
  const trimmed = text.trim();
  return trimmed.charAt(0).toUpperCase() + trimmed.slice(1) + (/[.!?…]$/.test(trimmed) ? '' : '.');
}
