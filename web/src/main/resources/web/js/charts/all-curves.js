// @ts-check
import { base, blank, valueAxis, stepAxis, titled, TITLE_ROOM } from './theme.js';
import { fitted } from './range.js';
import { robustRange } from './robust.js';
import { value, ticker, titleOf } from '../format.js';

/**
 * @typedef {import('./theme.js').Theme} Theme
 * @typedef {import('./theme.js').Option} Option
 * @typedef {import('../format.js').Objective} Objective
 * @typedef {{
 *   trial: string,
 *   number: number,
 *   value: number?,
 *   steps: Float32Array,
 *   low: Float32Array,
 *   high: Float32Array,
 *   best: boolean,
 * }} Line
 */

const LEFT = 48;

/**
 * The objective by step of all trials of a study: faint, the best few strong.
 * @param {Line[]} lines
 * @param {{objective: Objective, colour: string}} look
 * @param {Theme} t
 * @returns {Option}
 */
export function allCurvesChart(lines, { objective, colour }, t) {
  const drawn = lines.filter((l) => l.steps.length);
  const range = robustRange(drawn);
  if (!range) return blank(t);
  const { min: low, max: high, step } = fitted(range.min, range.max, { objective });
  const max = drawn.reduce((a, l) => Math.max(a, l.steps.at(-1)), 1);
  const faint = Math.min(0.5, Math.max(0.06, 12 / drawn.length));
  return {
    ...base(t),
    grid: { left: LEFT, right: 24, top: TITLE_ROOM, bottom: 40 },
    xAxis: stepAxis(t, {
      min: 0,
      max,
      name: 'step',
      nameLocation: 'middle',
      nameGap: 24,
      nameTextStyle: { color: t.ink, fontSize: 11 },
    }),
    yAxis: valueAxis(t, {
      ...titled({}, titleOf(objective), t, LEFT),
      min: low,
      max: high,
      interval: step,
      axisLabel: { color: t.quiet, fontSize: 11, formatter: ticker(objective, step) },
    }),
    tooltip: {
      ...base(t).tooltip,
      formatter: ({ data }) =>
        `Trial ${data.number}: ${data.y == null ? 'infeasible' : value(objective, data.y)}`,
    },
    series: [
      series('all trials', drawn.filter((l) => !l.best), { color: colour, width: 1, opacity: faint }, 2),
      series('best trials', drawn.filter((l) => l.best), { color: colour, width: 2, opacity: 1 }, 3),
    ].map((s) => ({ ...s, emphasis: { lineStyle: { color: t.ink, width: 2, opacity: 1 } } })),
  };
}

function series(name, lines, lineStyle, z) {
  return {
    type: 'lines',
    name,
    coordinateSystem: 'cartesian2d',
    polyline: true,
    progressive: 0,
    cursor: 'pointer',
    clip: true,
    lineStyle,
    z,
    data: lines.flatMap((l) =>
      parts(l).map((coords) => ({ coords, trial: l.trial, number: l.number, y: l.value }))
    ),
  };
}

/**
 * The line through the middle of each column; it is interrupted where a value is not finite.
 * @param {{steps: ArrayLike<number>, low: ArrayLike<number>, high: ArrayLike<number>}} line
 * @returns {[number, number][][]} parts of two points or more
 */
export function parts({ steps, low, high }) {
  const all = [];
  let part = [];
  for (let i = 0; i <= steps.length; i++) {
    const y = i < steps.length ? (low[i] + high[i]) / 2 : NaN;
    if (Number.isFinite(y)) part.push([steps[i], y]);
    else {
      if (part.length > 1) all.push(part);
      part = [];
    }
  }
  return all;
}
