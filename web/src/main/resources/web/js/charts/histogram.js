// @ts-check
import { base, blank, valueAxis } from './theme.js';
import { significant } from '../format.js';

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
  return {
    ...base(t),
    grid: { left: 48, right: 24, top: 26, bottom: 26 },
    xAxis: {
      ...valueAxis(t, {
        type: 'log',
        min: h.bins[0].from,
        max: h.bins.at(-1).to,
        axisLabel: { color: t.quiet, fontSize: 11, hideOverlap: true, formatter: (x) => significant(x, 2) },
      }),
      type: 'log',
      splitLine: { show: false },
    },
    yAxis: valueAxis(t, { min: 0, minInterval: 1 }),
    tooltip: {
      ...base(t).tooltip,
      formatter: ({ data }) =>
        `${significant(data[0], 3)} to ${significant(data[1], 3)}\n${data[2].toLocaleString('en')} steps`,
    },
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
    ],
  };
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
