// @ts-check
import { base, valueAxis, stepAxis, STAR, CROSS, TRIANGLE } from './theme.js';
import { scaleOf } from './scale.js';
import { value, tick, parameter } from '../format.js';

/**
 * @typedef {import('./theme.js').Theme} Theme
 * @typedef {import('./theme.js').Option} Option
 * @typedef {import('../format.js').Objective} Objective
 * @typedef {import('./scale.js').Plot} Plot
 * @typedef {{trial: string, number: number, x: any, y: number, bestStep?: number}} Point
 * @typedef {{trial: string, number: number, x: any, reason: string}} Infeasible
 * @typedef {{min: number, max: number, step?: number}} Range
 */

const TOP_OF_PLOT = 1;
const BELOW_TOP = 0.93;

/**
 * The range of y that all plots of a page share: from just below the best trial to a limit within the worse
 * half of the trials. Trials beyond it are drawn at the edge.
 * @param {{points: {y: number}[]}[]} plots
 * @param {Objective['direction']} direction
 * @returns {Range}
 */
export function sharedRange(plots, direction) {
  const ys = plots
    .flatMap((p) => p.points.map((q) => q.y))
    .filter(Number.isFinite)
    .sort((a, b) => a - b);
  if (!ys.length) return { min: 0, max: 1 };
  const ordered = direction === 'MINIMIZE' ? ys : ys.toReversed();
  const best = ordered[0];
  const median = ordered[Math.floor(ordered.length / 2)];
  const worst = ordered.at(-1);
  const reach = Math.abs(median - best) * 2 || Math.abs(worst - best) || Math.abs(best) || 1;
  const far = direction === 'MINIMIZE' ? Math.min(worst, best + reach) : Math.max(worst, best - reach);
  const step = nice(Math.abs(far - best) / 4);
  const low = Math.min(best, far);
  const high = Math.max(best, far);
  let min = Math.floor(low / step - 0.25) * step;
  if (low >= 0) min = Math.max(0, min);
  return { min, max: Math.ceil(high / step + 0.4) * step, step };
}

/**
 * PB-24: the objective, best over training, against one hyperparameter on its own scale.
 * @param {Plot & {points: Point[], infeasible: Infeasible[], top: string[]}} plot
 * @param {{objective: Objective, range: Range, colour: string}} look
 * @param {Theme} t
 * @returns {Option}
 */
export function axisPlot(plot, { objective, range, colour }, t) {
  const scale = scaleOf(plot);
  const minimize = objective.direction === 'MINIMIZE';
  const pin = (share) =>
    minimize ? range.min + share * (range.max - range.min) : range.max - share * (range.max - range.min);
  const outside = (y) => (minimize ? y > range.max : y < range.min);
  const top = new Set(plot.top);
  const at = (p, y) => ({ value: [scale.to(p.x), y], name: `trial ${p.number}`, trial: p.trial, raw: p });
  const inside = plot.points.filter((p) => !outside(p.y));
  const series = (name, symbol, size, points, style, z) => ({
    type: 'scatter',
    name,
    symbol,
    symbolSize: size,
    data: points,
    itemStyle: style,
    z,
    cursor: 'pointer',
    clip: false,
  });
  return {
    ...base(t),
    grid: { left: 44, right: 18, top: 12, bottom: 26 },
    xAxis: scale.category
      ? { ...stepAxis(t), type: 'category', data: scale.values }
      : stepAxis(t, {
          min: scale.min,
          max: scale.max,
          axisLabel: { show: false },
          axisTick: { show: false },
        }),
    yAxis: valueAxis(t, {
      min: range.min,
      max: range.max,
      interval: range.step,
      inverse: false,
      axisLabel: {
        color: t.quiet,
        fontSize: 11,
        formatter: (y) => tick(objective, y),
      },
    }),
    tooltip: {
      ...base(t).tooltip,
      formatter: ({ data }) =>
        [
          `Trial ${data.raw.number}`,
          `${plot.name} ${parameter(data.raw.x)}`,
          data.raw.reason
            ? `infeasible: ${wrap(data.raw.reason)}`
            : `${value(objective, data.raw.y)} at step ${data.raw.bestStep}`,
        ].join('\n'),
    },
    series: [
      scale.category ? null : ticks(scale, range.min, t),
      series(
        'completed',
        'circle',
        6,
        inside.filter((p) => !top.has(p.trial)).map((p) => at(p, p.y)),
        { color: colour, opacity: 0.7 },
        2
      ),
      series(
        'above the scale',
        TRIANGLE,
        7,
        plot.points.filter((p) => outside(p.y)).map((p) => at(p, pin(BELOW_TOP))),
        { color: 'transparent', borderColor: colour, borderWidth: 1, opacity: 0.7 },
        2
      ),
      series(
        'infeasible',
        CROSS,
        9,
        plot.infeasible.map((p) => at(p, pin(TOP_OF_PLOT))),
        { color: t.trouble },
        3
      ),
      series(
        'best three',
        STAR,
        14,
        inside.filter((p) => top.has(p.trial)).map((p) => at(p, p.y)),
        { color: colour, borderColor: t.ink, borderWidth: 0.8 },
        4
      ),
    ].filter(Boolean),
  };
}

/** The axis's ticks, drawn as points below it, since ECharts does not place ticks on a custom scale. */
function ticks(scale, floor, t) {
  return {
    type: 'scatter',
    name: 'ticks',
    silent: true,
    clip: false,
    z: 1,
    symbol: 'rect',
    symbolSize: [1, 5],
    symbolOffset: [0, 2.5],
    itemStyle: { color: t.axis },
    label: {
      show: true,
      position: 'bottom',
      distance: 4,
      color: t.quiet,
      fontSize: 11,
      formatter: ({ name }) => name,
    },
    data: scale.ticks.map(({ at, text }) => ({ value: [at, floor], name: text })),
  };
}

function nice(x) {
  const size = 10 ** Math.floor(Math.log10(x || 1));
  return [1, 2, 2.5, 5, 10].map((m) => m * size).find((m) => m >= x * 0.999);
}

function wrap(text) {
  return text.replace(/(.{36,}?)\s/g, '$1\n');
}
