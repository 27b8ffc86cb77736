// @ts-check
import { base, valueAxis, stepAxis } from './theme.js';
import { fitted } from './range.js';
import { count, fixed } from '../format.js';

/**
 * @typedef {import('./theme.js').Theme} Theme
 * @typedef {import('./theme.js').Option} Option
 * @typedef {{parameters: string[], share: number, deviation: number, trials: number, p: ?number}} Share
 * @typedef {{single: Share[], pairs: Share[], trials: number, explained: ?number, floor: number}} Importance
 */

const MAX_BARS = 12;

/**
 * How much of the objective's variance each hyperparameter explains, alone and in pairs, with the
 * standard error of the share.
 * @param {Importance} importance
 * @param {Theme} t
 * @returns {Option}
 */
export function importanceChart({ single, pairs }, t) {
  const rows = importanceRows({ single, pairs }).toReversed();
  const most = Math.max(0.2, ...rows.map((r) => r.share));
  const range = fitted(0, most, { objective: { unit: 'fraction' } });
  return {
    ...base(t),
    grid: { left: 176, right: 44, top: 4, bottom: 22 },
    xAxis: valueAxis(t, {
      min: 0,
      max: range.max,
      interval: range.step,
      axisLabel: { color: t.quiet, fontSize: 11, formatter: (x) => `${fixed(100 * x, 0)}%` },
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
            `± ${percent(data.raw.deviation)} standard error, ${count(data.raw.trials, 'trial')}`
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

const percent = (x) => `${fixed(100 * x, x < 0.1 ? 1 : 0)}%`;

/**
 * Whether the hyperparameters explain enough of the differences that the shares mean anything.
 * @param {Importance} importance
 */
export const importanceKnown = ({ single, explained, floor }) =>
  single.length > 0 && explained != null && explained >= floor;

/**
 * Why the importance is not known.
 * @param {Importance} importance
 */
export const importanceUnknown = ({ trials, explained, floor }) =>
  explained == null
    ? 'Importance not known: it needs ten completed trials with different objectives.'
    : `Importance not known: the hyperparameters explain ${Math.round(100 * Math.max(0, explained))}% of the ` +
      `differences in cross-validation, and ${trials} trials need ${Math.round(100 * floor)}%.`;

/** The name, without its condition when the name is unique. */
function named({ single }) {
  const bare = (k) => k.replace(/\[[^\]]*\]$/, '');
  const all = single.map((s) => bare(s.parameters[0]));
  return (k) => (all.filter((n) => n === bare(k)).length > 1 ? k : bare(k));
}

/**
 * The largest shares, those of one hyperparameter before those of pairs.
 * @param {Pick<Importance, 'single' | 'pairs'>} importance
 */
export function importanceRows({ single, pairs }) {
  const name = named({ single });
  return [
    ...single.map((s) => ({
      name: name(s.parameters[0]),
      pair: false,
      share: s.share,
      deviation: s.deviation,
      trials: s.trials,
    })),
    ...pairs
      .filter((s) => s.share >= 0.01)
      .map((s) => ({
        name: s.parameters.map(name).join(' with '),
        pair: true,
        share: s.share,
        deviation: s.deviation,
        trials: s.trials,
      })),
  ].slice(0, MAX_BARS);
}
