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
 * A value in the unit in which it is shown: shares in percent.
 * @param {{unit?: string} | null | undefined} objective
 * @param {number} x
 */
export function inUnit(objective, x) {
  return objective?.unit === 'fraction' ? 100 * x : x;
}

/**
 * A number with a count of decimals, rounded half away from zero on its decimal text, as the server
 * rounds: 0.285 is 0.29, which `toFixed` makes 0.28.
 * @param {number} x
 * @param {number} decimals
 */
export function fixed(x, decimals) {
  if (!Number.isFinite(x) || Math.abs(x) >= 1e15) return String(x);
  const [mantissa, exponent = '0'] = Math.abs(x).toExponential().split('e');
  const digits = mantissa.replace('.', '');
  const kept = 1 + Number(exponent) + decimals;
  const up = kept >= 0 && kept < digits.length && digits[kept] >= '5' ? 1n : 0n;
  const whole = BigInt(kept > 0 ? digits.slice(0, kept).padEnd(kept, '0') : '0') + up;
  const text = String(whole).padStart(decimals + 1, '0');
  const sign = x < 0 && whole > 0n ? '-' : '';
  return sign + text.slice(0, text.length - decimals) + (decimals ? `.${text.slice(-decimals)}` : '');
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
  return isPercent(objective) ? `${fixed(inUnit(objective, n), 2)}%` : significant(n, 4);
}

/**
 * A value on an axis.
 * @param {{unit?: string} | null | undefined} objective
 * @param {number} x
 */
export function tick(objective, x, digits = 3) {
  return objective && isPercent(objective)
    ? `${significant(inUnit(objective, x), digits)}%`
    : significant(x, 3);
}

/**
 * A function that prints the ticks of an axis: as many decimals as the step between them needs.
 * @param {{unit?: string} | null | undefined} objective
 * @param {number | undefined} step
 * @returns {(x: number) => string}
 */
export function ticker(objective, step) {
  const shown = Math.abs(inUnit(objective, step ?? 0));
  if (!shown) return (x) => significant(inUnit(objective, x), 4);
  const decimals = [0, 1, 2, 3, 4, 5, 6].find((d) => Math.abs(shown * 10 ** d - Math.round(shown * 10 ** d)) < 1e-3);
  return (x) => {
    const y = inUnit(objective, x);
    if (decimals == null || shown < 1e-3 || Math.abs(y) >= 1e6) return significant(y, 4);
    return fixed(y, decimals);
  };
}

/**
 * The title of an axis of the objective: its metric with the unit.
 * @param {Objective} objective
 */
export function titleOf(objective) {
  return isPercent(objective) ? `${objective.metric} (%)` : objective.metric;
}

/**
 * A difference of two values; points when they are percentages.
 * @param {{unit?: string}} objective
 * @param {number} x
 */
export function difference(objective, x) {
  const n = Math.abs(x);
  return isPercent(objective) ? `${fixed(inUnit(objective, n), 2)} points` : significant(n, 3);
}

/**
 * A gain in words: positive is better.
 * @param {{unit?: string}} objective
 * @param {number} gain
 */
export function better(objective, gain) {
  return `${difference(objective, gain)} ${gain >= 0 ? 'better' : 'worse'}`;
}

/**
 * A number with significant digits, without trailing zeros, rounded half away from zero.
 * @param {number} n
 */
export function significant(n, digits = 3) {
  if (n === 0) return '0';
  if (!Number.isFinite(n)) return String(n);
  const size = Math.abs(n);
  const exponent = Number(size.toExponential().split('e')[1]);
  if (size < 1e-3 || size >= 1e6) {
    const mantissa = Number(fixed(Number(n.toExponential().split('e')[0]), digits - 1));
    return Math.abs(mantissa) === 10 ? `${mantissa / 10}e${exponent + 1}` : `${mantissa}e${exponent}`;
  }
  const decimals = digits - 1 - exponent;
  return decimals >= 0
    ? String(Number(fixed(n, decimals)))
    : String(Number(`${fixed(n / 10 ** -decimals, 0)}e${-decimals}`));
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

/** The type of a domain: float (log), integer, categorical. */
export function typeOf(d) {
  switch (d.scale) {
    case 'choice':
      return d.values.every((v) => typeof v === 'boolean') ? 'boolean' : 'categorical';
    case 'linear':
      return 'float';
    case 'reverse-log':
      return 'float (log of 1 − value)';
    case 'int':
      return 'integer';
    case 'log-int':
      return 'integer (log)';
    case 'fixed':
      return 'one value';
    default:
      return `float (${d.scale})`;
  }
}

/** The values of a domain: its range, its choices, or the one that is fixed. */
export function rangeOf(d) {
  switch (d.scale) {
    case 'fixed':
      return parameter(d.value);
    case 'choice':
      return d.values.map(parameter).join(', ');
    default:
      return `${parameter(d.low)} … ${parameter(d.high)}`;
  }
}

/** A domain in words: 0.001 … 1, float (log). */
export function domain(d) {
  return ['fixed', 'choice'].includes(d.scale) ? rangeOf(d) : `${rangeOf(d)}, ${typeOf(d)}`;
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
