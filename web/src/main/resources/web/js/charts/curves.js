// @ts-check
import { base, valueAxis, stepAxis } from './theme.js';
import { value, isPercent, tick, significant, count } from '../format.js';

const ROOM_ABOVE = 5;
const PLOT_HEIGHT = 230;
const LABEL_HEIGHT = 14;
/** Half the width of the last label on the x axis, such as 1,000,000. */
const LABEL_MARGIN = 30;

/**
 * @typedef {import('./theme.js').Theme} Theme
 * @typedef {import('./theme.js').Option} Option
 * @typedef {import('../format.js').Objective} Objective
 * @typedef {{steps: Float32Array, values: Float32Array}} Curve
 * @typedef {{
 *   trial: string,
 *   label: string,
 *   number: number,
 *   best: boolean,
 *   bestStep: number,
 *   colour: string,
 *   validation: Curve,
 *   training: Curve,
 * }} Line
 */

/**
 * PB-28: training (dotted) and validation (solid) against step, the best trial of each setting strong and
 * labelled at its end, its best checkpoint marked.
 * @param {Line[]} lines
 * @param {{objective: Objective, labelled?: (line: Line) => string}} look
 * @param {Theme} t
 * @returns {Option}
 */
export function curvesChart(lines, { objective, labelled = (l) => l.label }, t) {
  const max = ceiling(lines, objective);
  const offsets = apart(
    lines.filter((l) => l.best && l.validation.values.length),
    max
  );
  const format = (y) => tick(objective, y);
  return {
    ...base(t),
    grid: { left: 48, right: 92, top: 14, bottom: 26 },
    xAxis: stepAxis(t, {
      max: 'dataMax',
      splitNumber: 4,
      axisLabel: {
        color: t.quiet,
        fontSize: 11,
        hideOverlap: true,
        formatter: (s) => s.toLocaleString('en'),
      },
    }),
    yAxis: valueAxis(t, {
      min: isPercent(objective) ? 0 : undefined,
      max,
      axisLabel: { color: t.quiet, fontSize: 11, formatter: format },
    }),
    tooltip: {
      ...base(t).tooltip,
      formatter: ({ seriesName, data }) =>
        `${seriesName}\nstep ${data[0].toLocaleString('en')}: ${value(objective, data[1])}`,
    },
    series: lines.flatMap((l) => [
      line(l, 'validation', l.validation, 'solid', t, {
        endLabel: {
          show: l.best,
          offset: [0, offsets.get(l.trial) ?? 0],
          formatter: labelled(l),
          color: l.colour,
          fontSize: 11,
          distance: 6,
          width: 84,
          overflow: 'truncate',
        },
        markPoint: l.best ? best(l, objective, t) : undefined,
      }),
      line(l, 'training', l.training, [2, 3], t, {}),
    ]),
  };
}

function line(l, kind, curve, dash, t, more) {
  return {
    type: 'line',
    name: `${l.label}, trial ${l.number}, ${kind}`,
    data: Array.from(curve.steps, (s, i) => [s, Number.isFinite(curve.values[i]) ? curve.values[i] : null]),
    showSymbol: curve.steps.length === 1,
    symbolSize: 5,
    connectNulls: false,
    lineStyle: {
      color: l.colour,
      width: l.best ? (kind === 'validation' ? 2 : 1.4) : 1,
      type: dash,
      opacity: l.best ? 1 : 0.4,
    },
    itemStyle: { color: l.colour },
    triggerLineEvent: true,
    z: l.best ? 3 : 2,
    clip: true,
    ...more,
  };
}

function best(l, objective, t) {
  const i = l.validation.steps.indexOf(l.bestStep);
  if (i < 0) return undefined;
  return {
    symbol: 'circle',
    symbolSize: 7,
    silent: true,
    label: { show: false },
    itemStyle: { color: t.paper, borderColor: l.colour, borderWidth: 2 },
    data: [{ coord: [l.validation.steps[i], l.validation.values[i]] }],
  };
}

/** The shift of each label down, in pixels, so that no two overlap. */
function apart(lines, max) {
  const scale = PLOT_HEIGHT / (max ?? Math.max(...lines.flatMap((l) => [...l.validation.values])));
  const offsets = new Map();
  let free = -Infinity;
  for (const l of [...lines].sort((a, b) => b.validation.values.at(-1) - a.validation.values.at(-1))) {
    const y = -l.validation.values.at(-1) * scale;
    const placed = Math.max(y, free);
    offsets.set(l.trial, placed - y);
    free = placed + LABEL_HEIGHT;
  }
  return offsets;
}

/** An upper limit of y that shows the ends of the curves, not their beginnings. */
function ceiling(lines, objective) {
  const ends = lines
    .filter((l) => l.best && l.validation.values.length)
    .map((l) => l.validation.values.at(-1))
    .filter(Number.isFinite);
  if (objective.direction !== 'MINIMIZE' || !ends.length) return undefined;
  const all = Math.max(
    ...lines.flatMap((l) => [...l.validation.values, ...l.training.values]).filter(Number.isFinite)
  );
  const wanted = Math.min(all, ROOM_ABOVE * Math.max(...ends));
  const step = 10 ** Math.floor(Math.log10(wanted || 1));
  return (Math.ceil((wanted / step) * 2) * step) / 2;
}

/**
 * The table of the best few of every study.
 * @param {Omit<Line, 'colour'>[]} lines
 * @param {Objective} objective
 */
export function curvesRows(lines, objective) {
  return lines.map((l) => [
    `${l.label}, trial ${l.number}`,
    value(objective, l.validation.values.at(-1)),
    value(objective, l.training.values.at(-1)),
    count(l.bestStep, 'step'),
  ]);
}

/**
 * Any one metric of one trial against step, on a log axis when it spans decades.
 * @param {string} name
 * @param {Curve} curve
 * @param {string} colour
 * @param {Theme} t
 * @returns {Option}
 */
export function metricChart(name, curve, colour, t) {
  const finite = Array.from(curve.values).filter(Number.isFinite);
  const log = finite.length > 0 && Math.min(...finite) > 0 && Math.max(...finite) > 30 * Math.min(...finite);
  return {
    ...base(t),
    grid: { left: 56, right: LABEL_MARGIN, top: 12, bottom: 26 },
    xAxis: stepAxis(t, { max: 'dataMax', axisLabel: { color: t.quiet, fontSize: 11, hideOverlap: true } }),
    yAxis: valueAxis(t, {
      type: log ? 'log' : 'value',
      scale: true,
      axisLabel: { color: t.quiet, fontSize: 11, formatter: (y) => significant(y, 3) },
    }),
    tooltip: {
      ...base(t).tooltip,
      formatter: ({ data }) => `${name}\nstep ${data[0].toLocaleString('en')}: ${significant(data[1], 4)}`,
    },
    series: [
      {
        type: 'line',
        name,
        showSymbol: finite.length < 40,
        symbolSize: 4,
        triggerLineEvent: true,
        data: Array.from(curve.steps, (s, i) => [
          s,
          Number.isFinite(curve.values[i]) ? curve.values[i] : null,
        ]),
        lineStyle: { color: colour, width: 1.4 },
        itemStyle: { color: colour },
      },
    ],
  };
}
