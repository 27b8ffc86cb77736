// @ts-check
import { base, endTitle, valueAxis, stepAxis, titled, TITLE_ROOM, CROSS, TRIANGLE } from './theme.js';
import { fitted } from './range.js';
import { robustRange, smoothed } from './robust.js';
import { BUNDLE, nearest, through } from './bundle.js';
import { isPercent, tick, ticker, significant, duration } from '../format.js';

const MAX_TOOLTIP_LINES = 12;
/** A colour mark makes a line higher. */
const MAX_MARKED_LINES = 9;
const LEFT = 52;
/** Room for the last label on the x axis and for its title. */
const RIGHT = 44;
/** So that the tooltip with the most lines is within the chart. */
const LINE_HEIGHT = 17;
const MAX_MARKS = 6;
const RAW_OPACITY = 0.22;

/**
 * @typedef {import('./theme.js').Theme} Theme
 * @typedef {import('./theme.js').Option} Option
 * @typedef {{
 *   name: string,
 *   trial: string,
 *   colour: string,
 *   dash?: number[] | null,
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
 *   title?: string,
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
 * @param {() => [number, number]?} pointer  the values of x and y under the pointer
 * @returns {Option}
 */
export function compareChart(lines, view, t, pointer = () => null) {
  const { objective, title = '', logX, logY, smooth, extent, from, to } = view;
  const many = lines.length > MAX_TOOLTIP_LINES;
  const range = yRange(lines, view) ?? dataRange(lines, view);
  const format = (y) => tick(objective, y);
  const x = xWords(view);
  const placed = once(() => lines.map((l) => ({ l, xs: Float64Array.from(l.steps, l.toX) })));
  return {
    ...base(t),
    grid: { left: LEFT, right: RIGHT, top: TITLE_ROOM, bottom: 26 },
    xAxis: stepAxis(t, {
      ...endTitle(view.x === 'step' ? 'step' : 'time', t),
      type: logX ? 'log' : 'value',
      min: logX ? Math.max(1, extent[0]) : extent[0],
      max: extent[1],
      axisLabel: { color: t.quiet, fontSize: 11, hideOverlap: true, formatter: x },
    }),
    yAxis: valueAxis(t, {
      ...titled({}, isPercent(objective) ? `${title} (%)` : title, t, LEFT),
      type: logY ? 'log' : 'value',
      min: range?.min,
      max: range?.max,
      interval: logY ? undefined : range?.step,
      axisLabel: {
        color: t.quiet,
        fontSize: 11,
        showMinLabel: !logY,
        showMaxLabel: !logY,
        formatter: ticker(objective, logY ? undefined : range?.step),
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
    tooltip: {
      ...base(t).tooltip,
      trigger: 'axis',
      textStyle: { color: t.ink, fontSize: 12, lineHeight: LINE_HEIGHT },
      formatter: (points) =>
        many ? nearestOf(placed(), view, points, pointer(), format, x) : tooltipOf(points, format, x),
    },
    series: many
      ? bundled(lines, { smooth, logX, logY, range, extent }, t)
      : lines.flatMap((l) => lineSeries(l, { smooth, logX, logY, range }, t)),
  };
}

/**
 * A value that is computed when it is first needed.
 * @template T
 * @param {() => T} make
 */
function once(make) {
  /** @type {T | undefined} */
  let made;
  return () => (made ??= make());
}

/** The range of all finite values, when the axis is not robust. */
function dataRange(lines, { logY, objective }) {
  let [min, max] = [Infinity, -Infinity];
  for (const l of lines)
    for (const ys of [l.low, l.high])
      for (const y of ys)
        if (Number.isFinite(y) && (!logY || y > 0)) {
          min = Math.min(min, y);
          max = Math.max(max, y);
        }
  if (logY) return min < max ? { min, max } : null;
  return Number.isFinite(min) ? fitted(min, max, { objective }) : null;
}

/** The range of the y axis with round ticks; null for that of the data. */
function yRange(lines, { logY, whole, objective }) {
  if (whole) return null;
  const sound = lines.filter((l) => !l.failed);
  const range = robustRange(sound.length ? sound : lines, logY);
  if (!range) return null;
  if (logY) return { min: range.min / 1.1, max: range.max * 1.1 };
  return fitted(range.min, range.max, { objective });
}

function xWords({ x }) {
  if (x === 'time') return (s) => duration(s);
  if (x === 'wall')
    return (ms) =>
      new Date(ms).toLocaleTimeString(undefined, { hour: '2-digit', minute: '2-digit', second: '2-digit' });
  return (s) => Math.round(s).toLocaleString('en');
}

/**
 * The points of a line: the extremes of every column, their middles, and marks for what the scale cannot show.
 * @param {Line} l
 */
function pointsOf(l, { logX, logY, range }) {
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
  return { at, raw, middles, marks };
}

/** The smoothed points, null without smoothing. */
function strongOf({ at, middles }, smooth) {
  return smooth > 0 ? smoothed(middles, smooth).map((y, i) => [at(i), Number.isFinite(y) ? y : null]) : null;
}

const styleOf = (l, width) => ({
  color: l.colour,
  width: width ?? (l.kind === 'training' ? 1.2 : 1.8),
  type: l.kind === 'training' ? [2, 3] : (l.dash ?? 'solid'),
});

function lineSeries(l, { smooth, logX, logY, range }, t) {
  const points = pointsOf(l, { logX, logY, range });
  const { at, raw, marks } = points;
  const style = styleOf(l);
  const shared = {
    type: 'line',
    showSymbol: false,
    connectNulls: false,
    clip: true,
    animation: false,
    emphasis: { disabled: true },
    itemStyle: { color: l.colour },
  };
  const strong = strongOf(points, smooth);
  return [
    strong
      ? {
          ...shared,
          name: `${l.name} raw`,
          data: raw,
          silent: true,
          lineStyle: { ...style, width: 1, type: 'solid', opacity: RAW_OPACITY },
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
    marks.length ? edge([{ l, marks }], { name: `${l.name}: not on the scale`, named: false }, range, logY, t) : null,
  ].filter(Boolean);
}

/**
 * Many lines: one shape for each colour and kind, one series of their marks, and an invisible line with the steps that
 * the crosshair stops at.
 */
function bundled(lines, { smooth, logX, logY, range, extent }, t) {
  const all = lines.map((l) => ({ l, ...pointsOf(l, { logX, logY, range }) }));
  const groups = new Map();
  const add = (l, points, opacity, solid) => {
    const { color, type } = styleOf(l, 1);
    const key = `${color} ${solid ? 'solid' : type} ${opacity}`;
    const dash = solid || type === 'solid' ? null : type;
    if (!groups.has(key))
      groups.set(key, { curves: [], style: { stroke: color, fill: 'none', lineWidth: 1, lineDash: dash, opacity } });
    groups.get(key).curves.push(curveOf(points, logX, logY));
  };
  const strong = all.map((p) => strongOf(p, smooth));
  if (smooth > 0) all.forEach(({ l, raw }) => add(l, raw, RAW_OPACITY, true));
  all.forEach(({ l, raw }, i) => add(l, strong[i] ?? raw, 1, false));
  const rings = all.map(({ l, at }, i) => bestMark(l, at, strong[i], t)).filter(Boolean);
  const marked = all.filter(({ marks }) => marks.length);
  const longest = all.reduce((a, b) => (b.l.steps.length > a.l.steps.length ? b : a));
  const middle = range ? (logY ? Math.sqrt(range.min * range.max) : (range.min + range.max) / 2) : 1;
  const steps = (name, color) => ({
    type: 'line',
    name,
    symbol: 'none',
    silent: true,
    emphasis: { disabled: true },
    lineStyle: { width: 0, opacity: 0 },
    itemStyle: { color },
    data: Array.from(longest.l.steps, (_, i) => [longest.at(i), middle]),
  });
  const [first, ...more] = markColours(lines);
  return [
    {
      type: 'custom',
      name: 'lines',
      silent: true,
      clip: true,
      z: 2,
      tooltip: { show: false },
      data: [[extent[0], middle]],
      renderItem: (params, api) => ({
        type: 'group',
        children: [...groups.values()].map(({ curves, style }) => ({
          type: BUNDLE,
          shape: { curves, ...viewOf(params.coordSys, api, { logX, logY, range, extent }) },
          style,
        })),
      }),
    },
    steps('steps', first),
    rings.length
      ? {
          type: 'scatter',
          name: 'best checkpoints',
          symbolSize: rings[0].symbolSize,
          silent: true,
          z: 3,
          tooltip: { show: false },
          data: rings.map((r) => ({ value: r.data[0].coord, itemStyle: r.itemStyle })),
        }
      : null,
    marked.length ? edge(marked, { name: 'not on the scale', named: true }, range, logY, t) : null,
    // One for each colour: the tooltip takes its marks from them.
    ...more.map((color, i) => steps(`steps ${i + 2}`, color)),
  ].filter(Boolean);
}

/** The colours of the lines, or one of them when they are many. */
function markColours(lines) {
  const colours = [...new Set(lines.map((l) => l.colour))];
  return colours.length > MAX_MARKS ? colours.slice(0, 1) : colours;
}

/** The points as values on linear scales. */
function curveOf(points, logX, logY) {
  const to = (log, v) => (v == null ? NaN : log ? Math.log10(v) : v);
  return {
    xs: Float64Array.from(points, ([x]) => to(logX, x)),
    ys: Float64Array.from(points, ([, y]) => to(logY, y)),
  };
}

/** From values to pixels, and the values in view. */
function viewOf(area, api, { logX, logY, range, extent }) {
  const [x0, x1] = [logX ? Math.max(1, extent[0]) : extent[0], extent[1]];
  const [y0, y1] = range ? [range.min, range.max] : [1, 2];
  const [p0, q0] = api.coord([x0, y0]);
  const [p1, q1] = api.coord([x1, y1]);
  const lin = (log, v) => (log ? Math.log10(v) : v);
  const x = through(lin(logX, x0), p0, lin(logX, x1), p1);
  const y = through(lin(logY, y0), q0, lin(logY, y1), q1);
  return { x, y, from: (area.x - x.shift) / x.scale, to: (area.x + area.width - x.shift) / x.scale };
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
function edge(marked, { name, named }, range, logY, t) {
  const finite = marked
    .flatMap(({ l }) => Array.from(l.high))
    .filter((y) => Number.isFinite(y) && (!logY || y > 0));
  const top = range?.max ?? (finite.length ? finite.reduce((a, b) => Math.max(a, b)) : 1);
  return {
    type: 'scatter',
    name,
    z: 4,
    clip: false,
    cursor: 'pointer',
    data: marked.flatMap(({ l, marks }) =>
      marks.map((m) => ({
        value: [m.x, top],
        trial: l.trial,
        what:
          (named ? `${l.name} ` : '') +
          (m.what === 'beyond' ? `reaches ${significant(m.y, 4)}, beyond the scale` : `is ${m.what}`),
        symbol: m.what === 'beyond' ? TRIANGLE : CROSS,
        symbolSize: m.what === 'beyond' ? 7 : 9,
        itemStyle:
          m.what === 'beyond'
            ? { color: 'transparent', borderColor: l.colour, borderWidth: 1 }
            : { color: t.trouble },
      }))
    ),
  };
}

/** The values of many lines at x, those nearest to the pointer first; lowest first without a pointer. */
function nearestOf(placed, { logY }, points, pointer, format, words) {
  const x = Number(points[0]?.axisValue);
  const marks = points.filter((p) => p.data?.what).map((p) => p.data.what);
  const colours = new Set(points.map((p) => p.color)).size;
  const marked = new Map(colours > 1 ? points.map((p) => [p.color, p.marker ?? '']) : []);
  const to = (y) => (logY ? Math.log10(y) : y);
  const values = placed
    .map(({ l, xs }) => {
      const i = nearest(xs, x);
      const y = x < xs[0] || x > xs.at(-1) ? NaN : (l.low[i] + l.high[i]) / 2;
      return { name: l.name, mark: marked.get(l.colour) ?? '', y };
    })
    .filter(({ y }) => Number.isFinite(y) && (!logY || y > 0));
  if (!values.length) return '';
  const away = pointer ? ({ y }) => Math.abs(to(y) - to(pointer[1])) : ({ y }) => y;
  values.sort((a, b) => away(a) - away(b));
  const room = marked.size ? MAX_MARKED_LINES : MAX_TOOLTIP_LINES;
  const named = values.slice(0, Math.max(0, room - marks.length));
  const more = values.length - named.length;
  return [
    words(x) + (pointer ? ', nearest first' : ''),
    ...marks.slice(0, room),
    ...named.map(({ name, mark, y }) => `${mark}${format(y)}  ${name}`),
    more > 0 ? `and ${more} more` : null,
  ]
    .filter(Boolean)
    .join('\n');
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
        : `${p.marker ?? ''}${format(p.data[1])}  ${p.seriesName}`
    );
  const room = lines.some((p) => p.marker) ? MAX_MARKED_LINES : MAX_TOOLTIP_LINES;
  const more = words.length - room;
  return [x(points[0].axisValue), ...words.slice(0, room), more > 0 ? `and ${more} more` : null]
    .filter(Boolean)
    .join('\n');
}
