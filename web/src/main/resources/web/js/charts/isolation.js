// @ts-check
import { base, blank, stepAxis, SYMBOLS } from './theme.js';
import { value, ticker, titleOf } from '../format.js';
import { fitted } from './range.js';
import { quantile } from './robust.js';

/**
 * @typedef {import('./theme.js').Theme} Theme
 * @typedef {import('./theme.js').Option} Option
 * @typedef {import('../format.js').Objective} Objective
 * @typedef {{trial: string, number: number, y: number}} Dot
 * @typedef {{
 *   value: string,
 *   trial: string,
 *   number: number,
 *   trials: number,
 *   setting?: number?,
 *   y: number,
 *   low: number?,
 *   high: number?,
 *   others?: Dot[],
 *   reruns?: number[],
 * }} Setting
 * @typedef {import('./range.js').Range} Range
 */

const ABOVE = [0, -13];
const BELOW = [0, 13];
const ROOM = 0.05;
const REACH = 2;
const UPPER = 0.5;

/**
 * The axis: every best, band and rerun is on it, and the other trials up to their median, unless that is far beyond
 * the rest.
 * @param {Setting[]} points
 * @param {Objective} objective
 * @returns {Range}
 */
export function isolationRange(points, objective) {
  const sign = objective.direction === 'MAXIMIZE' ? -1 : 1;
  const needed = points
    .flatMap((p) => [p.y, p.low, p.high, ...(p.reruns ?? [])])
    .filter((y) => y != null)
    .map((y) => sign * y);
  const best = Math.min(...needed);
  const worst = Math.max(...needed);
  const others = points.flatMap((p) => (p.others ?? []).map((o) => sign * o.y)).sort((a, b) => a - b);
  const spread = worst - best || Math.abs(best) * 0.1 || 1;
  const reach = others.length ? Math.min(quantile(others, UPPER), best + REACH * spread) : worst;
  const far = Math.max(worst, reach);
  return fitted(Math.min(sign * best, sign * far), Math.max(sign * best, sign * far), { objective, room: ROOM });
}

/**
 * How many trials are worse than what the axis shows.
 * @param {Setting[]} points
 * @param {Range} range
 */
export function beyond(points, { min, max }) {
  return points.reduce((n, p) => n + (p.others ?? []).filter((o) => o.y < min || o.y > max).length, 0);
}

/**
 * PB-36, the isolation plot: one row for each scientific value with its best trial (large), the range in which
 * the best of a repeated search would lie (band), the other trials (small) and the reruns of the best (rings).
 * @param {{points: Setting[], parameter?: string}} plot
 * @param {{objective: Objective, colourOf: (point: Setting, index: number) => string}} look
 * @param {Theme} t
 * @returns {Option}
 */
export function isolationPlot({ points, parameter }, { objective, colourOf }, t) {
  if (!points.length) return blank(t);
  const range = isolationRange(points, objective);
  const inside = (y) => y >= range.min && y <= range.max;
  const rows = points.map((p, i) => ({
    ...p,
    colour: p.setting == null ? colourOf(p, i) : t.series[p.setting % t.series.length],
    symbol: p.setting == null ? 'circle' : SYMBOLS[p.setting % SYMBOLS.length],
    row: i,
  }));
  return {
    ...base(t),
    grid: { left: 8, right: 16, top: 6, bottom: 24, containLabel: true },
    xAxis: stepAxis(t, {
      min: range.min,
      max: range.max,
      interval: range.step,
      splitLine: { show: true, lineStyle: { color: t.grid } },
      axisLine: { show: false },
      name: titleOf(objective),
      nameLocation: 'middle',
      nameGap: 24,
      nameTextStyle: { color: t.quiet, fontSize: 11 },
      axisLabel: {
        color: t.quiet,
        fontSize: 11,
        hideOverlap: true,
        formatter: ticker(objective, range.step),
      },
    }),
    yAxis: {
      type: 'category',
      inverse: true,
      data: rows.map((r) => nameOf(r.value, parameter)),
      axisLine: { show: false },
      axisTick: { show: false },
      axisLabel: {
        interval: 0,
        width: 130,
        overflow: 'truncate',
        fontSize: 12,
        fontWeight: 600,
        color: (_, i) => rows[i]?.colour ?? t.ink,
        formatter: (text, i) => `${text}\n{best|${value(objective, rows[i]?.y ?? null)}}`,
        lineHeight: 16,
        rich: { best: { color: t.ink, fontSize: 12, fontWeight: 600, lineHeight: 16 } },
      },
    },
    tooltip: { ...base(t).tooltip, formatter: ({ data }) => tooltip(data, objective) },
    series: [
      {
        type: 'custom',
        name: 'best of a repeated search',
        z: 1,
        data: rows
          .filter((r) => r.low != null)
          .map((r) => ({ value: [r.low, r.row, r.high], raw: r, kind: 'band' })),
        renderItem: (_, api) => band(api, rows),
      },
      {
        type: 'scatter',
        name: 'other trials',
        symbolSize: 5,
        symbolOffset: ABOVE,
        z: 2,
        cursor: 'pointer',
        data: rows.flatMap((r) =>
          (r.others ?? [])
            .filter((o) => inside(o.y))
            .map((o) => ({
              value: [o.y, r.row],
              trial: o.trial,
              raw: o,
              kind: 'other',
              itemStyle: { color: r.colour, opacity: 0.65 },
            }))
        ),
      },
      {
        type: 'scatter',
        name: 'reruns of the best',
        symbolSize: 7,
        symbolOffset: BELOW,
        z: 3,
        data: rows.flatMap((r) =>
          (r.reruns ?? []).map((y) => ({
            value: [y, r.row],
            raw: { y },
            kind: 'rerun',
            itemStyle: { color: t.paper, borderColor: r.colour, borderWidth: 1.5 },
          }))
        ),
      },
      {
        type: 'scatter',
        name: 'best trial',
        symbolSize: 13,
        z: 4,
        cursor: 'pointer',
        data: rows.map((r) => ({
          value: [r.y, r.row],
          trial: r.trial,
          raw: r,
          kind: 'best',
          symbol: r.symbol,
          itemStyle: { color: r.colour },
        })),
      },
    ],
  };
}

/** A word is understood alone, a number with its hyperparameter. */
function nameOf(text, parameter) {
  const bare = /^[\d.\-−+e …]+$|^(true|false)$/.test(text);
  return parameter && bare ? `${parameter.replace(/\[.*/, '')} ${text}` : text;
}

function band(api, rows) {
  const row = api.value(1);
  const [x, y] = api.coord([api.value(0), row]);
  const [end] = api.coord([api.value(2), row]);
  const width = Math.max(2, end - x);
  return {
    type: 'rect',
    shape: { x, y: y - 5, width, height: 10, r: 3 },
    style: { fill: rows[row].colour, opacity: 0.28 },
  };
}

function tooltip({ kind, raw }, objective) {
  const text = (y) => value(objective, y);
  switch (kind) {
    case 'best':
      return `${raw.value}: ${text(raw.y)}\ntrial ${raw.number}, best of ${raw.trials}`;
    case 'band':
      return `${raw.value}: the best of a repeated search\n${text(raw.low)} to ${text(raw.high)} (95%)`;
    case 'rerun':
      return `${text(raw.y)}\na rerun of the best with a new seed`;
    default:
      return `${text(raw.y)}\ntrial ${raw.number}`;
  }
}
