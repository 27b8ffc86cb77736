// @ts-check
import { axisTooltip, base, blank, valueAxis, stepAxis, titled, TITLE_ROOM } from './theme.js';
import { fitted } from './range.js';
import { value, difference, ticker, titleOf } from '../format.js';

const LEFT = 56;

/**
 * @typedef {import('./theme.js').Theme} Theme
 * @typedef {import('./theme.js').Option} Option
 * @typedef {import('../format.js').Objective} Objective
 * @typedef {{
 *   id: string,
 *   roundNumber: number,
 *   decision: 'LAUNCH' | 'HOLD' | 'REJECT',
 *   candidateLabel: string,
 *   value: number,
 *   baseline: number?,
 *   gain: number?,
 *   gainBasis?: string?,
 *   position: number,
 *   reverted: {position: number}?,
 * }} Launch
 * @typedef {{at: number, launch: Launch, kind: Launch['decision'] | 'REVERT'}} Moment
 * @typedef {Moment & {live: number?}} Step
 */

/**
 * The objective of the live configuration after each decision, oldest first: a revert is a separate step back
 * to the previous one.
 * @param {Launch[]} launches  in any order
 * @returns {Step[]}
 */
export function steps(launches) {
  /** @type {Moment[]} */
  const moments = launches.flatMap((l) => [
    { at: l.position, launch: l, kind: l.decision },
    ...(l.reverted ? [{ at: l.reverted.position, launch: l, kind: /** @type {const} */ ('REVERT') }] : []),
  ]);
  let live = null;
  return moments
    .sort((a, b) => a.at - b.at)
    .map((m) => {
      if (live == null) live = m.launch.baseline;
      if (m.kind === 'LAUNCH') live = m.launch.value;
      if (m.kind === 'REVERT') live = m.launch.baseline;
      return { ...m, live };
    });
}

/**
 * The text of a step, with its gain.
 * @param {Step} step
 * @param {Objective} objective
 */
export function stepText(step, objective) {
  const { launch: l, kind } = step;
  if (kind === 'REVERT') return 'reverted';
  const gain = l.gain == null ? 'first launch' : `${l.gain >= 0 ? '' : '-'}${difference(objective, l.gain)}`;
  return kind === 'LAUNCH' ? gain : `${kind === 'HOLD' ? 'held' : 'rejected'}: ${gain}`;
}

/**
 * The lineage of launches: a step line, each step with its gain; held or rejected candidates are hollow.
 * @param {Launch[]} launches
 * @param {Objective} objective
 * @param {Theme} t
 * @returns {Option}
 */
export function lineageChart(launches, objective, t) {
  if (!launches.length) return blank(t);
  const all = steps(launches);
  const ys = all.flatMap((s) => [s.live, s.launch.value]).filter((y) => y != null);
  const [low, high] = [Math.min(...ys), Math.max(...ys)];
  const range = fitted(low, high, { objective, room: 0.3 });
  const label = (position) => ({
    show: true,
    position,
    distance: 8,
    color: t.ink,
    fontSize: 11,
    formatter: ({ data }) => data.text,
  });
  const point = (s, i, y) => ({ value: [i, y], text: stepText(s, objective), step: s });
  const tried = (s) => s.kind === 'HOLD' || s.kind === 'REJECT';
  return {
    ...base(t),
    grid: { left: LEFT, right: 90, top: TITLE_ROOM + 10, bottom: 26 },
    xAxis: {
      ...stepAxis(t),
      type: 'category',
      boundaryGap: true,
      axisTick: { show: false },
      data: all.map((s) => `round ${s.launch.roundNumber}`),
    },
    yAxis: valueAxis(t, {
      ...titled({}, titleOf(objective), t, LEFT),
      min: range.min,
      max: range.max,
      interval: range.step,
      axisLabel: { color: t.quiet, fontSize: 11, formatter: ticker(objective, range.step) },
    }),
    tooltip: axisTooltip(t, (under) => {
      const found = under.map((u) => u.data).find((d) => d?.step);
      return found
        ? `${found.step.launch.candidateLabel}: ${value(objective, found.step.launch.value)}\n${found.text}`
        : '';
    }),
    series: [
      {
        type: 'line',
        step: 'end',
        name: 'live',
        symbol: 'circle',
        symbolSize: 9,
        lineStyle: { color: t.accent, width: 2 },
        itemStyle: { color: t.accent },
        label: label('top'),
        data: all.map((s, i) =>
          tried(s) ? { value: [i, s.live], symbol: 'none', text: '' } : point(s, i, s.live)
        ),
      },
      {
        type: 'scatter',
        name: 'held or rejected',
        symbolSize: 9,
        itemStyle: { color: t.paper, borderColor: t.quiet, borderWidth: 2 },
        label: label('bottom'),
        data: all
          .map((s, i) => ({ s, i }))
          .filter(({ s }) => tried(s))
          .map(({ s, i }) => point(s, i, s.launch.value)),
      },
    ],
  };
}
