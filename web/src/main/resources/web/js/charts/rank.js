// @ts-check
import { base, blank, stepAxis, STAR, CROSS } from './theme.js';
import { scaleOf } from './scale.js';
import { place } from './contour.js';
import { goodness } from './sequence.js';
import { thinned } from './history.js';
import { value, parameter } from '../format.js';

/**
 * @typedef {import('./theme.js').Theme} Theme
 * @typedef {import('./theme.js').Option} Option
 * @typedef {import('../format.js').Objective} Objective
 * @typedef {import('./scale.js').Plot} Plot
 * @typedef {{trial: string, number: number, x: any, y: any, value: number?, useless?: string?}} Point
 */

const STOPS = 6;
const JITTER = 0.5;

/**
 * The rank of each trial from 0, the best, to 1, the worst; equal values share the mean of their ranks.
 * @param {{value: number}[]} trials
 * @param {Objective['direction']} direction
 * @returns {Map<any, number>} by trial
 */
export function ranks(trials, direction) {
  const sign = direction === 'MINIMIZE' ? 1 : -1;
  const sorted = [...trials].sort((a, b) => sign * (a.value - b.value));
  const result = new Map();
  for (let i = 0; i < sorted.length; ) {
    let end = i;
    while (end + 1 < sorted.length && sorted[end + 1].value === sorted[i].value) end++;
    const share = sorted.length > 1 ? (i + end) / 2 / (sorted.length - 1) : 0;
    for (; i <= end; i++) result.set(sorted[i], share);
  }
  return result;
}

/**
 * The trials over two hyperparameters, coloured by the rank of their objective: outliers do not change the
 * colours of the rest. The blue end is the best in both schemes.
 * @param {Plot} a  the hyperparameter on x
 * @param {Plot} b  the hyperparameter on y
 * @param {Point[]} trials  those without a value are infeasible
 * @param {Objective} objective
 * @param {Theme} t
 * @returns {Option}
 */
export function rankChart(a, b, trials, objective, t) {
  if (!trials.length) return blank(t);
  const completed = trials.filter((p) => p.value != null);
  const rank = ranks(completed, objective.direction);
  const best = new Set([...completed].sort((p, q) => rank.get(p) - rank.get(q)).slice(0, 3));
  const [u, v] = [spread(a), spread(b)];
  const at = (p) => ({ value: [u(p.x, p.number), v(p.y, 7 * p.number), rank.get(p) ?? 0], trial: p.trial, raw: p });
  const name = { nameLocation: 'middle', nameTextStyle: { color: t.ink, fontSize: 11 } };
  const order = (p) => Math.round(rank.get(p) * (completed.length - 1)) + 1;
  return {
    ...base(t),
    grid: { left: 64, right: 86, top: 12, bottom: 40 },
    xAxis: { ...axis(t), ...name, name: a.name, nameGap: 24 },
    yAxis: { ...axis(t), ...name, name: b.name, nameGap: 48 },
    visualMap: {
      type: 'continuous',
      min: 0,
      max: 1,
      dimension: 2,
      seriesIndex: [0],
      orient: 'vertical',
      right: 4,
      top: 'middle',
      itemWidth: 10,
      itemHeight: 120,
      inverse: true,
      hoverLink: false,
      text: ['worst', 'best'],
      textStyle: { color: t.quiet, fontSize: 11 },
      inRange: { color: Array.from({ length: STOPS }, (_, i) => goodness(1 - i / (STOPS - 1), t.dark)) },
    },
    tooltip: {
      ...base(t).tooltip,
      formatter: ({ data }) =>
        data.raw
          ? [
              `Trial ${data.raw.number}: ` +
                (data.raw.value == null
                  ? 'infeasible'
                  : `${value(objective, data.raw.value)}, rank ${order(data.raw)} of ${completed.length}`) +
                (data.raw.useless ? `\ncompleted, but ${data.raw.useless}` : ''),
              `${a.name} ${parameter(data.raw.x)}`,
              `${b.name} ${parameter(data.raw.y)}`,
            ].join('\n')
          : '',
    },
    series: [
      {
        type: 'scatter',
        name: 'completed',
        symbolSize: completed.length > 500 ? 5 : 8,
        z: 2,
        cursor: 'pointer',
        // The best last, above the others.
        data: thinned(completed, (p) => best.has(p))
          .filter((p) => !best.has(p) && !p.useless)
          .sort((p, q) => rank.get(q) - rank.get(p))
          .map(at),
        itemStyle: { borderColor: t.paper, borderWidth: 0.5 },
      },
      {
        type: 'scatter',
        name: 'infeasible',
        symbol: CROSS,
        symbolSize: 8,
        z: 1,
        cursor: 'pointer',
        itemStyle: { color: t.trouble, opacity: 0.8 },
        data: thinned(trials.filter((p) => p.value == null), () => false).map(at),
      },
      {
        type: 'scatter',
        name: 'completed but infeasible',
        symbol: CROSS,
        symbolSize: 9,
        z: 3,
        cursor: 'pointer',
        itemStyle: { color: t.paper, borderColor: t.trouble, borderWidth: 1 },
        data: thinned(completed.filter((p) => p.useless && !best.has(p)), () => false).map(at),
      },
      {
        type: 'scatter',
        name: 'best three',
        symbol: STAR,
        symbolSize: 15,
        z: 4,
        cursor: 'pointer',
        itemStyle: { color: goodness(1, t.dark), borderColor: t.ink, borderWidth: 1 },
        data: [...best].map(at),
      },
      ticks(a, true, t),
      ticks(b, false, t),
    ],
  };
}

/** The position on the axis, 0 to 1; trials of one category are spread over half of its width. */
function spread(plot) {
  const to = place(plot);
  const scale = scaleOf(plot);
  if (!scale.category) return (x) => to(x);
  return (x, seed) => to(x) + (JITTER * (((seed * 0.618034) % 1) - 0.5)) / scale.values.length;
}

/** An axis from 0 to 1; its ticks are points, since the hyperparameter has its own scale. */
function axis(t) {
  return stepAxis(t, { min: 0, max: 1, axisLabel: { show: false }, axisTick: { show: false } });
}

/** The printed values of a hyperparameter along its axis. */
function ticks(plot, across, t) {
  const scale = scaleOf(plot);
  const printed = scale.category
    ? scale.values.map((text, i) => ({ at: (i + 0.5) / scale.values.length, text }))
    : scale.ticks
        .filter(({ text }) => text !== '')
        .map(({ at, text }) => ({ at: (at - scale.min) / (scale.max - scale.min), text }));
  return {
    type: 'scatter',
    name: `ticks of ${plot.name}`,
    silent: true,
    clip: false,
    z: 1,
    symbol: 'rect',
    symbolSize: across ? [1, 5] : [5, 1],
    symbolOffset: across ? [0, 2.5] : [-2.5, 0],
    itemStyle: { color: t.axis },
    label: {
      show: true,
      position: across ? 'bottom' : 'left',
      distance: 4,
      color: t.quiet,
      fontSize: 11,
      formatter: ({ name }) => name,
    },
    data: printed.map(({ at, text }) => ({ value: across ? [at, 0] : [0, at], name: text })),
  };
}
