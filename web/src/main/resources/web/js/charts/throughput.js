// @ts-check
import { base, blank, valueAxis, stepAxis } from './theme.js';
import { significant } from '../format.js';

/**
 * @typedef {import('./theme.js').Theme} Theme
 * @typedef {import('./theme.js').Option} Option
 * @typedef {{batch: number, throughput: number, secondsAStep: number}} Row
 */

/**
 * Examples per second by batch size, both on a log2 scale, with the line of perfect scaling from the smallest.
 * @param {{rows: Row[], saturation: number?}} sizes
 * @param {Theme} t
 * @returns {Option}
 */
export function throughputChart({ rows, saturation }, t) {
  if (!rows.length) return blank(t);
  const first = rows[0];
  const perfect = rows.map((r) => [r.batch, (first.throughput * r.batch) / first.batch]);
  const most = rows.reduce((m, r) => Math.max(m, r.throughput), 0);
  return {
    ...base(t),
    grid: { left: 60, right: 18, top: 14, bottom: 40 },
    xAxis: stepAxis(t, {
      type: 'log',
      logBase: 2,
      min: first.batch,
      max: rows.length > 1 ? rows.at(-1).batch : 2 * first.batch,
      name: 'batch size',
      nameLocation: 'middle',
      nameGap: 24,
      nameTextStyle: { color: t.ink, fontSize: 11 },
    }),
    yAxis: valueAxis(t, {
      type: 'log',
      logBase: 2,
      max: 2 ** Math.ceil(Math.log2(most * 1.1)),
      min: 2 ** Math.floor(Math.log2(first.throughput)),
      axisLabel: { color: t.quiet, fontSize: 11, formatter: (y) => significant(y, 3) },
    }),
    tooltip: {
      ...base(t).tooltip,
      formatter: ({ data }) =>
        data.raw
          ? `batch size ${data.raw.batch}\n` +
            `${significant(data.raw.throughput, 3)} examples a second\n` +
            `${significant(1000 * data.raw.secondsAStep, 3)} ms a step`
          : '',
    },
    series: [
      {
        type: 'line',
        name: 'perfect scaling',
        silent: true,
        showSymbol: false,
        clip: true,
        data: perfect,
        lineStyle: { color: t.axis, type: [2, 3], width: 1 },
      },
      {
        type: 'line',
        name: 'measured',
        symbol: 'circle',
        symbolSize: 7,
        lineStyle: { color: t.accent, width: 2 },
        data: rows.map((r) => ({
          value: [r.batch, r.throughput],
          raw: r,
          symbolSize: r.batch === saturation ? 12 : 7,
          itemStyle: { color: r.batch === saturation ? t.look : t.accent },
        })),
      },
    ],
  };
}
