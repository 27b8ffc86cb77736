// @ts-check
import { base, stepAxis } from './theme.js';
import { fitted } from './range.js';
import { value, ticker, difference, inUnit, significant } from '../format.js';

/**
 * @typedef {import('./theme.js').Theme} Theme
 * @typedef {import('./theme.js').Option} Option
 * @typedef {import('../format.js').Objective} Objective
 * @typedef {{values: number[], mean: number?, deviation: number?, infeasible: number}} Values
 * @typedef {{candidate: Values, compared: Values?, against: string?}} Reruns
 * @typedef {{estimate: number, low: number, high: number}} Gain
 */

const ROOM = 0.12;

/**
 * PB-39: the values of the reruns of a candidate and of what it is compared with, a row each: dots, the mean
 * (tick) and one standard deviation to either side (line). The row's text names both.
 * @param {Reruns} reruns
 * @param {Objective} objective
 * @param {Theme} t
 * @returns {Option}
 */
export function rerunsChart({ candidate, compared, against }, objective, t) {
  const rows = [
    { name: 'candidate', colour: t.accent, ...candidate },
    ...(compared ? [{ name: against ?? 'comparison', colour: t.quiet, ...compared }] : []),
  ];
  const shown = rows.flatMap((r) => [
    ...r.values,
    ...(r.deviation == null ? [] : [r.mean - r.deviation, r.mean + r.deviation]),
  ]);
  const range = fitted(Math.min(...shown), Math.max(...shown), { objective, room: ROOM });
  return {
    ...base(t),
    grid: { left: 18, right: 18, top: 14, bottom: 24 },
    xAxis: stepAxis(t, {
      min: range.min,
      max: range.max,
      interval: range.step,
      splitLine: { show: true, lineStyle: { color: t.grid } },
      axisLine: { show: false },
      axisLabel: {
        color: t.quiet,
        fontSize: 11,
        hideOverlap: true,
        formatter: ticker(objective, range.step),
      },
    }),
    yAxis: { type: 'category', inverse: true, show: false, data: rows.map((r) => r.name) },
    tooltip: { ...base(t).tooltip, formatter: ({ data }) => `${data.name}\n${value(objective, data.value[0])}` },
    series: [
      {
        type: 'custom',
        name: 'mean and standard deviation',
        silent: true,
        tooltip: { show: false },
        data: rows.map((r, i) => [r.mean ?? NaN, i, r.deviation ?? 0]),
        renderItem: (_, api) => spread(api, rows, objective, range.min, t),
      },
      {
        type: 'scatter',
        name: 'reruns',
        symbolSize: 8,
        data: rows.flatMap((r, i) =>
          stacked(r.values).map(({ y, above }) => ({
            value: [y, i],
            symbolOffset: [0, 4 - 6 * above],
            name: `rerun of the ${r.name.replace(/^the /, '')}`,
            itemStyle: { color: t.paper, borderColor: r.colour, borderWidth: 1.5 },
          }))
        ),
      },
    ],
  };
}

/** Equal values lie above each other, so that each is seen. */
function stacked(values) {
  return values.map((y, i) => ({ y, above: values.slice(0, i).filter((other) => other === y).length }));
}

function spread(api, rows, objective, left, t) {
  const row = api.value(1);
  const { name, colour, mean, deviation, infeasible } = rows[row];
  const [x, middle] = api.coord([api.value(0), row]);
  const y = middle + 4;
  const [start] = api.coord([left, row]);
  const reach = deviation == null ? 0 : api.size([deviation, 0])[0];
  const text =
    mean == null
      ? `${name}: none completed`
      : `${name} ${value(objective, mean)}${deviation == null ? '' : ` ± ${difference(objective, deviation)}`}`;
  const diverged = infeasible ? `, ${infeasible} diverged` : '';
  const label = {
    type: 'text',
    style: { text: text + diverged, x: start + 2, y: y - 22, fill: colour, font: `600 11px ${t.font}` },
  };
  if (mean == null) return label;
  return {
    type: 'group',
    children: [
      label,
      {
        type: 'line',
        shape: { x1: x - reach, x2: x + reach, y1: y, y2: y },
        style: { stroke: colour, lineWidth: 2, opacity: 0.7 },
      },
      { type: 'line', shape: { x1: x, x2: x, y1: y - 7, y2: y + 7 }, style: { stroke: colour, lineWidth: 2 } },
    ],
  };
}

/**
 * PB-40: the 95% interval of the gain (line) with its estimate (dot), against zero. Right is better.
 * @param {Gain} gain
 * @param {Objective} objective
 * @param {Theme} t
 * @returns {Option}
 */
export function gainChart({ estimate, low, high }, objective, t) {
  const [min, max] = [Math.min(0, low), Math.max(0, high)];
  const room = ROOM * (max - min);
  const colour = low > 0 ? t.fine : high < 0 ? t.trouble : t.look;
  const text = (x) => (x === 0 ? '0' : `${x > 0 ? '+' : '−'}${significant(Math.abs(inUnit(objective, x)), 2)}`);
  return {
    ...base(t),
    grid: { left: 12, right: 12, top: 6, bottom: 24 },
    xAxis: stepAxis(t, {
      min: min - room,
      max: max + room,
      splitNumber: 4,
      axisLine: { show: false },
      axisLabel: {
        color: t.quiet,
        fontSize: 11,
        hideOverlap: true,
        showMinLabel: false,
        showMaxLabel: false,
        formatter: text,
      },
    }),
    yAxis: { type: 'category', show: false, data: ['gain'] },
    tooltip: {
      ...base(t).tooltip,
      formatter: () =>
        `gain ${text(estimate)} (${difference(objective, estimate)})\n95% interval ${text(low)} to ${text(high)}`,
    },
    series: [
      {
        type: 'custom',
        name: '95% interval',
        data: [[low, 0, high]],
        renderItem: (_, api) => {
          const [x, y] = api.coord([low, 0]);
          const [end] = api.coord([high, 0]);
          return {
            type: 'rect',
            shape: { x, y: y - 4, width: Math.max(2, end - x), height: 8, r: 3 },
            style: { fill: colour, opacity: 0.35 },
          };
        },
      },
      {
        type: 'scatter',
        name: 'gain',
        symbolSize: 11,
        data: [{ value: [estimate, 0], itemStyle: { color: colour } }],
        markLine: {
          silent: true,
          symbol: 'none',
          label: { show: false },
          lineStyle: { color: t.ink, type: 'solid', width: 1 },
          data: [{ xAxis: 0 }],
        },
      },
    ],
  };
}
