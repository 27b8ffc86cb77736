// @ts-check
import { base, valueAxis, stepAxis, titled, TITLE_ROOM, STAR, CROSS, TRIANGLE, SYMBOLS } from './theme.js';
import { fitted } from './range.js';
import { scaleOf } from './scale.js';
import { tickSeries } from './ticks.js';
import { value, ticker, titleOf, parameter } from '../format.js';

/**
 * @typedef {import('./theme.js').Theme} Theme
 * @typedef {import('./theme.js').Option} Option
 * @typedef {import('../format.js').Objective} Objective
 * @typedef {import('./scale.js').Plot} Plot
 * @typedef {{
 *   trial: string,
 *   number: number,
 *   x: any,
 *   y: number,
 *   bestStep?: number,
 *   setting?: number?,
 *   useless?: string?,
 * }} Point
 * @typedef {{trial: string, number: number, x: any, reason: string, setting?: number?}} Infeasible
 * @typedef {import('./range.js').Range} Range
 */

const TOP_OF_PLOT = 1;
const BELOW_TOP = 0.93;
const LEFT = 44;
const PLOT_WIDTH = 230;

/**
 * The range of y that all plots of a page share: from just beyond the best trial to a limit within the worse
 * half of the trials. Trials beyond it are drawn at the edge.
 * @param {{points: {y: number}[]}[]} plots
 * @param {Objective} objective
 * @returns {Range}
 */
export function sharedRange(plots, objective) {
  const minimize = objective.direction === 'MINIMIZE';
  const ys = plots
    .flatMap((p) => p.points.map((q) => q.y))
    .filter(Number.isFinite)
    .sort((a, b) => (minimize ? a - b : b - a));
  if (!ys.length) return fitted(NaN, NaN);
  const best = ys[0];
  const median = ys[Math.floor(ys.length / 2)];
  const worst = ys[ys.length - 1];
  const reach = Math.abs(median - best) * 2 || Math.abs(worst - best);
  const far = minimize ? Math.min(worst, best + reach) : Math.max(worst, best - reach);
  return fitted(Math.min(best, far), Math.max(best, far), { objective, room: 0.08 });
}

/**
 * PB-24: the objective, best over training, against one hyperparameter on its own scale. In a study over scientific
 * values (`plot.settings`) each value has a colour and a shape; a completed trial that is useless is hollow.
 * @param {Plot & {points: Point[], infeasible: Infeasible[], top: string[], settings?: string[]}} plot
 * @param {{objective: Objective, range: Range, colour: string}} look  the colour of a study with one setting
 * @param {Theme} t
 * @returns {Option}
 */
export function axisPlot(plot, { objective, range, colour }, t) {
  const scale = scaleOf(plot);
  const minimize = objective.direction === 'MINIMIZE';
  const pin = (share) =>
    minimize ? range.min + share * (range.max - range.min) : range.max - share * (range.max - range.min);
  const outside = (y) => (minimize ? y > range.max : y < range.min);
  const top = new Set(plot.top);
  const at = (p, y) => ({ value: [scale.to(p.x), y], name: `trial ${p.number}`, trial: p.trial, raw: p });
  const marked = colours(plot, colour, t);
  const shown = plot.points.filter((p) => !p.useless);
  const inside = shown.filter((p) => !outside(p.y));
  const hollow = (p) => ({ color: 'transparent', borderColor: marked(p).color, borderWidth: 1, opacity: 0.8 });
  const series = (name, symbol, size, points, style, z) => ({
    type: 'scatter',
    name,
    symbol,
    symbolSize: size,
    data: points,
    itemStyle: style,
    z,
    cursor: 'pointer',
    clip: false,
  });
  return {
    ...base(t),
    grid: { left: LEFT, right: 18, top: TITLE_ROOM, bottom: 26 },
    xAxis: scale.category
      ? { ...stepAxis(t, { axisLabel: names(scale.values, t) }), type: 'category', data: scale.values }
      : stepAxis(t, {
          min: scale.min,
          max: scale.max,
          axisLabel: { show: false },
          axisTick: { show: false },
        }),
    yAxis: valueAxis(t, {
      ...titled({}, titleOf(objective), t, LEFT),
      min: range.min,
      max: range.max,
      interval: range.step,
      axisLabel: { color: t.quiet, fontSize: 11, formatter: ticker(objective, range.step) },
    }),
    tooltip: { ...base(t).tooltip, formatter: ({ data }) => tooltip(plot, objective, data.raw) },
    series: [
      scale.category ? null : tickSeries(scale.ticks, range.min, t),
      series(
        'completed',
        'circle',
        6,
        inside
          .filter((p) => !top.has(p.trial))
          .map((p) => ({ ...at(p, p.y), symbol: marked(p).symbol, itemStyle: { color: marked(p).color } })),
        { opacity: 0.7 },
        2
      ),
      series(
        'above the scale',
        TRIANGLE,
        7,
        shown
          .filter((p) => outside(p.y))
          .map((p) => ({ ...at(p, pin(BELOW_TOP)), itemStyle: hollow(p) })),
        {},
        2
      ),
      series(
        'infeasible',
        CROSS,
        9,
        plot.infeasible.map((p) => at(p, pin(TOP_OF_PLOT))),
        { color: t.trouble, borderColor: t.paper, borderWidth: 0.5 },
        3
      ),
      series(
        'completed but infeasible',
        CROSS,
        10,
        plot.points
          .filter((p) => p.useless)
          .map((p) => at(p, outside(p.y) || !Number.isFinite(p.y) ? pin(BELOW_TOP) : p.y)),
        { color: t.paper, borderColor: t.trouble, borderWidth: 1 },
        3
      ),
      series(
        'best three',
        STAR,
        14,
        inside
          .filter((p) => top.has(p.trial))
          .map((p) => ({
            ...at(p, p.y),
            itemStyle: { color: marked(p).color, borderColor: t.ink, borderWidth: 0.8 },
          })),
        {},
        4
      ),
    ].filter(Boolean),
  };
}

/** The colour and the shape of a trial: of its setting, where the study has several. */
function colours({ settings = [] }, colour, t) {
  return ({ setting }) =>
    settings.length > 1 && setting != null
      ? { color: t.series[setting % t.series.length], symbol: SYMBOLS[setting % SYMBOLS.length] }
      : { color: colour, symbol: 'circle' };
}

function tooltip(plot, objective, p) {
  const setting = plot.settings?.[p.setting];
  const reached = !p.bestStep ? value(objective, p.y) : `${value(objective, p.y)} at step ${p.bestStep}`;
  return [
    `Trial ${p.number}`,
    setting == null || setting === `${plot.name} = ${parameter(p.x)}` ? null : setting,
    `${plot.name} ${parameter(p.x)}`,
    p.reason ? `infeasible: ${wrap(p.reason)}` : p.useless ? `${reached}\ncompleted, but ${p.useless}` : reached,
  ]
    .filter((line) => line != null)
    .join('\n');
}

/** Names of a category axis: shortened when there are several, none is skipped. */
function names(values, t) {
  return {
    color: t.quiet,
    fontSize: 11,
    interval: 0,
    width: Math.floor(PLOT_WIDTH / Math.max(1, values.length)),
    overflow: 'truncate',
  };
}

function wrap(text) {
  return text.replace(/(.{36,}?)\s/g, '$1\n');
}
