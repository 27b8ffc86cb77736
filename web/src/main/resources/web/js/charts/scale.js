// @ts-check
import { power, significant, parameter } from '../format.js';

/**
 * A hyperparameter on its axis.
 * @typedef {{
 *   name: string,
 *   scale: 'linear' | 'log' | 'reverse-log' | 'int' | 'log-int' | 'choice',
 *   low?: number?,
 *   high?: number?,
 *   values?: any[]?,
 * }} Plot
 * @typedef {{at: number, text: string}} Tick
 * @typedef {{
 *   category: boolean,
 *   to: (x: any) => any,
 *   values?: string[],
 *   min?: number,
 *   max?: number,
 *   ticks?: Tick[],
 * }} Scale
 */

/**
 * A hyperparameter's axis: `to` maps values to a linear coordinate, ticks have the printed texts.
 * On a log axis integers are powers of ten; on a reverse-log axis they are 0.9, 0.99, 0.999.
 * @param {Plot} plot
 * @returns {Scale}
 */
export function scaleOf(plot) {
  switch (plot.scale) {
    case 'log':
    case 'log-int':
      return numeric(
        plot,
        Math.log10,
        (u) => power(u),
        (u) => significant(10 ** u, 2)
      );
    case 'reverse-log':
      return numeric(
        plot,
        (x) => -Math.log10(1 - x),
        (u) => String(Number((1 - 10 ** -u).toFixed(6))),
        (u) => significant(1 - 10 ** -u, 3)
      );
    case 'choice':
      return { category: true, values: plot.values.map(parameter), to: parameter };
    default:
      return linear(plot);
  }
}

/**
 * The text at a linear coordinate of a hyperparameter's axis: the inverse of `scaleOf(plot).to`.
 * @param {Plot} plot
 * @returns {(u: number) => string}
 */
export function printed({ scale }) {
  switch (scale) {
    case 'log':
    case 'log-int':
      return (u) => significant(10 ** u, 2);
    case 'reverse-log':
      return (u) => String(Number((1 - Number((10 ** -u).toPrecision(1))).toFixed(6)));
    default:
      return (u) => significant(u, 3);
  }
}

/** Ticks at the integers, and at a bound that is not close to one. */
function numeric(plot, to, whole, bound) {
  const min = to(plot.low);
  const max = to(plot.high);
  const ticks = [];
  for (let n = Math.ceil(min - 1e-9); n <= max + 1e-9; n++) ticks.push({ at: n, text: whole(n) });
  const every = Math.ceil(ticks.length / 6);
  const printed = ticks.map((t, i) => (i % every ? { ...t, text: '' } : t));
  for (const u of [min, max]) {
    const near = ticks.some((t) => Math.abs(t.at - u) < 0.11 * (max - min));
    if (!near) printed.push({ at: u, text: bound(u) });
  }
  return { category: false, min, max, ticks: printed, to: (x) => to(Number(x)) };
}

/**
 * Ticks at both bounds and at three round numbers between them.
 * @param {Plot} plot
 * @returns {Scale}
 */
function linear({ low, high }) {
  const size = 10 ** Math.floor(Math.log10((high - low) / 3));
  const step = [1, 2, 5, 10].map((m) => m * size).find((m) => (high - low) / m <= 4.5);
  const ticks = [low, high].map((at) => ({ at, text: significant(at, 3) }));
  for (let n = Math.ceil(low / step); n * step < high; n++) {
    if (n * step - low > 0.15 * (high - low) && high - n * step > 0.15 * (high - low))
      ticks.push({ at: n * step, text: significant(n * step, 3) });
  }
  return { category: false, min: low, max: high, ticks, to: Number };
}
