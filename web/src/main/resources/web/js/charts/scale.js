// @ts-check
import { power, significant, parameter } from '../format.js';
import { niceStep } from './range.js';
import { apart, logTicks, number } from './ticks.js';

/** Pixels of the narrowest plot's axis. */
const WIDTH = 200;
const MAX_USED = 9;

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
 * On a log axis integers are powers of ten; on a reverse-log axis they are 0.9, 0.99, 0.999. The axis of an
 * integer has a tick for each value where the trials used few.
 * @param {Plot & {points?: {x: any}[]}} plot
 * @returns {Scale}
 */
export function scaleOf(plot) {
  if (plot.scale === 'choice')
    return { category: true, values: plot.values.map(parameter), to: parameter };
  const { to, from } = mapping(plot);
  const [min, max] = bounds(to(plot.low), to(plot.high));
  const ticks = used(plot, to) ?? marks(plot.scale, min, max, from);
  return { category: false, min, max, ticks: apart(ticks, WIDTH), to: (x) => to(Number(x)) };
}

/** From values to the linear coordinate and back; a log scale needs positive bounds, else it is linear. */
function mapping({ scale, low }) {
  if ((scale === 'log' || scale === 'log-int') && low > 0) return { to: Math.log10, from: (u) => 10 ** u };
  if (scale === 'reverse-log')
    return { to: (x) => -Math.log10(Math.max(1e-12, 1 - x)), from: (u) => 1 - 10 ** -u };
  return { to: Number, from: Number };
}

/** An axis needs a range: equal bounds get one around them. */
function bounds(min, max) {
  if (!Number.isFinite(min) || !Number.isFinite(max)) return [0, 1];
  if (max > min) return [min, max];
  const room = 0.5 * Math.abs(min) || 1;
  return [min - room, max + room];
}

/** The values of an integer that the trials used, when they are few. */
function used({ scale, points, low, high }, to) {
  if (!scale.endsWith('int') || !points?.length) return null;
  const values = [...new Set(points.map((p) => Number(p.x)))].sort((a, b) => a - b);
  if (values.length > MAX_USED || values.some((x) => x < low || x > high)) return null;
  return values.map((x) => ({ at: to(x), text: number(x) }));
}

function marks(scale, min, max, from) {
  if (from === Number) return linear(min, max);
  if (scale === 'reverse-log') return whole(min, max, (u) => String(Number((1 - 10 ** -u).toFixed(6))), from);
  if (scale === 'log-int') return integers(10 ** min, 10 ** max);
  if (max - min >= 2) return whole(min, max, power, from);
  return logTicks(10 ** min, 10 ** max).map((x) => ({ at: Math.log10(x), text: number(x) }));
}

/** Powers of two between two of them, as of batch sizes, else round numbers. */
function integers(low, high) {
  const values = logTicks(low, high, { integer: isPowerOfTwo(low) && isPowerOfTwo(high) });
  const round = values.filter(Number.isInteger);
  const inner = round.filter((x) => x > 1.3 * low && x < high / 1.3);
  return [low, ...inner, high].map((x) => ({ at: Math.log10(x), text: number(Math.round(x)) }));
}

const isPowerOfTwo = (x) => Math.abs(Math.log2(x) - Math.round(Math.log2(x))) < 1e-6;

/** Ticks at the integers of the coordinate, close to the bounds too, and at a bound far from any. */
function whole(min, max, text, from) {
  const near = 0.02 * (max - min);
  const ticks = [];
  for (let n = Math.ceil(min - near); n <= max + near; n++)
    ticks.push({ at: Math.min(max, Math.max(min, n)), text: text(n) });
  for (const u of [min, max])
    if (!ticks.some((k) => Math.abs(k.at - u) < 0.2 * (max - min)))
      ticks.push({ at: u, text: significant(from(u), 2) });
  return ticks;
}

/** Ticks at both bounds and at up to three round numbers between them. */
function linear(low, high) {
  const step = niceStep((high - low) / 4.5);
  const ticks = [low, high].map((at) => ({ at, text: number(Number(at.toPrecision(3))) }));
  const room = 0.15 * (high - low);
  for (let n = Math.ceil(low / step); n * step < high; n++)
    if (n * step - low > room && high - n * step > room)
      ticks.push({ at: n * step, text: number(Number((n * step).toPrecision(6))) });
  return ticks;
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
