// @ts-check
/**
 * Many curves as one shape of one colour. A frame of a pan then costs one path for each colour, of the points that
 * are in view.
 * @typedef {{xs: Float64Array, ys: Float64Array}} Curve  x ascending; NaN interrupts the curve
 * @typedef {{scale: number, shift: number}} Linear  from a value to a pixel
 * @typedef {{curves: Curve[], x: Linear, y: Linear, from: number, to: number}} Bundle  values of x in view
 */

/** The name under which `chart.js` registers the shape. */
export const BUNDLE = 'bundle';

/**
 * The index of the first value that is not below `x`.
 * @param {ArrayLike<number>} ascending
 * @param {number} x
 */
export function firstAtLeast(ascending, x) {
  let [low, high] = [0, ascending.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (ascending[middle] < x) low = middle + 1;
    else high = middle;
  }
  return low;
}

/**
 * The index of the value nearest to `x`.
 * @param {ArrayLike<number>} ascending  not empty
 * @param {number} x
 */
export function nearest(ascending, x) {
  const above = Math.min(ascending.length - 1, firstAtLeast(ascending, x));
  return above > 0 && x - ascending[above - 1] < ascending[above] - x ? above - 1 : above;
}

/**
 * Draws the curves' points in view, and one on either side of it.
 * @param {{moveTo: (x: number, y: number) => void, lineTo: (x: number, y: number) => void}} path
 * @param {Bundle} bundle
 */
export function trace(path, { curves, x, y, from, to }) {
  for (const { xs, ys } of curves) {
    const first = Math.max(0, firstAtLeast(xs, from) - 2);
    const last = Math.min(xs.length, firstAtLeast(xs, to) + 2);
    let drawing = false;
    for (let i = first; i < last; i++) {
      if (Number.isNaN(ys[i])) {
        drawing = false;
        continue;
      }
      const px = x.shift + x.scale * xs[i];
      const py = y.shift + y.scale * ys[i];
      if (drawing) path.lineTo(px, py);
      else path.moveTo(px, py);
      drawing = true;
    }
  }
}

/** The linear function through two points: value a at pixel p, value b at pixel q. */
export function through(a, p, b, q) {
  const scale = (q - p) / (b - a);
  return { scale, shift: p - scale * a };
}
