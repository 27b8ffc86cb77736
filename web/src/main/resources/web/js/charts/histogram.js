// @ts-check
import { axisTooltip, base, blank, endTitle, valueAxis, stepAxis, titled, TITLE_ROOM } from './theme.js';
import { logTicks, printedTicks, tickSeries } from './ticks.js';
import { count, significant } from '../format.js';

const LEFT = 56;

/**
 * @typedef {import('./theme.js').Theme} Theme
 * @typedef {import('./theme.js').Option} Option
 * @typedef {{from: number, to: number, count: number}} Bin
 * @typedef {{bins: Bin[], apart: number, median: number, ninetieth: number}} Histogram
 */

/**
 * A histogram on a log scale (PB-61), with a mark at the 90th percentile, at which PB-65 clips.
 * @param {Histogram} h
 * @param {string} colour
 * @param {Theme} t
 * @returns {Option}
 */
export function histogramChart(h, colour, t) {
  if (!h.bins.length) return blank(t);
  const [low, high] = [h.bins[0].from, h.bins[h.bins.length - 1].to];
  return {
    ...base(t),
    grid: { left: LEFT, right: 44, top: TITLE_ROOM, bottom: 26 },
    xAxis: stepAxis(t, {
      type: 'log',
      min: low,
      max: high,
      axisLabel: { show: false },
      axisTick: { show: false },
      ...endTitle('norm', t),
    }),
    yAxis: valueAxis(t, { ...titled({}, 'steps', t, LEFT), min: 0, minInterval: 1 }),
    tooltip: axisTooltip(t, ([under]) => tooltip(h.bins, under?.axisValue)),
    series: [
      {
        type: 'custom',
        name: 'Steps',
        encode: { x: [0, 1], y: 2 },
        data: h.bins.map((b) => [b.from, b.to, b.count]),
        renderItem: (_, api) => {
          const [left, top] = api.coord([api.value(0), api.value(2)]);
          const [right, bottom] = api.coord([api.value(1), 0]);
          return {
            type: 'rect',
            shape: { x: left + 0.5, y: top, width: Math.max(1, right - left - 1), height: bottom - top },
            style: { fill: colour },
          };
        },
        markLine: {
          symbol: 'none',
          silent: true,
          lineStyle: { color: t.quiet, type: [3, 3] },
          label: {
            color: t.quiet,
            fontSize: 11,
            formatter: () => `90th percentile ${significant(h.ninetieth, 3)}`,
          },
          data: [{ xAxis: h.ninetieth }],
        },
      },
      tickSeries(printedTicks(logTicks(low, high)), 0, t),
    ],
  };
}

function tooltip(bins, x) {
  const bin = bins.find((b) => x >= b.from && x <= b.to);
  return bin ? `${significant(bin.from, 3)} to ${significant(bin.to, 3)}\n${count(bin.count, 'step')}` : '';
}

/**
 * Head and rows of the histogram as a table.
 * @param {Histogram} h
 */
export function histogramRows(h) {
  return {
    head: ['From', 'To', 'Steps'],
    rows: h.bins.map((b) => [significant(b.from, 3), significant(b.to, 3), b.count]),
  };
}
