// @ts-check
const PART = 0.98;
const FAR = 3;

/**
 * The range of y that shows most curves: spikes and diverged trials are beyond the edge, so that they do not
 * flatten the rest.
 * @param {{low: ArrayLike<number>, high: ArrayLike<number>}[]} lines
 * @param {boolean} log  only positive values count
 * @returns {{min: number, max: number}?} null when no value is finite
 */
export function robustRange(lines, log = false) {
  const ends = lines
    .map((l) => {
      const ok = (y) => Number.isFinite(y) && (!log || y > 0);
      const low = Float64Array.from(l.low).filter(ok).sort();
      const high = Float64Array.from(l.high).filter(ok).sort();
      return low.length && high.length
        ? { low: quantile(low, 1 - PART), middle: quantile(high, 0.5), high: quantile(high, PART) }
        : null;
    })
    .filter(Boolean);
  if (!ends.length) return null;
  const middles = Float64Array.from(ends, (e) => e.middle).sort();
  const [q1, q3] = [quantile(middles, 0.25), quantile(middles, 0.75)];
  const reach = FAR * Math.max(q3 - q1, Math.abs(q3) * 0.1);
  const near = ends.filter((e) => e.middle <= q3 + reach && e.middle >= q1 - reach);
  const some = near.length ? near : ends;
  const min = Math.min(...some.map((e) => e.low));
  const max = Math.max(
    ...some.map((e) =>
      Math.min(e.high, e.middle + Math.max(20 * Math.abs(e.middle), 20 * (e.middle - e.low)))
    )
  );
  return max > min
    ? { min, max }
    : { min: min - Math.abs(min) * 0.1 - 1e-9, max: max + Math.abs(max) * 0.1 + 1e-9 };
}

/**
 * A quantile, linear between the two nearest of sorted values.
 * @param {ArrayLike<number>} sorted
 * @param {number} share  0 to 1
 */
export function quantile(sorted, share) {
  const at = share * (sorted.length - 1);
  const below = Math.floor(at);
  const above = Math.min(sorted.length - 1, below + 1);
  return sorted[below] + (at - below) * (sorted[above] - sorted[below]);
}

/**
 * An exponential moving average without the bias of its start (each value counts `weight` less for every
 * one after it). Values that are not numbers are skipped and leave a gap.
 * @param {ArrayLike<number>} values
 * @param {number} weight  0 for no smoothing, below 1
 */
export function smoothed(values, weight) {
  let sum = 0;
  let norm = 0;
  return Array.from(values, (v) => {
    if (!Number.isFinite(v)) return NaN;
    sum = weight * sum + (1 - weight) * v;
    norm = weight * norm + (1 - weight);
    return sum / norm;
  });
}
