// @ts-check
import { isDark } from '../scheme.js';

/**
 * The colours and the font of the page.
 * @typedef {{
 *   paper: string,
 *   raised: string,
 *   ink: string,
 *   quiet: string,
 *   rule: string,
 *   grid: string,
 *   axis: string,
 *   accent: string,
 *   fine: string,
 *   look: string,
 *   trouble: string,
 *   series: string[],
 *   font: string,
 *   dark: boolean,
 * }} Theme
 */

/**
 * An ECharts option.
 * @typedef {Object<string, any>} Option
 */

const SERIES = 6;

/**
 * The colours of the page for ECharts: read from the tokens, in the current scheme.
 * @param {Element} element
 * @returns {Theme}
 */
export function theme(element) {
  const probe = document.createElement('span');
  probe.hidden = true;
  element.append(probe);
  const colour = (token) => {
    probe.style.color = `var(--${token})`;
    return getComputedStyle(probe).color;
  };
  const names = [
    'paper',
    'raised',
    'ink',
    'quiet',
    'rule',
    'grid',
    'axis',
    'accent',
    'fine',
    'look',
    'trouble',
  ];
  /** @type {any} */
  const result = Object.fromEntries(names.map((n) => [n, colour(n)]));
  result.series = Array.from({ length: SERIES }, (_, i) => colour(`series-${i + 1}`));
  result.font = getComputedStyle(document.documentElement).fontFamily;
  result.dark = isDark();
  probe.remove();
  return result;
}

/** Shapes that distinguish points without colour. */
export const STAR = 'path://M0,-10L2.9,-3.1L10,-3.1L4.5,1.6L6.2,9L0,4.9L-6.2,9L-4.5,1.6L-10,-3.1L-2.9,-3.1Z';
export const CROSS = 'path://M-5,-4L-4,-5L0,-1L4,-5L5,-4L1,0L5,4L4,5L0,1L-4,5L-5,4L-1,0Z';
export const TRIANGLE = 'triangle';

/**
 * The common part of all charts.
 * @param {Theme} t
 * @returns {Option}
 */
export function base(t) {
  return {
    animation: false,
    textStyle: { fontFamily: t.font, color: t.quiet },
    aria: { enabled: true },
    tooltip: {
      trigger: 'item',
      renderMode: 'richText',
      confine: true,
      backgroundColor: t.raised,
      borderColor: t.rule,
      textStyle: { color: t.ink, fontSize: 12 },
    },
  };
}

/** Shapes of the settings of a study, in the order of their colours: one each, so that a setting is
 * known without its colour. */
export const SYMBOLS = [
  'circle',
  'rect',
  'diamond',
  'path://M0,10L-9,-7L9,-7Z',
  'path://M-9,-3H-3V-9H3V-3H9V3H3V9H-3V3H-9Z',
  'path://M0,-10L9,-3L6,8L-6,8L-9,-3Z',
];

/** The same shapes in a text. */
export const SYMBOL_TEXTS = ['●', '■', '◆', '▼', '✚', '⬟'];

/**
 * An axis with its title above it, left-aligned with the chart: it covers no data.
 * @param {Option} axis
 * @param {string} name
 * @param {Theme} t
 * @param {number} left  the grid's left margin
 * @returns {Option}
 */
export function titled(axis, name, t, left) {
  return {
    ...axis,
    name,
    nameLocation: 'end',
    nameGap: 9,
    nameTextStyle: { color: t.quiet, fontSize: 11, align: 'left', padding: [0, 0, 0, 2 - left] },
  };
}

/** The room above a plot for the title of its y axis. */
export const TITLE_ROOM = 28;

/**
 * The title of an x axis, at its right end.
 * @param {string} name
 * @param {Theme} t
 */
export const endTitle = (name, t) => ({
  name,
  nameLocation: 'end',
  nameGap: 6,
  nameTextStyle: { color: t.quiet, fontSize: 11 },
});

/**
 * A tooltip for the whole height of the plot, with a crosshair.
 * @param {Theme} t
 * @param {(under: any[]) => string} formatter
 */
export function axisTooltip(t, formatter) {
  return {
    ...base(t).tooltip,
    trigger: 'axis',
    axisPointer: { type: 'line', snap: false, lineStyle: { color: t.axis, width: 1 }, label: { show: false } },
    formatter,
  };
}

/**
 * An empty chart, when the axes would have no range.
 * @param {Theme} t
 * @returns {Option}
 */
export function blank(t) {
  return { ...base(t), series: [] };
}

/**
 * @param {Theme} t
 * @param {Option} [more]  additions and overrides
 * @returns {Option} an axis of values, without a line
 */
export function valueAxis(t, more) {
  return {
    type: 'value',
    axisLine: { show: false, onZero: false },
    axisTick: { show: false },
    splitLine: { lineStyle: { color: t.grid } },
    axisLabel: { color: t.quiet, fontSize: 11 },
    ...more,
  };
}

/**
 * @param {Theme} t
 * @param {Option} [more]  additions and overrides
 * @returns {Option} an axis with a line and ticks
 */
export function stepAxis(t, more) {
  return {
    type: 'value',
    axisLine: { show: true, onZero: false, lineStyle: { color: t.axis } },
    axisTick: { show: true, lineStyle: { color: t.axis } },
    splitLine: { show: false },
    axisLabel: { color: t.quiet, fontSize: 11, hideOverlap: true },
    ...more,
  };
}
