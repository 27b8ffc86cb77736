// @ts-check
import { base, blank, valueAxis, stepAxis, titled, TITLE_ROOM } from './theme.js';
import { stepSeries } from './steps.js';
import { sharedRange } from './axis-plot.js';
import { value, ticker, titleOf } from '../format.js';

/**
 * @typedef {import('./theme.js').Theme} Theme
 * @typedef {import('./theme.js').Option} Option
 * @typedef {import('../format.js').Objective} Objective
 * @typedef {{label: string, colour: string, values: number[], infeasible: number, strong: boolean}} Searched
 */

const LEFT = 48;

const MAX_STEPS = 500;
const DASHES = [null, [6, 3], [2, 2], [8, 3, 2, 3], [4, 4], [1, 3]];

/**
 * The empirical distribution: for each value the share of the ended trials that are at or better than it.
 * Infeasible trials are never at or better, so the curve ends below 1 with them.
 * @param {{values: number[], infeasible: number}} study
 * @param {Objective['direction']} direction
 * @returns {[number, number][]} value from the best to the worst, share
 */
export function distribution({ values, infeasible }, direction) {
  const ordered = Float64Array.from(values.filter(Number.isFinite)).sort();
  if (direction === 'MAXIMIZE') ordered.reverse();
  const all = ordered.length + infeasible;
  const every = Math.max(1, Math.ceil(ordered.length / MAX_STEPS));
  const steps = [];
  for (let i = 0; i < ordered.length; i++) {
    const last = i === ordered.length - 1;
    if ((i % every && !last) || (!last && ordered[i + 1] === ordered[i] && every === 1)) continue;
    steps.push([ordered[i], (i + 1) / all]);
  }
  return steps;
}

/**
 * The empirical distribution of the objective over the trials of each study: further to the better side and
 * higher is better.
 * @param {Searched[]} studies
 * @param {Objective} objective
 * @param {Theme} t
 * @returns {Option}
 */
export function edfChart(studies, objective, t) {
  const drawn = studies.filter((s) => s.values.length);
  if (!drawn.length) return blank(t);
  const minimize = objective.direction === 'MINIMIZE';
  const range = sharedRange(drawn.map((s) => ({ points: s.values.map((y) => ({ y })) })), objective);
  const worst = minimize ? range.max : range.min;
  const best = minimize ? range.min : range.max;
  const lines = drawn.map((s) => distribution(s, objective.direction));
  const shares = lines.map((steps) => (x) => steps.findLast(([y]) => (minimize ? y <= x : y >= x))?.[1] ?? 0);
  return {
    ...base(t),
    grid: { left: LEFT, right: 18, top: TITLE_ROOM, bottom: 40 },
    xAxis: stepAxis(t, {
      min: range.min,
      max: range.max,
      interval: range.step,
      name: titleOf(objective),
      nameLocation: 'middle',
      nameGap: 24,
      nameTextStyle: { color: t.ink, fontSize: 11 },
      axisLabel: { color: t.quiet, fontSize: 11, hideOverlap: true, formatter: ticker(objective, range.step) },
    }),
    yAxis: valueAxis(t, {
      ...titled({}, 'share of the trials', t, LEFT),
      min: 0,
      max: 1,
      interval: 0.25,
      axisLabel: { color: t.quiet, fontSize: 11, formatter: (y) => `${Math.round(100 * y)}%` },
    }),
    axisPointer: { show: true, snap: false, lineStyle: { color: t.axis, type: 'solid' }, label: { show: false } },
    tooltip: {
      ...base(t).tooltip,
      trigger: 'axis',
      formatter: (points) => {
        const x = Number(points[0]?.axisValue);
        return [
          `${value(objective, x)} or better`,
          ...drawn.map((s, i) => `${Math.round(100 * shares[i](x))}%  ${s.label}`),
        ].join('\n');
      },
    },
    series: [
      ...drawn.map((s, i) =>
        stepSeries(
          s.label,
          // From no trial at the better edge to the last share at the worse one.
          [[best, 0], ...lines[i], [worst, shares[i](worst)]].filter(([x]) => (minimize ? x <= worst : x >= worst)),
          { stroke: s.colour, lineWidth: s.strong ? 2.2 : 1.2, lineDash: DASHES[i % DASHES.length] },
          s.strong ? 3 : 2
        )
      ),
      // What the crosshair follows.
      {
        type: 'line',
        name: 'values',
        symbol: 'none',
        silent: true,
        lineStyle: { opacity: 0 },
        data: [[best, 0], [worst, 0]],
      },
    ],
  };
}
