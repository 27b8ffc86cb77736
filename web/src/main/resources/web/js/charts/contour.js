// @ts-check
import { base, stepAxis, valueAxis, CROSS, STAR } from './theme.js';
import { fitted } from './range.js';
import { scaleOf } from './scale.js';
import { goodness } from './sequence.js';
import { tickSeries } from './ticks.js';
import { value, parameter, ticker, titleOf } from '../format.js';

/**
 * @typedef {import('./theme.js').Theme} Theme
 * @typedef {import('./theme.js').Option} Option
 * @typedef {import('../format.js').Objective} Objective
 * @typedef {import('./scale.js').Plot} Plot
 * @typedef {{trial: string, number: number, x: any, y: any, value: number?, useless?: string?}} Point
 */

const CELLS = 36;
const WIDTH = 0.09;
const LEAST_WEIGHT = 0.02;
const KEY_CELLS = 40;
const LEFT = 72;
const NAMES_WIDTH = 240;
const TOP = 26;
const BOTTOM = 42;

/**
 * The objective over two hyperparameters: each cell the mean of the trials near it (a Gaussian kernel
 * whose width is 9% of either axis), blank where no trial is near enough.
 * @param {{u: number, v: number, y: number}[]} points  positions in 0 … 1
 * @returns {[number, number, number][]} cells: column, row, mean
 */
export function surface(points, cells = CELLS) {
  const out = [];
  for (let i = 0; i < cells; i++) {
    for (let j = 0; j < cells; j++) {
      const [u, v] = [(i + 0.5) / cells, (j + 0.5) / cells];
      let [sum, weights] = [0, 0];
      for (const p of points) {
        const w = Math.exp(-((p.u - u) ** 2 + (p.v - v) ** 2) / (2 * WIDTH * WIDTH));
        sum += w * p.y;
        weights += w;
      }
      if (weights > LEAST_WEIGHT) out.push([i, j, sum / weights]);
    }
  }
  return out;
}

/**
 * The position of a value on its axis, from 0 to 1.
 * @param {Plot} plot
 * @returns {(x: any) => number}
 */
export function place(plot) {
  const scale = scaleOf(plot);
  if (scale.category) return (x) => (scale.values.indexOf(parameter(x)) + 0.5) / scale.values.length;
  return (x) => (scale.to(x) - scale.min) / (scale.max - scale.min);
}

/**
 * The response surface: the trials over two hyperparameters, on the mean of those near each cell.
 * @param {Plot} a  the hyperparameter on x
 * @param {Plot} b  the hyperparameter on y
 * @param {Point[]} trials  those without a value are infeasible
 * @param {Objective} objective
 * @param {Theme} t
 * @returns {Option}
 */
export function contourChart(a, b, trials, objective, t) {
  const [toU, toV] = [place(a), place(b)];
  const done = trials.filter((p) => p.value != null);
  const sorted = done.map((p) => p.value).sort((x, y) => x - y);
  const minimize = objective.direction === 'MINIMIZE';
  const best = minimize ? sorted[0] : sorted.at(-1);
  const middle = sorted[Math.floor(sorted.length / 2)];
  const far = minimize
    ? Math.min(sorted.at(-1), middle + 2 * (middle - best))
    : Math.max(sorted[0], middle - 2 * (best - middle));
  const clamp = (y) => (minimize ? Math.min(y, far) : Math.max(y, far));
  const good = (y) => (far === best ? 1 : (far - clamp(y)) / (far - best));
  const colour = (y) => goodness(good(y), t.dark);
  const cells = surface(done.map((p) => ({ u: toU(p.x), v: toV(p.y), y: clamp(p.value) })));
  const top = new Set(
    [...done]
      .sort((p, q) => (minimize ? p.value - q.value : q.value - p.value))
      .slice(0, 3)
      .map((p) => p.trial)
  );
  const dot = (p) => ({ value: [toU(p.x), toV(p.y)], trial: p.trial, raw: p });
  return {
    ...base(t),
    grid: [
      { left: LEFT, right: 84, top: TOP, bottom: BOTTOM },
      { width: 10, right: 52, top: TOP, bottom: BOTTOM },
    ],
    xAxis: [
      { ...unit(a, t), ...centred(a.name, t, 24), axisLabel: names(a, t, NAMES_WIDTH) },
      { gridIndex: 1, type: 'value', min: 0, max: 1, show: false },
    ],
    yAxis: [
      { ...unit(b, t), ...centred(b.name, t, 54), axisLabel: names(b, t, 10 * LEFT) },
      keyAxis(best, far, objective, t),
    ],
    tooltip: {
      ...base(t).tooltip,
      formatter: ({ data }) =>
        data.raw
          ? `Trial ${data.raw.number}: ` +
            `${data.raw.value == null ? 'infeasible' : value(objective, data.raw.value)}` +
            `${data.raw.useless ? `, completed but ${data.raw.useless}` : ''}\n` +
            `${a.name} ${parameter(data.raw.x)}\n${b.name} ${parameter(data.raw.y)}`
          : '',
    },
    series: [
      {
        type: 'custom',
        name: 'surface',
        silent: true,
        z: 1,
        data: cells,
        renderItem(_, api) {
          const [i, j, y] = [api.value(0), api.value(1), api.value(2)];
          const [x0, y0] = api.coord([i / CELLS, (j + 1) / CELLS]);
          const [x1, y1] = api.coord([(i + 1) / CELLS, j / CELLS]);
          return {
            type: 'rect',
            shape: { x: x0, y: y0, width: x1 - x0 + 0.5, height: y1 - y0 + 0.5 },
            style: { fill: colour(y), opacity: 0.85 },
          };
        },
      },
      {
        type: 'scatter',
        name: 'trials',
        symbolSize: 6,
        z: 2,
        cursor: 'pointer',
        data: done
          .filter((p) => !top.has(p.trial) && !p.useless)
          .map((p) => ({
            ...dot(p),
            itemStyle: { color: colour(p.value), borderColor: t.paper, borderWidth: 1 },
          })),
      },
      {
        type: 'scatter',
        name: 'infeasible',
        symbol: CROSS,
        symbolSize: 11,
        z: 3,
        cursor: 'pointer',
        itemStyle: { color: t.trouble, borderColor: t.paper, borderWidth: 1 },
        data: trials.filter((p) => p.value == null).map(dot),
      },
      {
        type: 'scatter',
        name: 'completed but infeasible',
        symbol: CROSS,
        symbolSize: 11,
        z: 3,
        cursor: 'pointer',
        itemStyle: { color: t.paper, borderColor: t.trouble, borderWidth: 1 },
        data: done.filter((p) => p.useless).map(dot),
      },
      {
        type: 'scatter',
        name: 'best three',
        symbol: STAR,
        symbolSize: 14,
        z: 4,
        cursor: 'pointer',
        itemStyle: { color: t.paper, borderColor: t.ink, borderWidth: 1.2 },
        data: done.filter((p) => top.has(p.trial)).map(dot),
      },
      key(best, far, colour),
      ...[a, b].flatMap((plot, i) => {
        const ticks = unitTicks(plot);
        return ticks ? [tickSeries(ticks, 0, t, i ? 'y' : 'x')] : [];
      }),
    ],
  };
}

/** The axis of the colour key, the better end on top. */
function keyAxis(best, far, objective, t) {
  const { min, max, step } = ends(best, far, objective);
  return valueAxis(t, {
    gridIndex: 1,
    position: 'right',
    min,
    max,
    interval: step,
    inverse: objective.direction === 'MINIMIZE',
    splitLine: { show: false },
    axisLabel: {
      color: t.quiet,
      fontSize: 11,
      showMinLabel: true,
      showMaxLabel: true,
      hideOverlap: true,
      formatter: ticker(objective, step),
    },
    name: titleOf(objective),
    nameLocation: objective.direction === 'MINIMIZE' ? 'start' : 'end',
    nameGap: 8,
    nameTextStyle: { color: t.quiet, fontSize: 11, align: 'right', padding: [0, -46, 0, 0] },
  });
}

/** The range of the key: round ticks within the colours' range and around it. */
function ends(best, far, objective) {
  return best == null ? fitted(NaN, NaN) : fitted(Math.min(best, far), Math.max(best, far), { objective });
}

/** The colours from the worst to the best, as a bar. */
function key(best, far, colour) {
  const [low, high] = [Math.min(best, far), Math.max(best, far)];
  const at = (i) => low + ((high - low) * i) / KEY_CELLS;
  return {
    type: 'custom',
    name: 'key',
    silent: true,
    xAxisIndex: 1,
    yAxisIndex: 1,
    tooltip: { show: false },
    data: best == null || low === high ? [] : Array.from({ length: KEY_CELLS }, (_, i) => [0, at(i), at(i + 1)]),
    renderItem(_, api) {
      const [x0, y0] = api.coord([0, api.value(1)]);
      const [x1, y1] = api.coord([1, api.value(2)]);
      return {
        type: 'rect',
        shape: { x: x0, y: Math.min(y0, y1) - 0.5, width: x1 - x0, height: Math.abs(y1 - y0) + 1 },
        style: { fill: colour((api.value(1) + api.value(2)) / 2) },
      };
    },
  };
}

const centred = (name, t, nameGap) => ({
  name,
  nameLocation: 'middle',
  nameGap,
  nameTextStyle: { color: t.ink, fontSize: 11 },
});

/** An axis from 0 to 1, with the names of a categorical hyperparameter; a number's ticks are a series. */
function unit(plot, t) {
  const scale = scaleOf(plot);
  if (scale.category) return stepAxis(t, { min: 0, max: 1, interval: 0.5 / scale.values.length });
  return stepAxis(t, { min: 0, max: 1, axisTick: { show: false } });
}

/** The names between the ticks: every other label, at the middle of its value. */
function names(plot, t, room) {
  const scale = scaleOf(plot);
  if (!scale.category) return { show: false };
  const n = scale.values.length;
  return {
    color: t.quiet,
    fontSize: 11,
    width: Math.min(64, Math.floor(room / n)),
    overflow: 'truncate',
    formatter: (u) => (Math.round(2 * n * u) % 2 ? scale.values[Math.floor(u * n)] : ''),
  };
}

/** The ticks of a number's axis in 0 … 1. */
function unitTicks(plot) {
  const scale = scaleOf(plot);
  return scale.category
    ? null
    : scale.ticks.map((k) => ({ ...k, at: (k.at - scale.min) / (scale.max - scale.min) }));
}
