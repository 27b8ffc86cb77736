// @ts-check
import { axisTooltip, base, blank, valueAxis, stepAxis, titled, TITLE_ROOM, CROSS } from './theme.js';
import { logTicks, printedTicks, tickSeries } from './ticks.js';
import { count, significant } from '../format.js';

const LEFT = 60;

/**
 * @typedef {import('./theme.js').Theme} Theme
 * @typedef {import('./theme.js').Option} Option
 * @typedef {{rate: number, loss: number | string, verdict: 'STABLE' | 'UNSTABLE' | 'DIVERGED'}} Rate
 */

/**
 * PB-60: the training loss of each learning rate; diverged ones are crosses at the top.
 * @param {{rates: Rate[], best: number?, unstable: number | string | null}} probe
 * @param {Theme} t
 * @returns {Option}
 */
export function ratesChart({ rates, best, unstable }, t) {
  if (!rates.length) return blank(t);
  const losses = rates.map((r) => Number(r.loss)).filter((l) => Number.isFinite(l) && l > 0);
  const [min, max] = losses.length ? [Math.min(...losses) / 1.5, 2 * Math.max(...losses)] : [0.1, 10];
  const [least, most] = ends(rates.map((r) => r.rate));
  const at = (r) => (Number.isFinite(Number(r.loss)) ? Math.max(min, Number(r.loss)) : max);
  const mark = (r) => ({
    value: [r.rate, at(r)],
    raw: r,
    symbol: r.verdict === 'STABLE' ? 'circle' : CROSS,
    symbolSize: r.rate === best ? 13 : 8,
    itemStyle: { color: r.verdict === 'STABLE' ? t.accent : t.trouble },
  });
  return {
    ...base(t),
    grid: { left: LEFT, right: 24, top: TITLE_ROOM, bottom: 40 },
    xAxis: stepAxis(t, {
      type: 'log',
      min: least,
      max: most,
      axisLabel: { show: false },
      axisTick: { show: false },
      name: 'learning rate',
      nameLocation: 'middle',
      nameGap: 24,
      nameTextStyle: { color: t.quiet, fontSize: 11 },
    }),
    yAxis: valueAxis(t, {
      ...titled({}, 'training/loss', t, LEFT),
      type: 'log',
      min,
      max,
      axisLabel: { show: false },
      splitLine: { show: false },
    }),
    tooltip: axisTooltip(t, ([under]) => tooltip(nearest(rates, under?.axisValue ?? least))),
    series: [
      {
        type: 'line',
        name: 'loss',
        data: rates.map(mark),
        lineStyle: { color: t.accent, width: 1.5 },
        markLine: Number.isFinite(Number(unstable))
          ? {
              silent: true,
              symbol: 'none',
              label: { show: false },
              lineStyle: { color: t.trouble, type: 'dashed' },
              data: [{ xAxis: unstable }],
            }
          : undefined,
      },
      tickSeries(printedTicks(logTicks(least, most)), min, t),
      tickSeries(printedTicks(logTicks(min, max)), least, t, 'y'),
    ],
  };
}

/** A log axis needs two ends. */
function ends(values) {
  const [low, high] = [Math.min(...values), Math.max(...values)];
  return high > low ? [low, high] : [low / 2, high * 2];
}

function nearest(rates, rate) {
  const far = (r) => Math.abs(Math.log(r.rate / rate));
  return rates.reduce((a, b) => (far(b) < far(a) ? b : a));
}

function tooltip({ rate, loss, verdict }) {
  const reached = Number.isFinite(Number(loss)) ? `, loss ${significant(Number(loss), 3)}` : '';
  return `learning rate ${significant(rate, 3)}\n${verdict.toLowerCase()}${reached}`;
}

/**
 * PB-61: the histogram of the unclipped gradient norm, with equal bins on a log scale.
 * @param {{edges: number[], counts: number[]}} norms
 * @param {Theme} t
 * @returns {Option}
 */
export function normsChart({ edges, counts }, t) {
  return {
    ...base(t),
    grid: { left: 48, right: 18, top: TITLE_ROOM, bottom: 40 },
    xAxis: {
      ...stepAxis(t, {
        type: 'category',
        data: counts.map((_, i) => significant(Math.sqrt(edges[i] * edges[i + 1]), 2)),
        name: 'gradient norm',
        nameLocation: 'middle',
        nameGap: 24,
        nameTextStyle: { color: t.quiet, fontSize: 11 },
      }),
    },
    yAxis: valueAxis(t, { ...titled({}, 'steps', t, 48), min: 0, minInterval: 1 }),
    tooltip: axisTooltip(t, ([{ dataIndex: i }]) =>
      [`${significant(edges[i], 3)} to ${significant(edges[i + 1], 3)}`, count(counts[i], 'step')].join(': ')
    ),
    series: [
      { type: 'bar', name: 'steps', data: counts, barCategoryGap: '6%', itemStyle: { color: t.accent } },
    ],
  };
}
