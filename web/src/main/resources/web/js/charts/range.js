// @ts-check
import { isPercent } from '../format.js';

/**
 * @typedef {{min: number, max: number, step: number}} Range
 * @typedef {{unit?: string} | null | undefined} Unit
 */

const STEPS = [1, 2, 2.5, 5, 10];
/** Of the tick counts tried, the one whose round ends are nearest to the data is taken. */
const INTERVALS = [4, 5, 6];

/**
 * The smallest step of 1, 2, 2.5 or 5 times a power of ten that is at least `x`.
 * @param {number} x
 */
export function niceStep(x) {
  const size = 10 ** Math.floor(Math.log10(x || 1));
  return round(size * (STEPS.find((m) => m * size >= x * 0.999) ?? 10));
}

/**
 * The range of an axis from the data's least to its greatest value, with round ticks: the data fill it.
 * A share does not exceed 0 to 100%.
 * @param {number} low
 * @param {number} high
 * @param {{objective?: Unit, room?: number}} [more]  room at both ends, as a share of the data's range
 * @returns {Range}
 */
export function fitted(low, high, { objective, room = 0 } = {}) {
  if (!Number.isFinite(low) || !Number.isFinite(high)) return { min: 0, max: 1, step: 0.25 };
  const spread = high - low || 0.1 * Math.abs(high) || 1;
  const [from, to] = high > low ? [low - room * spread, high + room * spread] : [low - spread, high + spread];
  const inside = within(low, high, objective);
  return INTERVALS.map((n) => ticked(from, to, niceStep((to - from) / n), inside)).reduce((a, b) =>
    b.max - b.min < (a.max - a.min) * 0.999 ? b : a
  );
}

function ticked(from, to, step, inside) {
  return {
    min: round(Math.max(inside.min, Math.floor(from / step + 1e-6) * step)),
    max: round(Math.min(inside.max, Math.ceil(to / step - 1e-6) * step)),
    step,
  };
}

/** What an axis must not exceed: values that are never negative have no negative ticks. */
function within(low, high, objective) {
  const whole = objective?.unit === 'percent' ? 100 : 1;
  return {
    min: low >= 0 ? 0 : -Infinity,
    max: isPercent(objective) && high <= whole ? whole : Infinity,
  };
}

/** Without the last digits of binary fractions: 0.3, not 0.30000000000000004. */
export function round(x) {
  return Number(x.toPrecision(12));
}
