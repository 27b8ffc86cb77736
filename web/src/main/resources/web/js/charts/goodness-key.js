// @ts-check
import { goodness } from './sequence.js';

const HEIGHT = 120;
const WIDTH = 10;

/**
 * A key of the colours from the best to the worst, at the right edge of a chart.
 * @param {import('./theme.js').Theme} t
 */
export function goodnessKey(t) {
  const look = { fill: t.quiet, font: `11px ${t.font}`, align: 'center', verticalAlign: 'middle' };
  const text = (words, y) => ({ type: 'text', style: { ...look, text: words, x: WIDTH / 2, y } });
  const stops = [0, 0.25, 0.5, 0.75, 1].map((offset) => ({ offset, color: goodness(1 - offset, t.dark) }));
  return {
    type: 'group',
    right: 4,
    top: 'middle',
    silent: true,
    children: [
      {
        type: 'rect',
        shape: { x: 0, y: 0, width: WIDTH, height: HEIGHT },
        style: { fill: { type: 'linear', x: 0, y: 0, x2: 0, y2: 1, colorStops: stops } },
      },
      text('best', -10),
      text('worst', HEIGHT + 10),
    ],
  };
}
