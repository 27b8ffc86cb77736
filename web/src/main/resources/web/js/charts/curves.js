// @ts-check
import { axisTooltip, base, endTitle, valueAxis, stepAxis, titled, TITLE_ROOM } from './theme.js';
import { fitted, niceStep } from './range.js';
import { robustRange } from './robust.js';
import { logTicks, printedTicks, tickSeries } from './ticks.js';
import { value, ticker, titleOf, significant, count } from '../format.js';

const PLOT_HEIGHT = 230;
const LABEL_HEIGHT = 14;
const LABEL_WIDTH = 84;
const LABEL_CHARACTERS = 11;
const MIN_NAME = 4;
const LEFT = 52;
const METRIC_LEFT = 56;
/** Room for the last label on the x axis, such as 1,000,000, and for the axis's title beside it. */
const LABEL_MARGIN = 36;
/** The part of a curve at its start that does not set the scale. */
const START = 0.25;
const MAX_LINES = 12;
const STEP_INTERVALS = [4, 3, 5];

/**
 * @typedef {import('./theme.js').Theme} Theme
 * @typedef {import('./theme.js').Option} Option
 * @typedef {import('../format.js').Objective} Objective
 * @typedef {{steps: Float32Array, values: Float32Array}} Curve
 * @typedef {{
 *   trial: string,
 *   label: string,
 *   mark?: string,
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
export function curvesChart(lines, { objective, labelled = short }, t) {
  const range = rangeOf(lines, objective);
  const ends = apart(lines.filter((l) => l.best && last(l.validation) != null), range);
  return {
    ...base(t),
    grid: { left: LEFT, right: LABEL_WIDTH + 12, top: TITLE_ROOM, bottom: 26 },
    xAxis: steps(t, lastStep(lines.flatMap((l) => [l.validation, l.training]))),
    yAxis: valueAxis(t, {
      ...titled({}, titleOf(objective), t, LEFT),
      min: range.min,
      max: range.max,
      interval: range.step,
      axisLabel: { color: t.quiet, fontSize: 11, formatter: ticker(objective, range.step) },
    }),
    tooltip: axisTooltip(t, (under) => tooltip(lines, objective, under[0]?.axisValue)),
    series: [
      ...lines.flatMap((l) => [
        line(l, 'validation', l.validation, 'solid', t, {
          markPoint: l.best ? best(l, t) : undefined,
        }),
        line(l, 'training', l.training, [2, 3], t, {}),
      ]),
      names(ends, labelled, lines),
    ],
  };
}

/** The axis of steps, to the last step; its label is omitted where it is too close to the one before. */
function steps(t, most) {
  const interval = most > 0 ? Math.max(1, intervalOf(most)) : undefined;
  const rest = interval ? most % interval : 0;
  return stepAxis(t, {
    ...endTitle('step', t),
    min: 0,
    max: most || 'dataMax',
    interval,
    axisLabel: {
      color: t.quiet,
      fontSize: 11,
      hideOverlap: true,
      showMaxLabel: !rest || rest > 0.6 * interval,
      formatter: (s) => s.toLocaleString('en'),
    },
  });
}

/** A round part of the last step, else a round number near a quarter of it. */
function intervalOf(most) {
  const parts = STEP_INTERVALS.map((n) => most / n);
  return parts.find((x) => Number(x.toPrecision(2)) === x) ?? niceStep(parts[0]);
}

const lastStep = (curves) =>
  curves.reduce((most, c) => (c.steps.length ? Math.max(most, c.steps[c.steps.length - 1]) : most), 0);

/** The name beside a line, with its mark: of a setting its value, with the name where the value is a number. */
function short({ label, mark }) {
  const text = label.includes(', ') ? label : setting(label);
  return mark ? `${mark} ${text}` : text;
}

function setting(label) {
  const [name, value] = label.split(' = ');
  if (value == null) return label;
  if (Number.isNaN(Number(value)) && value !== 'true' && value !== 'false') return value;
  const room = Math.max(MIN_NAME, LABEL_CHARACTERS - value.length);
  return `${name.length > room ? `${name.slice(0, room - 1)}…` : name} ${value}`;
}

/** The names of the lines, beside the plot at the height of their ends: they cover no line. */
function names(ends, labelled, lines) {
  const right = lastStep(lines.flatMap((l) => [l.validation, l.training]));
  return {
    type: 'scatter',
    name: 'names',
    silent: true,
    clip: false,
    symbolSize: 0.1,
    tooltip: { show: false },
    data: ends.map(({ line: l, y, shift }) => ({
      value: [right, y],
      name: labelled(l),
      label: {
        show: true,
        position: 'right',
        distance: 6,
        offset: [0, shift],
        color: l.colour,
        fontSize: 11,
        width: LABEL_WIDTH,
        overflow: 'truncate',
        formatter: '{b}',
      },
    })),
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
    z: l.best ? 3 : 2,
    clip: true,
    ...more,
  };
}

function best(l, t) {
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

/** The last finite point of a curve. */
function last({ steps, values }) {
  for (let i = values.length - 1; i >= 0; i--)
    if (Number.isFinite(values[i])) return { step: steps[i], value: values[i] };
  return null;
}

/** The heights of the lines' names, each shifted down, in pixels, so that no two overlap. */
function apart(lines, { min, max }) {
  const scale = PLOT_HEIGHT / (max - min || 1);
  let free = -Infinity;
  return lines
    .map((l) => ({ line: l, y: Math.min(max, Math.max(min, last(l.validation).value)) }))
    .sort((a, b) => b.y - a.y)
    .map((end) => {
      const place = -end.y * scale;
      const placed = Math.max(place, free);
      free = placed + LABEL_HEIGHT;
      return { ...end, shift: placed - place };
    });
}

/**
 * The range of y in which the curves run after their start, the ends and the best checkpoints of the strong
 * lines included: the start may be beyond the edge.
 */
function rangeOf(lines, objective) {
  const curves = lines.flatMap((l) => [l.validation, l.training]).filter((c) => c.values.length);
  const tails = curves.map(({ values: y }) => Array.from(y.slice(Math.min(y.length - 1, Math.ceil(START * y.length)))));
  const robust = robustRange(tails.map((y) => ({ low: y, high: y })));
  if (!robust) return fitted(NaN, NaN);
  const strong = lines
    .filter((l) => l.best)
    .flatMap((l) => [last(l.validation)?.value, l.validation.values[l.validation.steps.indexOf(l.bestStep)]])
    .filter(Number.isFinite);
  const all = curves.flatMap((c) => Array.from(c.values)).filter(Number.isFinite);
  const [least, most] = [Math.min(...all), Math.max(...all)];
  const low = Math.min(robust.min, ...strong);
  const high = Math.max(robust.max, ...strong);
  const room = 0.5 * (high - low);
  return objective.direction === 'MINIMIZE'
    ? fitted(low, Math.min(Math.max(most, high), high + room), { objective })
    : fitted(Math.max(Math.min(least, low), low - room), high, { objective });
}

/** Each line's value at its point nearest to a step, the strong lines first. */
function tooltip(lines, objective, step) {
  if (step == null) return '';
  const at = (l, kind, curve) => {
    const i = nearest(curve.steps, step);
    return i < 0
      ? null
      : { step: curve.steps[i], text: `${l.label}, trial ${l.number}, ${kind}: ${value(objective, curve.values[i])}` };
  };
  const found = [...lines.filter((l) => l.best), ...lines.filter((l) => !l.best)]
    .flatMap((l) => [at(l, 'validation', l.validation), at(l, 'training', l.training)])
    .filter(Boolean);
  const shown = found.slice(0, MAX_LINES).map((f) => f.text);
  const more = found.length > MAX_LINES ? [`and ${found.length - MAX_LINES} more`] : [];
  return found.length ? [`step ${found[0].step.toLocaleString('en')}`, ...shown, ...more].join('\n') : '';
}

/**
 * The index of the step nearest to `step`, -1 for a curve that has ended before it.
 * @param {ArrayLike<number>} steps  sorted
 * @param {number} step
 */
export function nearest(steps, step) {
  const n = steps.length;
  if (!n) return -1;
  let [low, high] = [0, n - 1];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (steps[middle] < step) low = middle + 1;
    else high = middle;
  }
  if (low > 0 && step - steps[low - 1] <= steps[low] - step) return low - 1;
  const gap = n > 1 ? (steps[n - 1] - steps[0]) / (n - 1) : Infinity;
  return step > steps[n - 1] + gap ? -1 : low;
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
  const low = finite.reduce((a, b) => Math.min(a, b), Infinity);
  const high = finite.reduce((a, b) => Math.max(a, b), -Infinity);
  const log = finite.length > 0 && low > 0 && high > 30 * low;
  const range = fitted(low, high);
  const first = curve.steps.length ? curve.steps[0] : 0;
  return {
    ...base(t),
    grid: { left: METRIC_LEFT, right: LABEL_MARGIN, top: TITLE_ROOM, bottom: 26 },
    xAxis: steps(t, lastStep([curve])),
    yAxis: valueAxis(t, {
      ...titled({}, name, t, METRIC_LEFT),
      ...(log
        ? { type: 'log', min: low, max: high, axisLabel: { show: false }, splitLine: { show: false } }
        : {
            min: range.min,
            max: range.max,
            interval: range.step,
            axisLabel: { color: t.quiet, fontSize: 11, formatter: ticker(null, range.step) },
          }),
    }),
    tooltip: axisTooltip(t, (under) => {
      const i = under.length ? nearest(curve.steps, under[0].axisValue) : -1;
      return i < 0
        ? ''
        : `step ${curve.steps[i].toLocaleString('en')}\n${name}: ${significant(curve.values[i], 4)}`;
    }),
    series: [
      {
        type: 'line',
        name,
        showSymbol: finite.length < 40,
        symbolSize: 4,
        data: Array.from(curve.steps, (s, i) => [
          s,
          Number.isFinite(curve.values[i]) ? curve.values[i] : null,
        ]),
        lineStyle: { color: colour, width: 1.4 },
        itemStyle: { color: colour },
      },
      ...(log ? [tickSeries(printedTicks(logTicks(low, high)), Math.min(0, first), t, 'y')] : []),
    ],
  };
}
