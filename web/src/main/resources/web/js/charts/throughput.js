// @ts-check
import { axisTooltip, base, blank, valueAxis, stepAxis, titled, TITLE_ROOM } from './theme.js';
import { apart, logTicks, printedTicks, tickSeries } from './ticks.js';
import { significant } from '../format.js';

const LEFT = 60;
const WIDTH = 240;

/**
 * @typedef {import('./theme.js').Theme} Theme
 * @typedef {import('./theme.js').Option} Option
 * @typedef {{batch: number, throughput: number | string, secondsAStep: number}} Row
 */

/**
 * Examples per second by batch size, both on a log2 scale, with the line of perfect scaling: through the batch size
 * with the most examples per second for its size, so that no measurement exceeds it. Sizes without a measured step
 * are omitted.
 * @param {{rows: Row[], saturation: number?}} sizes
 * @param {Theme} t
 * @returns {Option}
 */
export function throughputChart({ rows: all, saturation }, t) {
  const rows = all.filter((r) => Number(r.throughput) > 0 && Number.isFinite(Number(r.throughput)));
  if (!rows.length) return blank(t);
  const first = rows[0].batch;
  const end = rows.length > 1 ? rows[rows.length - 1].batch : 2 * first;
  const rate = Math.max(...rows.map((r) => Number(r.throughput) / r.batch));
  const perfect = rows.map((r) => [r.batch, rate * r.batch]);
  const most = Math.max(...rows.map((r) => Number(r.throughput)));
  const [low, high] = [
    2 ** Math.floor(Math.log2(Math.min(...rows.map((r) => Number(r.throughput))))),
    2 ** Math.ceil(Math.log2(most * 1.1)),
  ];
  return {
    ...base(t),
    grid: { left: LEFT, right: 24, top: TITLE_ROOM, bottom: 40 },
    xAxis: stepAxis(t, {
      type: 'log',
      logBase: 2,
      min: first,
      max: end,
      axisLabel: { show: false },
      axisTick: { show: false },
      name: 'batch size',
      nameLocation: 'middle',
      nameGap: 24,
      nameTextStyle: { color: t.quiet, fontSize: 11 },
    }),
    yAxis: valueAxis(t, {
      ...titled({}, 'examples per second', t, LEFT),
      type: 'log',
      logBase: 2,
      max: high,
      min: low,
      axisLabel: { show: false },
      splitLine: { show: false },
    }),
    tooltip: axisTooltip(t, ([under]) => tooltip(nearest(rows, under?.axisValue ?? first), rate)),
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
      tickSeries(spaced(rows.length > 1 ? rows.map((r) => r.batch) : [first, end]), low, t),
      tickSeries(printedTicks(throughputs(low, high)), first, t, 'y'),
    ],
  };
}

/** Every second or fourth power of two, when there are many. */
function throughputs(low, high) {
  const all = logTicks(low, high, { integer: low >= 1 });
  const every = Math.ceil(all.length / 7);
  return all.filter((_, i) => i % every === 0);
}

/** The batch sizes that were used, as far as their texts have room on the log axis. */
function spaced(sizes) {
  return apart(
    printedTicks(sizes).map((k) => ({ ...k, at: Math.log2(k.at) })),
    WIDTH
  ).map((k, i) => ({ ...k, at: sizes[i] }));
}

function nearest(rows, batch) {
  const far = (r) => Math.abs(Math.log2(r.batch / batch));
  return rows.reduce((a, b) => (far(b) < far(a) ? b : a));
}

function tooltip(r, rate) {
  return (
    `batch size ${r.batch}\n` +
    `${significant(r.throughput, 3)} examples per second, ` +
    `${Math.round((100 * r.throughput) / (rate * r.batch))}% of perfect scaling\n` +
    `${significant(1000 * r.secondsAStep, 3)} ms per step`
  );
}
