// @ts-check
import { base, valueAxis, stepAxis } from './theme.js';

/**
 * @typedef {import('./theme.js').Theme} Theme
 * @typedef {import('./theme.js').Option} Option
 * @typedef {{parameters: string[], share: number, deviation: number}} Share
 * @typedef {{single: Share[], pairs: Share[]}} Importance
 */

const MAX_BARS = 12;

/**
 * How much of the objective's variance each hyperparameter explains, alone and in pairs, with the spread
 * between the trees.
 * @param {Importance} importance
 * @param {Theme} t
 * @returns {Option}
 */
export function importanceChart({ single, pairs }, t) {
  const rows = importanceRows({ single, pairs }).toReversed();
  return {
    ...base(t),
    grid: { left: 176, right: 44, top: 4, bottom: 22 },
    xAxis: valueAxis(t, {
      min: 0,
      max: (v) => Math.min(1, Math.max(0.2, Math.ceil(v.max * 11) / 10)),
      splitNumber: 4,
      axisLabel: { color: t.quiet, fontSize: 11, formatter: (x) => `${Math.round(100 * x)}%` },
    }),
    yAxis: {
      ...stepAxis(t),
      type: 'category',
      data: rows.map((r) => r.name),
      axisTick: { show: false },
      axisLabel: { color: t.ink, fontSize: 11, width: 164, overflow: 'truncate' },
    },
    tooltip: {
      ...base(t).tooltip,
      formatter: ({ data }) =>
        data.raw
          ? `${data.raw.name}: ${percent(data.raw.share)} of the variance, ` +
            `± ${percent(data.raw.deviation)} between trees`
          : '',
    },
    series: [
      {
        type: 'bar',
        barWidth: 9,
        data: rows.map((r) => ({ value: r.share, raw: r, itemStyle: { color: r.pair ? t.axis : t.accent } })),
        label: {
          show: true,
          position: 'right',
          color: t.quiet,
          fontSize: 11,
          formatter: ({ data }) => percent(data.raw.share),
        },
      },
    ],
  };
}

const percent = (x) => `${(100 * x).toFixed(x < 0.1 ? 1 : 0)}%`;

/** The name, without its condition when the name is unique. */
function named({ single }) {
  const bare = (k) => k.replace(/\[[^\]]*\]$/, '');
  const all = single.map((s) => bare(s.parameters[0]));
  return (k) => (all.filter((n) => n === bare(k)).length > 1 ? k : bare(k));
}

/**
 * The largest shares, those of one hyperparameter before those of pairs.
 * @param {Importance} importance
 */
export function importanceRows({ single, pairs }) {
  const name = named({ single });
  return [
    ...single.map((s) => ({
      name: name(s.parameters[0]),
      pair: false,
      share: s.share,
      deviation: s.deviation,
    })),
    ...pairs
      .filter((s) => s.share >= 0.01)
      .map((s) => ({
        name: s.parameters.map(name).join(' with '),
        pair: true,
        share: s.share,
        deviation: s.deviation,
      })),
  ].slice(0, MAX_BARS);
}
