package io.tunebook.server.playbook.analysis;

import io.tunebook.events.Objective;
import io.tunebook.events.Objective.Direction;
import io.tunebook.server.model.Curves;

/// The shape of a validation curve, judged against its noise.
///
/// Every verdict must exceed the noise of the mean that it is computed from. `docs/learning.md`
/// lists how often each is wrong on generated curves.
///
/// @param verdict the shape
/// @param noise the standard deviation of one evaluation, in the objective's unit
/// @param bestStep the step of the best evaluation
/// @param lastStep the last step evaluated
/// @param rise how much worse the end is than the best window, smoothed
/// @param lately how much the last eighth is better than the one before
public record CurveShape(
        Kind verdict, double noise, long bestStep, long lastStep, double rise, double lately) {
    private static final int MIN_TRIALS = 6;

    /// A curve, identified by its version instead of all of its measurements.
    private record CurveKey(Curves.Version curve, Objective.Direction direction) {}

    public enum Kind {
        /// Too few evaluations.
        UNREADABLE,
        /// The objective gets worse again during training (PB-29).
        OVERFITS,
        /// The objective still improves at the end (PB-33).
        IMPROVING,
        /// The curve is flat long before the end (PB-34).
        FLAT,
        /// None of these.
        SETTLED
    }

    /// The shape of a trial's curve of the objective.
    static CurveShape of(Objective objective, Curves curves, String trial) {
        return AnalysisCache.result(
                "curve shape\n" + trial + "\n" + objective.metric(),
                new CurveKey(curves.version(trial, objective.metric()), objective.direction()),
                _ -> of(objective, curves.series(trial, objective.metric())));
    }

    static CurveShape of(Objective objective, Curves.Series series) {
        int n = series.size();
        if (n < MIN_TRIALS) {
            return new CurveShape(Kind.UNREADABLE, Double.NaN, 0, 0, 0, 0);
        }
        double[] worse = lowerIsBetter(objective, series.values());
        double noise = Math.max(Noise.late(series.values()), 1e-12);
        int best = argmin(worse);
        int window = Math.max(2, n / 8);
        // The best level is a mean like the end's, so that one lucky evaluation does not set it.
        int middle = lowest(worse, window);
        double level = mean(worse, middle, middle + window);
        double end = mean(worse, n - window, n);
        double rise = end - level;
        double lately = mean(worse, n - 2 * window, n - window) - end;
        // The lowest of many windows is low by chance: about two standard deviations of a mean.
        double error = noise * Math.sqrt(2.0 / window);
        boolean early = middle + window <= n * 7 / 8;
        Kind kind =
                early && rise > 4 * error && rise > 0.05 * Math.abs(level)
                        ? Kind.OVERFITS
                        : lately > 3 * error && best >= n * 7 / 8
                                ? Kind.IMPROVING
                                : flat(worse, noise) ? Kind.FLAT : Kind.SETTLED;
        return new CurveShape(
                kind,
                noise,
                (long) series.steps()[best],
                (long) series.steps()[n - 1],
                rise,
                lately);
    }

    /// Whether the second half is no better than the quarter before it, although the curve had
    /// fallen by then.
    private static boolean flat(double[] worse, double noise) {
        int n = worse.length;
        double quarter = mean(worse, n / 4, n / 2);
        double half = mean(worse, n / 2, n);
        double error = noise * Math.sqrt(6.0 / n);
        return worse[0] - quarter > 5 * noise && Math.abs(quarter - half) < 3 * error + 1e-9;
    }

    static double[] lowerIsBetter(Objective objective, float[] values) {
        boolean minimize = objective.direction() == Direction.MINIMIZE;
        double[] out = new double[values.length];
        for (int i = 0; i < out.length; i++) {
            out[i] = Float.isNaN(values[i]) ? Double.MAX_VALUE : minimize ? values[i] : -values[i];
        }
        return out;
    }

    private static int argmin(double[] values) {
        int best = 0;
        for (int i = 1; i < values.length; i++) {
            best = values[i] < values[best] ? i : best;
        }
        return best;
    }

    /// The index at which the window with the lowest mean begins.
    private static int lowest(double[] values, int window) {
        int best = 0;
        double lowest = mean(values, 0, window);
        double sum = lowest * window;
        for (int i = 1; i + window <= values.length; i++) {
            double moved = sum + values[i + window - 1] - values[i - 1];
            // A very large value loses the digits of a running sum: there the sum is computed
            // again.
            boolean large = Math.abs(sum) > 1e100 || Math.abs(moved) > 1e100;
            sum = large ? mean(values, i, i + window) * window : moved;
            if (sum / window < lowest) {
                lowest = sum / window;
                best = i;
            }
        }
        return best;
    }

    private static double mean(double[] values, int from, int to) {
        double sum = 0;
        for (int i = from; i < to; i++) {
            sum += values[i];
        }
        return sum / (to - from);
    }
}
