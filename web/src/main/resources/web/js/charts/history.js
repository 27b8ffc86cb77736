// @ts-check
import { base, blank, valueAxis, stepAxis, titled, TITLE_ROOM, STAR, CROSS, TRIANGLE } from './theme.js';
import { stepSeries } from './steps.js';
import { sharedRange } from './axis-plot.js';
import { value, ticker, titleOf } from '../format.js';

/**
 * @typedef {import('./theme.js').Theme} Theme
 * @typedef {import('./theme.js').Option} Option
 * @typedef {import('../format.js').Objective} Objective
 * @typedef {{trial: string, number: number, value: number?, reason?: string?, useless?: string?}} Ended
 *   without a value: infeasible; useless: completed, but counted as infeasible
 */

const MAX_POINTS = 2_000;
const GOLDEN = 0.618034;
const LEFT = 48;
const EDGE = 1;
const BESIDE_EDGE = 0.95;

/**
 * The trials at which the best value improves, by the index of the trial.
 * @param {Ended[]} ended  in the order of their end
 * @param {Objective['direction']} direction
 * @returns {[number, number][]} place from 1, best so far
 */
export function bestSoFar(ended, direction) {
  const steps = [];
  let best = null;
  ended.forEach(({ value: y }, i) => {
    if (y == null) return;
    if (best != null && (direction === 'MINIMIZE' ? y >= best : y <= best)) return;
    best = y;
    steps.push([i + 1, y]);
  });
  return steps;
}

/**
 * About `max` of the points: one of each part of equal size, at a place that differs from part to part, so that a
 * period of the points is not one of the sample. Those that `keep` names are always among them.
 * @template T
 * @param {T[]} points
 * @param {(point: T) => boolean} keep
 */
export function thinned(points, keep, max = MAX_POINTS) {
  if (points.length <= max) return points;
  const every = points.length / max;
  const chosen = new Set(Array.from({ length: max }, (_, k) => Math.floor((k + ((k * GOLDEN) % 1)) * every)));
  return points.filter((p, i) => chosen.has(i) || keep(p));
}

/**
 * The optimisation history: the objective of each trial in the order in which they ended, and the best so far.
 * Infeasible trials are crosses at the edge, values beyond the range triangles beside it.
 * @param {Ended[]} ended  in the order of their end
 * @param {{objective: Objective, colour: string}} look
 * @param {Theme} t
 * @returns {Option}
 */
export function historyChart(ended, { objective, colour }, t) {
  if (!ended.length) return blank(t);
  const minimize = objective.direction === 'MINIMIZE';
  const completed = ended.filter((e) => e.value != null);
  const range = sharedRange([{ points: completed.map((e) => ({ y: e.value })) }], objective);
  const pin = (share) =>
    minimize ? range.min + share * (range.max - range.min) : range.max - share * (range.max - range.min);
  const outside = (y) => (minimize ? y > range.max : y < range.min);
  const steps = bestSoFar(ended, objective.direction);
  const improving = new Set(steps.map(([place]) => place));
  const points = ended.map((e, i) => ({ ...e, place: i + 1 }));
  const shown = thinned(points, (p) => improving.has(p.place));
  const at = (p, y) => ({ value: [p.place, y], trial: p.trial, raw: p });
  const scatter = (name, symbol, size, data, itemStyle, z) => ({
    type: 'scatter',
    name,
    symbol,
    symbolSize: size,
    data,
    itemStyle,
    z,
    cursor: 'pointer',
    clip: false,
  });
  const best = steps.at(-1);
  const inRange = steps.filter(([, y]) => !outside(y));
  return {
    ...base(t),
    grid: { left: LEFT, right: 18, top: TITLE_ROOM, bottom: 40 },
    xAxis: stepAxis(t, {
      min: 1,
      max: Math.max(2, ended.length),
      minInterval: 1,
      name: 'trials, in the order of their end',
      nameLocation: 'middle',
      nameGap: 24,
      nameTextStyle: { color: t.ink, fontSize: 11 },
    }),
    yAxis: valueAxis(t, {
      ...titled({}, titleOf(objective), t, LEFT),
      min: range.min,
      max: range.max,
      interval: range.step,
      axisLabel: { color: t.quiet, fontSize: 11, formatter: ticker(objective, range.step) },
    }),
    tooltip: {
      ...base(t).tooltip,
      formatter: ({ data }) =>
        data.raw
          ? [
              `Trial ${data.raw.number}, ${ordinal(data.raw.place)} to end`,
              data.raw.value == null
                ? `infeasible${data.raw.reason ? `: ${wrap(data.raw.reason)}` : ''}`
                : value(objective, data.raw.value),
              data.raw.useless ? `completed, but ${wrap(data.raw.useless)}` : '',
              bestAt(steps, data.raw.place, objective),
            ]
              .filter(Boolean)
              .join('\n')
          : '',
    },
    series: [
      stepSeries(
        'best so far',
        best ? [...inRange, [ended.length, best[1]]] : [],
        { stroke: t.ink, lineWidth: 1.5 },
        2
      ),
      scatter('completed', 'circle', 5,
        shown
          .filter((p) => p.value != null && !p.useless && !outside(p.value) && p.place !== best?.[0])
          .map((p) => at(p, p.value)),
        { color: colour, opacity: shown.length > 500 ? 0.4 : 0.7 }, 3),
      scatter('beyond the scale', TRIANGLE, 7,
        shown.filter((p) => p.value != null && !p.useless && outside(p.value)).map((p) => at(p, pin(BESIDE_EDGE))),
        { color: 'transparent', borderColor: colour, borderWidth: 1, opacity: 0.7 }, 3),
      scatter('infeasible', CROSS, 8,
        shown.filter((p) => p.value == null).map((p) => at(p, pin(EDGE))),
        { color: t.trouble }, 3),
      scatter('completed but infeasible', CROSS, 9,
        shown
          .filter((p) => p.value != null && p.useless && p.place !== best?.[0])
          .map((p) => at(p, outside(p.value) ? pin(BESIDE_EDGE) : p.value)),
        { color: t.paper, borderColor: t.trouble, borderWidth: 1 }, 3),
      scatter('best', STAR, 14,
        points.filter((p) => p.place === best?.[0]).map((p) => at(p, p.value)),
        { color: colour, borderColor: t.ink, borderWidth: 0.8 }, 4),
    ],
  };
}

/** How many of the trials the chart shows. */
export function shownOf(ended, direction) {
  const improving = new Set(bestSoFar(ended, direction).map(([place]) => place));
  return thinned(ended.map((_, i) => i + 1), (place) => improving.has(place)).length;
}

function bestAt(steps, place, objective) {
  const best = steps.findLast(([at]) => at <= place);
  return best ? `best so far ${value(objective, best[1])}` : '';
}

function ordinal(n) {
  const tens = n % 100;
  const end = tens > 10 && tens < 14 ? 'th' : ({ 1: 'st', 2: 'nd', 3: 'rd' }[n % 10] ?? 'th');
  return `${n.toLocaleString('en')}${end}`;
}

function wrap(text) {
  return text.replace(/(.{36,}?)\s/g, '$1\n');
}
