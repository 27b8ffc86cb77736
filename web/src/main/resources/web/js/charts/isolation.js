// @ts-check
import { axisTooltip, base, blank, valueAxis, stepAxis, titled, TITLE_ROOM, SYMBOLS } from './theme.js';
import { fitted } from './range.js';
import { value, ticker, titleOf } from '../format.js';

const LEFT = 52;
/** Pixels of a narrow plot. */
const PLOT_WIDTH = 280;

/**
 * @typedef {import('./theme.js').Theme} Theme
 * @typedef {import('./theme.js').Option} Option
 * @typedef {import('../format.js').Objective} Objective
 * @typedef {{
 *   value: string,
 *   trial: string,
 *   number: number,
 *   trials: number,
 *   setting?: number?,
 *   y: number,
 *   low: number?,
 *   high: number?,
 * }} Point
 */

/**
 * PB-36: for each scientific value (of a joint study in its setting's colour and shape) its best
 * trial over the nuisance ones, with a line to
 * the worse value at which a repeated search may end.
 * @param {{points: Point[], parameter?: string}} plot
 * @param {{objective: Objective, colourOf: (point: any) => string}} look
 * @param {Theme} t
 * @returns {Option}
 */
export function isolationPlot(plot, { objective, colourOf }, t) {
  if (!plot.points.length) return blank(t);
  const ys = plot.points.flatMap((p) => [p.y, p.low, p.high]).filter((y) => y != null);
  const range = fitted(Math.min(...ys), Math.max(...ys), { objective, room: 0.2 });
  const long = plot.points.length > 2 && plot.points.some((p) => p.value.includes(' … '));
  const marked = ({ setting, ...p }) =>
    setting == null
      ? { color: colourOf(p), symbol: 'circle' }
      : { color: t.series[setting % t.series.length], symbol: SYMBOLS[setting % SYMBOLS.length] };
  return {
    ...base(t),
    grid: { left: LEFT, right: 14, top: TITLE_ROOM, bottom: (plot.parameter ? 40 : 26) + (long ? 14 : 0) },
    xAxis: {
      ...stepAxis(t),
      type: 'category',
      data: plot.points.map((p) => p.value),
      axisTick: { show: false },
      axisLabel: {
        color: t.quiet,
        fontSize: 11,
        interval: 0,
        hideOverlap: false,
        width: Math.floor(PLOT_WIDTH / plot.points.length),
        overflow: 'truncate',
        formatter: (v) => (long ? v.replace(' … ', ' …\n') : v),
      },
      name: plot.parameter,
      nameLocation: 'middle',
      nameGap: long ? 38 : 24,
      nameTextStyle: { color: t.quiet, fontSize: 11 },
    },
    yAxis: valueAxis(t, {
      ...titled({}, titleOf(objective), t, LEFT),
      min: range.min,
      max: range.max,
      interval: range.step,
      axisLabel: { color: t.quiet, fontSize: 11, formatter: ticker(objective, range.step) },
    }),
    tooltip: axisTooltip(t, (under) => tooltip(under.find((u) => u.data?.raw)?.data.raw, objective)),
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
        lineStyle: { color: marked(p).color, width: 2.5, opacity: 0.6 },
        z: 2,
      })),
      {
        type: 'scatter',
        name: 'best trial',
        symbolSize: 11,
        z: 3,
        cursor: 'pointer',
        labelLayout: { hideOverlap: true },
        label: {
          show: true,
          position: objective.direction === 'MINIMIZE' ? 'bottom' : 'top',
          distance: 5,
          color: t.ink,
          fontSize: 11,
          formatter: ({ data }) => value(objective, data.raw.y),
        },
        data: plot.points.map((p) => ({
          value: [p.value, p.y],
          trial: p.trial,
          raw: p,
          symbol: marked(p).symbol,
          itemStyle: { color: marked(p).color },
        })),
      },
    ],
  };
}

function tooltip(p, objective) {
  return p
    ? `${p.value}: ${value(objective, p.y)}\ntrial ${p.number}, best of ${p.trials}\n${repeats(p, objective)}`
    : '';
}

function repeats({ low, high }, objective) {
  return low == null
    ? 'too few trials to estimate repeated searches'
    : `repeated searches: ${value(objective, low)} to ${value(objective, high)}`;
}
