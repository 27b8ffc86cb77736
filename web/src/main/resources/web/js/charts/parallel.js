// @ts-check
import { base, blank } from './theme.js';
import { fitted } from './range.js';
import { goodnessKey } from './goodness-key.js';
import { printed } from './scale.js';
import { goodness } from './sequence.js';
import { value, tick, parameter } from '../format.js';

/**
 * @typedef {import('./theme.js').Theme} Theme
 * @typedef {import('./theme.js').Option} Option
 * @typedef {import('../format.js').Objective} Objective
 * @typedef {import('./scale.js').Plot} Plot
 * @typedef {{trial: string, number: number, value: number, x: any[]}} Trial
 */

const FAINT_FROM = 300;
/** A tick so near to a bound has no text. */
const BESIDE_BOUND = 0.09;

/**
 * Parallel coordinates: a line for each completed trial, coloured by the rank of its objective, the best drawn last.
 * The line of a trial whose objective is beyond the axis is dashed and ends at the axis's end.
 * @param {Plot[]} axes
 * @param {Trial[]} trials  `x` in the order of `axes`
 * @param {Objective} objective
 * @param {Theme} t
 * @returns {Option}
 */
export function parallelChart(axes, trials, objective, t) {
  if (!trials.length) return blank(t);
  const minimize = objective.direction === 'MINIMIZE';
  const sorted = [...trials].sort((a, b) => (minimize ? b.value - a.value : a.value - b.value));
  const rank = (i) => (sorted.length > 1 ? i / (sorted.length - 1) : 1);
  const ys = sorted.map((s) => s.value);
  const best = ys.at(-1);
  const middle = ys[Math.floor(ys.length / 2)] ?? best;
  const far = minimize
    ? Math.min(
        ys.reduce((a, b) => Math.max(a, b), -Infinity),
        middle + 2 * (middle - best)
      )
    : Math.max(
        ys.reduce((a, b) => Math.min(a, b), Infinity),
        middle - 2 * (best - middle)
      );
  const range = fitted(Math.min(best, far), Math.max(best, far), { objective });
  const end = minimize ? range.max : range.min;
  const beyond = (y) => (minimize ? y > end : y < end);
  const cut = ys.some(beyond);
  const clamp = (y) => (beyond(y) ? end : y);
  const label = { color: t.quiet, fontSize: 11, hideOverlap: true, backgroundColor: t.paper, padding: [1, 2] };
  const look = {
    nameTextStyle: { color: t.ink, fontSize: 11 },
    axisLabel: label,
    axisLine: { lineStyle: { color: t.axis } },
    axisTick: { lineStyle: { color: t.axis } },
    nameLocation: 'end',
    nameGap: 10,
  };
  return {
    ...base(t),
    graphic: goodnessKey(t),
    parallel: { left: 56, right: 100, top: 34, bottom: 16, parallelAxisDefault: look, axisExpandable: false },
    parallelAxis: [
      ...axes.map((a, dim) => ({ dim, name: a.name, ...look, ...axis(a, label) })),
      {
        dim: axes.length,
        name: objective.metric,
        ...look,
        min: range.min,
        max: range.max,
        interval: range.step,
        inverse: minimize,
        nameLocation: minimize ? 'start' : 'end',
        axisLabel: {
          ...label,
          showMinLabel: true,
          showMaxLabel: true,
          formatter: (y) => (cut && y === end ? (minimize ? '≥' : '≤') : '') + tick(objective, y),
        },
      },
    ],
    tooltip: {
      ...base(t).tooltip,
      formatter: ({ data }) =>
        `Trial ${data.number}: ${value(objective, data.y)}\n` +
        axes.map((a, i) => `${a.name} ${parameter(data.raw[i] ?? '–')}`).join('\n'),
    },
    series: {
      type: 'parallel',
      smooth: false,
      progressive: 2000,
      cursor: 'pointer',
      inactiveOpacity: 0.05,
      activeOpacity: 0.9,
      emphasis: { lineStyle: { width: 3, opacity: 1 } },
      data: sorted.map((s, i) => ({
        value: [
          ...s.x.map((x, k) =>
            x == null ? '-' : axes[k].scale === 'choice' ? parameter(x) : to(axes[k])(x)
          ),
          clamp(s.value),
        ],
        raw: s.x,
        y: s.value,
        trial: s.trial,
        number: s.number,
        lineStyle: {
          color: goodness(rank(i), t.dark),
          type: beyond(s.value) ? [4, 3] : 'solid',
          width: i >= sorted.length - 3 ? 2 : 1,
          opacity: sorted.length > FAINT_FROM ? 0.12 + 0.7 * rank(i) ** 3 : 0.2 + 0.7 * rank(i) ** 2,
        },
      })),
    },
  };
}

function to({ scale }) {
  if (scale === 'log' || scale === 'log-int') return Math.log10;
  if (scale === 'reverse-log') return (x) => -Math.log10(1 - x);
  return Number;
}

function axis(a, label) {
  if (a.scale === 'choice') return { type: 'category', data: a.values.map(parameter) };
  const [min, max] = [to(a)(a.low), to(a)(a.high)];
  const near = (u) => [u - min, max - u].some((gap) => gap > 1e-9 && gap < BESIDE_BOUND * (max - min));
  const print = printed(a);
  return {
    type: 'value',
    min,
    max,
    splitNumber: 3,
    axisLabel: { ...label, formatter: (u) => (near(u) ? '' : print(u)) },
  };
}
