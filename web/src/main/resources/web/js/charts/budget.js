// @ts-check
import { base, blank, valueAxis, stepAxis } from './theme.js';
import { value, tick } from '../format.js';

/**
 * @typedef {import('./theme.js').Theme} Theme
 * @typedef {import('./theme.js').Option} Option
 * @typedef {import('../format.js').Objective} Objective
 * @typedef {{budget: number, median: number, low: number?, high: number?}} Point
 */

const MAX_POINTS = 400;

/**
 * PB-59: the expected best by number of trials (the median), with the band that holds the whole curve.
 * Where the trials set no limit, the band ends at the plot's edge.
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
  const later = shown.slice(Math.floor(shown.length / 20));
  const ys = later.flatMap((p) => [p.median, p.low, p.high]).filter((y) => y != null);
  const [min, max] = [Math.min(...ys), Math.max(...ys)];
  const room = 0.08 * (max - min || Math.abs(max) || 1);
  const clamp = (y, edge) => (y == null ? edge : Math.min(max + room, Math.max(min - room, y)));
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
        data: [[1, shown[0].median]],
        renderItem: (_, api) => ({
          type: 'polygon',
          style: { fill: colour, opacity: 0.18 },
          shape: {
            points: [
              ...shown.map((p) => api.coord([p.budget, clamp(p.low, min - room)])),
              ...shown.toReversed().map((p) => api.coord([p.budget, clamp(p.high, max + room)])),
            ],
          },
        }),
      },
      line('expected best', (p) => p.median, {
        lineStyle: { color: colour, width: 2 },
        itemStyle: { color: colour },
      }),
    ],
  };
}

function tooltip({ budget, median, low, high }, objective) {
  const limit = (y) => (y == null ? 'no limit known' : value(objective, y));
  return `${budget} trials: ${value(objective, median)}\n${limit(low)} to ${limit(high)}`;
}
