// @ts-check
import { base, blank, valueAxis, stepAxis } from './theme.js';
import { value, tick } from '../format.js';

/**
 * @typedef {import('./theme.js').Theme} Theme
 * @typedef {import('./theme.js').Option} Option
 * @typedef {import('../format.js').Objective} Objective
 * @typedef {{budget: number, expected: number, low: number, high: number}} Point
 */

const MAX_POINTS = 400;

/**
 * PB-59: the expected best by number of trials, with the band over bootstrap repeats.
 * @param {{points: Point[]}} budget
 * @param {Objective} objective
 * @param {string} colour
 * @param {Theme} t
 * @returns {Option}
 */
export function budgetChart({ points }, objective, colour, t) {
  if (!points.length) return blank(t);
  const every = Math.ceil(points.length / MAX_POINTS);
  const shown = points.filter((_, i) => i % every === 0 || i === points.length - 1);
  const format = (y) => tick(objective, y);
  const ys = shown.slice(Math.floor(shown.length / 20)).flatMap((p) => [p.low, p.high]);
  const [min, max] = [Math.min(...ys), Math.max(...ys)];
  const room = 0.08 * (max - min || Math.abs(max) || 1);
  const clamp = (y) => Math.min(max + room, Math.max(min - room, y));
  const line = (name, of, style) => ({
    type: 'line',
    name,
    showSymbol: false,
    clip: true,
    data: shown.map((p) => [p.budget, of(p)]),
    ...style,
  });
  return {
    ...base(t),
    grid: { left: 52, right: 16, top: 12, bottom: 26 },
    xAxis: stepAxis(t, { type: 'log', logBase: 2, min: 1, max: points.at(-1).budget }),
    yAxis: valueAxis(t, {
      min: min - room,
      max: max + room,
      axisLabel: {
        color: t.quiet,
        fontSize: 11,
        showMinLabel: false,
        showMaxLabel: false,
        formatter: format,
      },
    }),
    tooltip: {
      ...base(t).tooltip,
      trigger: 'axis',
      formatter: (under) => tooltip(shown[under.at(-1).dataIndex], objective),
    },
    series: [
      {
        type: 'custom',
        name: 'band',
        silent: true,
        clip: true,
        tooltip: { show: false },
        data: [[1, shown[0].low]],
        renderItem: (_, api) => ({
          type: 'polygon',
          style: { fill: colour, opacity: 0.18 },
          shape: {
            points: [
              ...shown.map((p) => api.coord([p.budget, clamp(p.low)])),
              ...shown.toReversed().map((p) => api.coord([p.budget, clamp(p.high)])),
            ],
          },
        }),
      },
      line('expected best', (p) => p.expected, {
        lineStyle: { color: colour, width: 2 },
        itemStyle: { color: colour },
      }),
    ],
  };
}

function tooltip({ budget, expected, low, high }, objective) {
  return `${budget} trials: ${value(objective, expected)}\n${value(objective, low)} to ${value(objective, high)}`;
}
