// @ts-check
/** Dark to light through blue, grey and yellow, for all kinds of colour vision (after cividis). */
const STOPS = [
  [0, 48, 112],
  [68, 82, 112],
  [112, 114, 120],
  [153, 145, 117],
  [197, 180, 99],
  [240, 217, 70],
];

const ON_LIGHT = [0, 0.82];
const ON_DARK = [0.3, 1];

/**
 * From the worst to the best: from sand to blue, which has the most contrast to the background. The order is in the
 * lightness too, for all kinds of colour vision.
 */
const GOODNESS = {
  light: [
    [170, 148, 84],
    [122, 124, 124],
    [0, 48, 112],
  ],
  dark: [
    [128, 112, 66],
    [138, 146, 156],
    [150, 204, 255],
  ],
};

/**
 * A colour without a better end, for example of a hyperparameter.
 * @param {number} share  0 to 1
 * @param {boolean} dark  whether the background is dark: the end with too little contrast is omitted
 */
export function sequence(share, dark) {
  const [first, last] = dark ? ON_DARK : ON_LIGHT;
  return between(STOPS, first + (last - first) * Math.min(1, Math.max(0, share)));
}

/**
 * The colour of a trial's objective: blue is better on both backgrounds.
 * @param {number} share  0 for the worst to 1 for the best
 * @param {boolean} dark  whether the background is dark
 */
export function goodness(share, dark) {
  return between(dark ? GOODNESS.dark : GOODNESS.light, Math.min(1, Math.max(0, share)));
}

function between(stops, share) {
  const at = share * (stops.length - 1);
  const i = Math.min(stops.length - 2, Math.floor(at));
  return `rgb(${stops[i].map((c, k) => Math.round(c + (at - i) * (stops[i + 1][k] - c))).join(', ')})`;
}

/**
 * The position of a number between the minimum and the maximum, on a log scale when they span decades.
 * @param {number[]} values
 * @returns {(x: number) => number} to 0 … 1
 */
export function shareOf(values) {
  const finite = values.filter(Number.isFinite);
  const min = finite.reduce((a, b) => Math.min(a, b), Infinity);
  const max = finite.reduce((a, b) => Math.max(a, b), -Infinity);
  const log = min > 0 && max / min > 30;
  const to = log ? Math.log : Number;
  return (x) => (max > min ? (to(x) - to(min)) / (to(max) - to(min)) : 0.5);
}
