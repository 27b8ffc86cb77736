// @ts-check
import { base, blank, stepAxis } from './theme.js';
import { value, duration, count } from '../format.js';

/**
 * @typedef {import('./theme.js').Theme} Theme
 * @typedef {import('./theme.js').Option} Option
 * @typedef {import('../format.js').Objective} Objective
 * @typedef {'completed' | 'infeasible' | 'running' | 'abandoned'} State
 * @typedef {{trial: string, number: number, state: State, where: string, from: number, to: number, value: number?}} Bar
 * @typedef {Bar & {lane: number}} Placed
 */

const LEAST_WIDTH = 1.5;
const MAX_HEIGHT = 18;
const LABEL_WIDTH = 124;
/** With more rows than these the name of a device has one line. */
const MAX_WRAPPED = 8;
const CROSS_FROM = 5;

/**
 * One lane for each trial that ran at the same time on the same device, the devices in order of their first trial.
 * @param {Bar[]} bars
 * @returns {{bars: Placed[], lanes: {where: string, first: boolean}[]}}
 */
export function lanesOf(bars) {
  const devices = new Map();
  const sorted = [...bars].sort((a, b) => a.from - b.from || a.number - b.number);
  for (const bar of sorted) {
    if (!devices.has(bar.where)) devices.set(bar.where, []);
    const lanes = devices.get(bar.where);
    const free = lanes.find((lane) => lane.at(-1).to <= bar.from);
    if (free) free.push(bar);
    else lanes.push([bar]);
  }
  const lanes = [];
  const placed = [];
  for (const [where, own] of devices)
    own.forEach((lane, i) => {
      placed.push(...lane.map((bar) => ({ ...bar, lane: lanes.length })));
      lanes.push({ where, first: i === 0 });
    });
  return { bars: placed, lanes };
}

/**
 * When each trial ran, and on what: completed trials are filled, infeasible ones hollow with a cross at the end,
 * running ones dashed, abandoned ones a thin line.
 * @param {Bar[]} bars  times in milliseconds since 1970
 * @param {{objective: Objective, colour: string}} look
 * @param {Theme} t
 * @returns {Option}
 */
export function timelineChart(bars, { objective, colour }, t) {
  if (!bars.length) return blank(t);
  const { bars: placed, lanes } = lanesOf(bars);
  const from = placed.reduce((a, b) => Math.min(a, b.from), Infinity);
  const to = placed.reduce((a, b) => Math.max(a, b.to), -Infinity);
  return {
    ...base(t),
    grid: { left: LABEL_WIDTH + 8, right: 22, top: 12, bottom: 40 },
    xAxis: stepAxis(t, {
      min: 0,
      max: Math.max(1, (to - from) / 1000),
      name: 'time since the first trial began',
      nameLocation: 'middle',
      nameGap: 24,
      nameTextStyle: { color: t.ink, fontSize: 11 },
      axisLabel: {
        color: t.quiet,
        fontSize: 11,
        hideOverlap: true,
        showMaxLabel: false,
        formatter: (s) => (s === 0 ? '0' : duration(s)),
      },
    }),
    yAxis: {
      type: 'category',
      inverse: true,
      data: lanes.map((_, i) => i),
      axisLine: { show: false },
      axisTick: { show: false },
      axisLabel: {
        color: t.quiet,
        fontSize: 11,
        interval: (i) => lanes[i].first,
        width: LABEL_WIDTH,
        lineHeight: 12,
        overflow: lanes.length <= MAX_WRAPPED ? 'break' : 'truncate',
        formatter: (i) => lanes[i].where,
      },
    },
    tooltip: {
      ...base(t).tooltip,
      formatter: ({ data: { raw } }) =>
        [
          `Trial ${raw.number}: ${raw.state === 'completed' ? value(objective, raw.value) : raw.state}`,
          `${duration((raw.to - raw.from) / 1000)} on ${raw.where}`,
          `from ${new Date(raw.from).toLocaleString('en-GB')}`,
        ].join('\n'),
    },
    series: [
      {
        type: 'custom',
        name: count(bars.length, 'trial'),
        cursor: 'pointer',
        progressive: 0,
        encode: { x: [0, 1], y: 2 },
        data: placed.map((bar) => ({
          value: [(bar.from - from) / 1000, (bar.to - from) / 1000, bar.lane],
          trial: bar.trial,
          raw: bar,
        })),
        renderItem: (params, api) => barOf(placed[params.dataIndex], api, colour, t),
      },
    ],
  };
}

function barOf({ state }, api, colour, t) {
  const [x, y] = api.coord([api.value(0), api.value(2)]);
  const [end] = api.coord([api.value(1), api.value(2)]);
  const height = Math.min(MAX_HEIGHT, 0.7 * api.size([0, 1])[1]);
  const width = Math.max(LEAST_WIDTH, end - x - 0.5);
  const rect = (high, style) => ({
    type: 'rect',
    shape: { x, y: y - high / 2, width, height: high },
    style,
  });
  switch (state) {
    case 'completed':
      return rect(height, { fill: colour, opacity: 0.75 });
    case 'running':
      return rect(height, { fill: 'transparent', stroke: colour, lineWidth: 1.2, lineDash: [4, 3] });
    case 'abandoned':
      return rect(Math.max(2, height / 4), { fill: t.quiet });
    default:
      return {
        type: 'group',
        children: [
          rect(height, { fill: t.paper, stroke: t.trouble, lineWidth: 1 }),
          width > CROSS_FROM && height > CROSS_FROM ? cross(x + width - 4, y, t.trouble) : null,
        ].filter(Boolean),
      };
  }
}

function cross(x, y, stroke) {
  const line = (dx) => ({
    type: 'line',
    shape: { x1: x - dx, y1: y - 2.5, x2: x + dx, y2: y + 2.5 },
    style: { stroke, lineWidth: 1.2 },
  });
  return { type: 'group', children: [line(2.5), line(-2.5)] };
}
