// @ts-check
import { base, valueAxis, stepAxis, CROSS, TRIANGLE } from './theme.js';
import { robustRange, smoothed } from './robust.js';
import { isPercent, tick, significant, duration } from '../format.js';

const MAX_TOOLTIP_LINES = 12;
const EDGE = 0.03;

/**
 * @typedef {import('./theme.js').Theme} Theme
 * @typedef {import('./theme.js').Option} Option
 * @typedef {{
 *   name: string,
 *   trial: string,
 *   colour: string,
 *   kind: 'validation' | 'training' | 'other',
 *   steps: Float32Array,
 *   low: Float32Array,
 *   high: Float32Array,
 *   nans: Float32Array,
 *   bestStep: number?,
 *   failed: boolean,
 *   toX: (step: number) => number,
 * }} Line
 * @typedef {{
 *   objective: import('../format.js').Objective?,
 *   x: 'step' | 'time' | 'wall',
 *   logX: boolean,
 *   logY: boolean,
 *   smooth: number,
 *   whole: boolean,
 *   extent: [number, number],
 *   from?: number?,
 *   to?: number?,
 * }} View
 */

/**
 * Curves of selected trials on one scale: the raw extremes of every column faint, the smoothed line strong;
 * crosses at the edge where a value is NaN or infinite, triangles where it is beyond the scale.
 * @param {Line[]} lines
 * @param {View} view
 * @param {Theme} t
 * @returns {Option}
 */
export function compareChart(lines, view, t) {
  const { objective, logX, logY, smooth, extent, from, to } = view;
  const range = yRange(lines, view);
  const format = (y) => tick(objective, y);
  const x = xWords(view);
  return {
    ...base(t),
    grid: { left: 52, right: 16, top: 12, bottom: 26 },
    xAxis: stepAxis(t, {
      type: logX ? 'log' : 'value',
      min: logX ? Math.max(1, extent[0]) : extent[0],
      max: extent[1],
      axisLabel: { color: t.quiet, fontSize: 11, hideOverlap: true, formatter: x },
    }),
    yAxis: valueAxis(t, {
      type: logY ? 'log' : 'value',
      ...(range ?? {}),
      axisLabel: {
        color: t.quiet,
        fontSize: 11,
        showMinLabel: false,
        showMaxLabel: false,
        formatter: format,
      },
    }),
    axisPointer: { link: [{ xAxisIndex: 'all' }], lineStyle: { color: t.axis, type: 'solid' } },
    dataZoom: [
      {
        type: 'inside',
        filterMode: 'none',
        startValue: from ?? extent[0],
        endValue: to ?? extent[1],
        throttle: 16,
        zoomOnMouseWheel: 'ctrl',
      },
    ],
    tooltip: { ...base(t).tooltip, trigger: 'axis', formatter: (points) => tooltipOf(points, format, x) },
    series: lines.flatMap((l) =>
      lineSeries(l, { smooth, logX, logY, range, many: lines.length > MAX_TOOLTIP_LINES }, t)
    ),
  };
}

/** The range of the y axis; null for that of the data. */
function yRange(lines, { logY, whole, objective }) {
  if (whole) return null;
  const sound = lines.filter((l) => !l.failed);
  const range = robustRange(sound.length ? sound : lines, logY);
  if (!range) return null;
  if (logY) return { min: range.min / 1.1, max: range.max * 1.1 };
  const room = EDGE * (range.max - range.min);
  const floor = range.min - room;
  return { min: range.min >= 0 && (floor < 0 || isPercent(objective)) ? 0 : floor, max: range.max + room };
}

function xWords({ x }) {
  if (x === 'time') return (s) => duration(s);
  if (x === 'wall')
    return (ms) =>
      new Date(ms).toLocaleTimeString(undefined, { hour: '2-digit', minute: '2-digit', second: '2-digit' });
  return (s) => Math.round(s).toLocaleString('en');
}

function lineSeries(l, { smooth, logX, logY, range, many }, t) {
  const at = (i) => (logX ? Math.max(1, l.toX(l.steps[i])) : l.toX(l.steps[i]));
  const shown = (y) => (Number.isFinite(y) && (!logY || y > 0) ? y : null);
  const raw = [];
  const middles = [];
  const marks = [];
  let beyond = false;
  for (let i = 0; i < l.steps.length; i++) {
    const x = at(i);
    const [low, high] = [shown(l.low[i]), shown(l.high[i])];
    raw.push([x, low]);
    if (high !== low) raw.push([x, high]);
    middles.push(low == null || high == null ? NaN : (low + high) / 2);
    if (l.nans[i] > 0 || [l.low[i], l.high[i]].some((y) => Math.abs(y) === Infinity))
      marks.push({ x, what: l.nans[i] > 0 ? 'NaN' : 'infinite' });
    const out = range != null && high != null && high > range.max;
    if (out && !beyond) marks.push({ x, what: 'beyond', y: high });
    beyond = out;
  }
  const dash = l.kind === 'training' ? [2, 3] : 'solid';
  const style = { color: l.colour, width: many ? 1 : l.kind === 'training' ? 1.2 : 1.8, type: dash };
  const shared = {
    type: 'line',
    showSymbol: false,
    connectNulls: false,
    clip: true,
    animation: false,
    silent: many,
    emphasis: { disabled: true },
    itemStyle: { color: l.colour },
  };
  const strong =
    smooth > 0 ? smoothed(middles, smooth).map((y, i) => [at(i), Number.isFinite(y) ? y : null]) : null;
  return [
    strong
      ? {
          ...shared,
          name: `${l.name} raw`,
          data: raw,
          silent: true,
          lineStyle: { ...style, width: 1, type: 'solid', opacity: 0.22 },
          z: 1,
          tooltip: { show: false },
        }
      : null,
    {
      ...shared,
      name: l.name,
      data: strong ?? raw,
      lineStyle: style,
      z: 2,
      markPoint: bestMark(l, at, strong, t),
    },
    marks.length ? edge(l, marks, range, logY, t) : null,
  ].filter(Boolean);
}

/** A ring at the best checkpoint. */
function bestMark(l, at, strong, t) {
  if (l.kind !== 'validation' || l.bestStep == null || !l.steps.length) return undefined;
  let i = l.steps.findIndex((s) => s >= l.bestStep);
  if (i < 0) i = l.steps.length - 1;
  if (l.steps[i] > l.bestStep && i > 0) i--;
  const y = strong ? strong[i][1] : l.low[i];
  if (!Number.isFinite(y)) return undefined;
  return {
    symbol: 'circle',
    symbolSize: 7,
    silent: true,
    label: { show: false },
    itemStyle: { color: t.paper, borderColor: l.colour, borderWidth: 2 },
    data: [{ coord: [at(i), y] }],
  };
}

/** Marks along the top edge for values that are not numbers or beyond the scale. */
function edge(l, marks, range, logY, t) {
  const finite = Array.from(l.high).filter((y) => Number.isFinite(y) && (!logY || y > 0));
  const top = range?.max ?? (finite.length ? finite.reduce((a, b) => Math.max(a, b)) : 1);
  return {
    type: 'scatter',
    name: `${l.name}: not on the scale`,
    z: 4,
    clip: false,
    cursor: 'pointer',
    data: marks.map((m) => ({
      value: [m.x, top],
      trial: l.trial,
      what: m.what === 'beyond' ? `reaches ${significant(m.y, 4)}, beyond the scale` : `is ${m.what}`,
      symbol: m.what === 'beyond' ? TRIANGLE : CROSS,
      symbolSize: m.what === 'beyond' ? 7 : 9,
      itemStyle:
        m.what === 'beyond'
          ? { color: 'transparent', borderColor: l.colour, borderWidth: 1 }
          : { color: t.trouble },
    })),
  };
}

/** The values under the crosshair, lowest first. */
function tooltipOf(points, format, x) {
  const lines = points.filter((p) => p.data?.what || !p.seriesName.endsWith(' raw'));
  if (!lines.length) return '';
  const number = (p) => (Array.isArray(p.data) ? p.data[1] : p.data.value[1]);
  const words = lines
    .filter((p) => number(p) != null)
    .sort((a, b) => number(a) - number(b))
    .map((p) =>
      p.data.what
        ? `${p.seriesName.replace(': not on the scale', '')} ${p.data.what}`
        : `${format(p.data[1])}  ${p.seriesName}`
    );
  const more = words.length - MAX_TOOLTIP_LINES;
  return [x(points[0].axisValue), ...words.slice(0, MAX_TOOLTIP_LINES), more > 0 ? `and ${more} more` : null]
    .filter(Boolean)
    .join('\n');
}
