// @ts-check
import { base, stepAxis, CROSS, STAR } from './theme.js';
import { scaleOf, printed } from './scale.js';
import { sequence } from './sequence.js';
import { value, parameter } from '../format.js';

/**
 * @typedef {import('./theme.js').Theme} Theme
 * @typedef {import('./theme.js').Option} Option
 * @typedef {import('../format.js').Objective} Objective
 * @typedef {import('./scale.js').Plot} Plot
 * @typedef {{trial: string, number: number, x: any, y: any, value: number?}} Point
 */

const CELLS = 36;
const WIDTH = 0.09;
const LEAST_WEIGHT = 0.02;

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
  const colour = (y) => sequence(t.dark ? good(y) : 1 - good(y), t.dark);
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
    grid: { left: 64, right: 18, top: 10, bottom: 40 },
    xAxis: {
      ...unit(a, t),
      name: a.name,
      nameLocation: 'middle',
      nameGap: 24,
      nameTextStyle: { color: t.ink, fontSize: 11 },
    },
    yAxis: {
      ...unit(b, t),
      name: b.name,
      nameLocation: 'middle',
      nameGap: 48,
      nameTextStyle: { color: t.ink, fontSize: 11 },
    },
    tooltip: {
      ...base(t).tooltip,
      formatter: ({ data }) =>
        data.raw
          ? `Trial ${data.raw.number}: ` +
            `${data.raw.value == null ? 'infeasible' : value(objective, data.raw.value)}\n` +
            `${a.name} ${parameter(data.raw.x)}\n${b.name} ${parameter(data.raw.y)}`
          : '',
    },
    series: [
      {
        type: 'custom',
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
          .filter((p) => !top.has(p.trial))
          .map((p) => ({
            ...dot(p),
            itemStyle: { color: colour(p.value), borderColor: t.paper, borderWidth: 1 },
          })),
      },
      {
        type: 'scatter',
        name: 'infeasible',
        symbol: CROSS,
        symbolSize: 9,
        z: 3,
        cursor: 'pointer',
        itemStyle: { color: t.trouble },
        data: trials.filter((p) => p.value == null).map(dot),
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
    ],
  };
}

/** An axis from 0 to 1 that prints the values of the hyperparameter. */
function unit(plot, t) {
  const scale = scaleOf(plot);
  const words = scale.category
    ? (u) => scale.values[Math.min(scale.values.length - 1, Math.floor(u * scale.values.length))]
    : (u) => printed(plot)(scale.min + u * (scale.max - scale.min));
  return stepAxis(t, {
    min: 0,
    max: 1,
    splitNumber: scale.category ? scale.values.length : 4,
    interval: scale.category ? 1 / scale.values.length : 0.25,
    axisLabel: { color: t.quiet, fontSize: 11, formatter: words, align: scale.category ? 'left' : undefined },
  });
}
