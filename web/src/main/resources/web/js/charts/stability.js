// @ts-check
import { base, blank, valueAxis, stepAxis, CROSS } from './theme.js';
import { significant } from '../format.js';

/**
 * @typedef {import('./theme.js').Theme} Theme
 * @typedef {import('./theme.js').Option} Option
 * @typedef {{rate: number, loss: number | string, verdict: 'STABLE' | 'UNSTABLE' | 'DIVERGED'}} Rate
 */

/**
 * PB-60: the training loss of each learning rate; diverged ones are crosses at the top.
 * @param {{rates: Rate[], best: number?, unstable: number | string | null}} probe
 * @param {Theme} t
 * @returns {Option}
 */
export function ratesChart({ rates, best, unstable }, t) {
  if (!rates.length) return blank(t);
  const losses = rates.map((r) => Number(r.loss)).filter((l) => Number.isFinite(l) && l > 0);
  const [min, max] = losses.length ? [Math.min(...losses) / 1.5, 2 * Math.max(...losses)] : [0.1, 10];
  const at = (r) => (Number.isFinite(Number(r.loss)) ? Math.max(min, Number(r.loss)) : max);
  const mark = (r) => ({
    value: [r.rate, at(r)],
    raw: r,
    symbol: r.verdict === 'STABLE' ? 'circle' : CROSS,
    symbolSize: r.rate === best ? 13 : 8,
    itemStyle: { color: r.verdict === 'STABLE' ? t.accent : t.trouble },
  });
  return {
    ...base(t),
    grid: { left: 60, right: 18, top: 14, bottom: 40 },
    xAxis: stepAxis(t, {
      type: 'log',
      min: rates[0].rate,
      max: rates.at(-1).rate,
      name: 'learning rate',
      nameLocation: 'middle',
      nameGap: 24,
      nameTextStyle: { color: t.ink, fontSize: 11 },
    }),
    yAxis: valueAxis(t, {
      type: 'log',
      min,
      max,
      axisLabel: {
        color: t.quiet,
        fontSize: 11,
        showMinLabel: false,
        showMaxLabel: false,
        formatter: (y) => significant(y, 2),
      },
    }),
    tooltip: {
      ...base(t).tooltip,
      formatter: ({ data: { raw } }) => {
        const loss = Number.isFinite(Number(raw.loss)) ? `, loss ${significant(Number(raw.loss), 3)}` : '';
        return `learning rate ${significant(raw.rate, 3)}\n${raw.verdict.toLowerCase()}${loss}`;
      },
    },
    series: [
      {
        type: 'line',
        name: 'loss',
        data: rates.map(mark),
        lineStyle: { color: t.accent, width: 1.5 },
        markLine: Number.isFinite(Number(unstable))
          ? {
              silent: true,
              symbol: 'none',
              label: { show: false },
              lineStyle: { color: t.trouble, type: 'dashed' },
              data: [{ xAxis: unstable }],
            }
          : undefined,
      },
    ],
  };
}

/**
 * PB-61: the histogram of the unclipped gradient norm, with equal bins on a log scale.
 * @param {{edges: number[], counts: number[]}} norms
 * @param {Theme} t
 * @returns {Option}
 */
export function normsChart({ edges, counts }, t) {
  return {
    ...base(t),
    grid: { left: 48, right: 18, top: 14, bottom: 40 },
    xAxis: {
      ...stepAxis(t, {
        type: 'category',
        data: counts.map((_, i) => significant(Math.sqrt(edges[i] * edges[i + 1]), 2)),
        name: 'gradient norm',
        nameLocation: 'middle',
        nameGap: 24,
        nameTextStyle: { color: t.ink, fontSize: 11 },
      }),
    },
    yAxis: valueAxis(t, { min: 0 }),
    tooltip: {
      ...base(t).tooltip,
      formatter: ({ dataIndex: i }) =>
        `${significant(edges[i], 3)} to ${significant(edges[i + 1], 3)}: ${counts[i]} steps`,
    },
    series: [
      { type: 'bar', name: 'steps', data: counts, barCategoryGap: '6%', itemStyle: { color: t.accent } },
    ],
  };
}
