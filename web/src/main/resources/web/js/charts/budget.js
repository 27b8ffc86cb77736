// @ts-check
import { axisTooltip, base, blank, endTitle, valueAxis, stepAxis, titled, TITLE_ROOM } from './theme.js';
import { fitted } from './range.js';
import { apart, logTicks, printedTicks, tickSeries } from './ticks.js';
import { count, value, ticker, titleOf } from '../format.js';

const LEFT = 52;

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
  const later = shown.slice(Math.floor(shown.length / 20));
  const ys = later.flatMap((p) => [p.median, p.low, p.high]).filter((y) => y != null);
  const { min, max, step } = fitted(Math.min(...ys), Math.max(...ys), { objective, room: 0.02 });
  const clamp = (y, edge) => (y == null ? edge : Math.min(max, Math.max(min, y)));
  const most = Math.max(2, points[points.length - 1].budget);
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
    grid: { left: LEFT, right: 40, top: TITLE_ROOM, bottom: 26 },
    xAxis: stepAxis(t, {
      ...endTitle('trials', t),
      type: 'log',
      logBase: 2,
      min: 1,
      max: most,
      axisLabel: { show: false },
      axisTick: { show: false },
    }),
    yAxis: valueAxis(t, {
      ...titled({}, titleOf(objective), t, LEFT),
      min,
      max,
      interval: step,
      axisLabel: { color: t.quiet, fontSize: 11, formatter: ticker(objective, step) },
    }),
    tooltip: axisTooltip(t, ([under]) => tooltip(nearest(shown, under.axisValue), objective)),
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
              ...shown.map((p) => api.coord([p.budget, clamp(p.low, min)])),
              ...shown.toReversed().map((p) => api.coord([p.budget, clamp(p.high, max)])),
            ],
          },
        }),
      },
      line('expected best', (p) => p.median, {
        lineStyle: { color: colour, width: 2 },
        itemStyle: { color: colour },
      }),
      tickSeries(trialTicks(most), min, t),
    ],
  };
}

/** Powers of two and the number of trials, as far as their texts have room. */
function trialTicks(most) {
  const all = [...new Set([...logTicks(1, most, { integer: true }).filter((n) => n < 0.75 * most), most])];
  const placed = apart(printedTicks(all).map((k) => ({ ...k, at: Math.log2(k.at) })), 240);
  return placed.map((k, i) => ({ ...k, at: all[i] }));
}

function nearest(points, budget) {
  return points.reduce((a, b) => (Math.abs(b.budget - budget) < Math.abs(a.budget - budget) ? b : a));
}

function tooltip({ budget, median, low, high }, objective) {
  const limit = (y) => (y == null ? 'no limit known' : value(objective, y));
  return `${count(budget, 'trial')}: ${value(objective, median)}\n${limit(low)} to ${limit(high)}`;
}
