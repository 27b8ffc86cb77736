// @ts-check
import { h } from '../dom.js';
import { duration } from '../format.js';

/**
 * A bar of the round's time span within the project's, from its opening to the last event of its trials.
 * @param {{openedAt: string, lastAt: string}} round
 * @param {{openedAt: string, lastAt: string}[]} all  the project's rounds
 */
export function span(round, all) {
  const from = Math.min(...all.map((r) => Date.parse(r.openedAt)));
  const to = Math.max(...all.map((r) => Date.parse(r.lastAt)), from + 1);
  const [start, end] = [Date.parse(round.openedAt), Date.parse(round.lastAt)];
  const bar = h('span', {});
  bar.style.left = `${(100 * (start - from)) / (to - from)}%`;
  bar.style.width = `${(100 * (end - start)) / (to - from)}%`;
  return h('span.span', { role: 'img', 'aria-label': `lasted ${duration((end - start) / 1000)}` }, bar);
}
