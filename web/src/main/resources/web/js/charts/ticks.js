// @ts-check
import { significant } from '../format.js';

/**
 * @typedef {import('./theme.js').Theme} Theme
 * @typedef {import('./scale.js').Tick} Tick
 */

const CHARACTER = 6.4;
const GAP = 8;

/**
 * Ticks whose texts do not overlap: the ends first, then those between that have room. The others keep
 * their mark without a text.
 * @param {Tick[]} ticks
 * @param {number} width  of the axis, in pixels
 * @returns {Tick[]}
 */
export function apart(ticks, width) {
  const sorted = [...ticks].sort((a, b) => a.at - b.at);
  if (sorted.length < 2) return sorted;
  const [first, last] = [sorted[0], sorted[sorted.length - 1]];
  const pixel = (t) => ((t.at - first.at) / (last.at - first.at || 1)) * width;
  const half = (t) => (t.text.length * CHARACTER) / 2;
  const fits = (t, others) => others.every((o) => Math.abs(pixel(t) - pixel(o)) >= half(t) + half(o) + GAP);
  for (let every = 1; every < sorted.length; every++) {
    const chosen = sorted.filter((t, i) => t.text && i % every === 0);
    if (chosen.every((t, i) => fits(t, chosen.slice(i + 1)))) return extended(sorted, chosen, fits);
  }
  return extended(sorted, [first], fits);
}

/** The last tick is printed too where it has room. */
function extended(sorted, chosen, fits) {
  const last = sorted[sorted.length - 1];
  const shown = new Set(chosen);
  if (fits(last, chosen.filter((c) => c !== last))) shown.add(last);
  return sorted.map((t) => (shown.has(t) ? t : { ...t, text: '' }));
}

/**
 * The round numbers of a log axis from `min` to `max`: powers of two for integers, else powers of ten,
 * or 1, 2 and 5 times them where there are few.
 * @param {number} min  positive
 * @param {number} max
 * @param {{integer?: boolean}} [more]
 * @returns {number[]}
 */
export function logTicks(min, max, { integer = false } = {}) {
  if (!(min > 0) || !(max >= min)) return [];
  if (integer) {
    const out = [];
    for (let n = Math.ceil(Math.log2(min) - 1e-9); 2 ** n <= max * (1 + 1e-9); n++) out.push(2 ** n);
    return out.length ? out : [min];
  }
  const decades = Math.log10(max / min);
  const multiples = decades >= 2.5 ? [1] : decades >= 1 ? [1, 3] : [1, 2, 5];
  const out = [];
  for (let n = Math.floor(Math.log10(min)); n <= Math.ceil(Math.log10(max)); n++)
    for (const m of multiples) {
      const x = Number(`${m}e${n}`);
      if (x >= min * (1 - 1e-9) && x <= max * (1 + 1e-9)) out.push(x);
    }
  return out.length > 1 ? out : [...new Set([min, ...out, max])];
}

/**
 * @param {number[]} values
 * @returns {Tick[]} with their texts, on a log axis
 */
export const printedTicks = (values) => values.map((x) => ({ at: x, text: number(x) }));

/** An integer with its thousands, else three significant digits. */
export function number(x) {
  return Number.isInteger(x) && Math.abs(x) < 1e6 ? x.toLocaleString('en') : significant(x, 3);
}

/**
 * The ticks of an axis as a series, since ECharts places its own only on its own scales.
 * @param {Tick[]} ticks
 * @param {number} edge  the value on the other axis at which the axis is drawn
 * @param {Theme} t
 * @param {'x' | 'y'} axis
 */
export function tickSeries(ticks, edge, t, axis = 'x') {
  const x = axis === 'x';
  return {
    type: 'scatter',
    name: x ? 'ticks' : 'ticks of y',
    silent: true,
    clip: false,
    z: 1,
    symbol: 'rect',
    symbolSize: x ? [1, 5] : [5, 1],
    symbolOffset: x ? [0, 2.5] : [-2.5, 0],
    itemStyle: { color: t.axis },
    tooltip: { show: false },
    label: {
      show: true,
      position: x ? 'bottom' : 'left',
      distance: 4,
      color: t.quiet,
      fontSize: 11,
      formatter: ({ name }) => name,
    },
    data: ticks.map(({ at, text }) => ({ value: x ? [at, edge] : [edge, at], name: text })),
  };
}
