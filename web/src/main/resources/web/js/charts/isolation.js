// @ts-check
import { base, blank, valueAxis, stepAxis } from './theme.js';
import { value, tick } from '../format.js';

/**
 * @typedef {import('./theme.js').Theme} Theme
 * @typedef {import('./theme.js').Option} Option
 * @typedef {import('../format.js').Objective} Objective
 * @typedef {{
 *   value: string,
 *   trial: string,
 *   number: number,
 *   trials: number,
 *   y: number,
 *   low: number?,
 *   high: number?,
 * }} Point
 */

/**
 * PB-36: for each scientific value its best trial over the nuisance ones, with a line to
 * the worse value at which a repeated search may end.
 * @param {{points: Point[]}} plot
 * @param {{objective: Objective, colourOf: (point: any) => string}} look
 * @param {Theme} t
 * @returns {Option}
 */
export function isolationPlot(plot, { objective, colourOf }, t) {
  if (!plot.points.length) return blank(t);
  const ys = plot.points.flatMap((p) => [p.y, p.low, p.high]).filter((y) => y != null);
  const spread = Math.max(...ys) - Math.min(...ys) || Math.abs(ys[0]) || 1;
  return {
    ...base(t),
    grid: { left: 52, right: 14, top: 14, bottom: 26 },
    xAxis: {
      ...stepAxis(t),
      type: 'category',
      data: plot.points.map((p) => p.value),
      axisTick: { show: false },
    },
    yAxis: valueAxis(t, {
      min: Math.max(0, Math.min(...ys) - 0.25 * spread),
      max: Math.max(...ys) + 0.25 * spread,
      splitNumber: 4,
      axisLabel: {
        color: t.quiet,
        fontSize: 11,
        showMinLabel: false,
        showMaxLabel: false,
        formatter: (y) => tick(objective, y, 2),
      },
    }),
    tooltip: {
      ...base(t).tooltip,
      formatter: ({ data }) =>
        data.raw
          ? `${data.raw.value}: ${value(objective, data.raw.y)}\n` +
            `trial ${data.raw.number}, best of ${data.raw.trials}\n` +
            repeats(data.raw, objective)
          : '',
    },
    series: [
      ...plot.points.map((p) => ({
        type: 'line',
        name: `range of ${p.value}`,
        silent: true,
        showSymbol: false,
        data: [
          [p.value, p.low],
          [p.value, p.high],
        ],
        lineStyle: { color: colourOf(p), width: 2.5, opacity: 0.6 },
        z: 2,
      })),
      {
        type: 'scatter',
        name: 'best trial',
        symbolSize: 11,
        z: 3,
        cursor: 'pointer',
        label: {
          show: true,
          position: 'right',
          distance: 8,
          color: t.ink,
          fontSize: 11,
          formatter: ({ data }) => value(objective, data.raw.y),
        },
        data: plot.points.map((p) => ({
          value: [p.value, p.y],
          trial: p.trial,
          raw: p,
          itemStyle: { color: colourOf(p) },
        })),
      },
    ],
  };
}

function repeats({ low, high }, objective) {
  return low == null
    ? 'too few trials to estimate repeated searches'
    : `repeated searches: ${value(objective, low)} to ${value(objective, high)}`;
}
