package io.tunebook.server.playbook.analysis;

import io.tunebook.server.model.Curves;
import io.tunebook.server.playbook.analysis.CurveShape.Kind;
import java.util.Arrays;

/// Judges the shape of a curve by its levels: medians of windows of an eighth of the curve.
final class CurveJudge {
    /// The standard deviation of a normal distribution by its median absolute deviation.
    private static final double DEVIATION = 1.4826;

    /// From this number on a collapse is recognised.
    private static final int MIN_COLLAPSE = 6;

    static final int MIN_EVALUATIONS = 16;

    /// Longer curves are judged by the medians of as many parts.
    static final int MAX_PARTS = 128;

    /// The rise beyond which a curve overfits, in noises.
    private static final double RISE = 3.5;

    /// A best level within so much of the end, as a share of the curve, is recent.
    private static final double RECENT = 0.4;

    /// How much larger the rise from a recent best level must be: correlated noise drifts as far
    /// within a few evaluations.
    private static final double DRIFT = 1.4;

    /// The rise beyond which a curve overfits, in rises from which the curve recovered.
    private static final double RECOVERED = 3;

    /// The fall in the last eighth of a curve that still improves, in noises.
    private static final double FALL = 2.25;

    /// The pace of the last eighth of a curve that still improves, as a share of its mean pace in
    /// the second half.
    private static final double PACE = 0.7;

    /// The change over the second half of a flat curve, as a share of all that it has gained.
    private static final double FLAT = 0.1;

    /// The change over the second half of a flat curve, in noises.
    private static final double UNCHANGED = 0.75;

    /// A relative difference that rounding may explain.
    private static final double EQUAL = 1e-9;

    /// The distance of a spike from both its neighbours, in noises.
    private static final double SPIKE = 6;

    /// The values, lower is better, without a number that is not finite.
    private final double[] raw;

    /// The same without spikes, of at most [#MAX_PARTS] parts.
    final double[] smooth;

    final int window;

    /// The standard deviation of one evaluation.
    final double noise;

    final double differences;

    /// The levels of all windows, by their first index.
    final double[] levels;

    final int bestWindow;
    final double end;

    private CurveJudge(double[] raw) {
        this.raw = raw;
        double[] parts = parts(raw);
        this.smooth = withoutSpikes(parts);
        this.window = Math.max(3, smooth.length / 8);
        this.levels = levels(smooth, window);
        this.bestWindow = argmin(levels);
        this.end = levels[levels.length - 1];
        this.differences = differences(parts);
        this.noise = Noise.late(raw);
    }

    static CurveShape of(Curves.Series series, boolean minimize) {
        int sign = minimize ? 1 : -1;
        double[] raw = finite(series.values(), sign);
        int best = argminOfSeries(series.values(), sign);
        int n = raw.length;
        long bestStep = series.isEmpty() ? 0 : (long) series.steps()[best];
        long lastStep = series.isEmpty() ? 0 : (long) series.steps()[series.size() - 1];
        if (n < MIN_COLLAPSE) {
            double end = n < 2 ? Double.NaN : sign * raw[n - 1];
            return new CurveShape(
                    Kind.UNREADABLE,
                    Double.NaN,
                    bestStep,
                    lastStep,
                    0,
                    0,
                    n < 2 ? Double.NaN : sign * raw[0],
                    n < 2 ? Double.NaN : series.values()[best],
                    n < 1 ? Double.NaN : series.values()[best],
                    end);
        }
        CurveJudge judge = new CurveJudge(raw);
        return new CurveShape(
                judge.kind(),
                judge.noise,
                bestStep,
                lastStep,
                judge.rise(),
                judge.lately(),
                sign * raw[0],
                sign * judge.levels[judge.bestWindow],
                series.values()[best],
                sign * judge.end);
    }

    static CurveJudge judge(float[] values, int sign) {
        return new CurveJudge(finite(values, sign));
    }

    Kind kind() {
        if (collapsed()) {
            return Kind.COLLAPSED;
        }
        if (raw.length < MIN_EVALUATIONS) {
            return Kind.UNREADABLE;
        }
        double rise = rise();
        double excursion = excursion();
        double range = smooth[0] - levels[bestWindow];
        double floor = Math.max(differences, 1e-4 * Math.abs(range));
        boolean recent = levels.length - 1 - bestWindow < RECENT * smooth.length;
        if (rise > (recent ? DRIFT : 1) * RISE * floor && rise > RECOVERED * excursion) {
            return Kind.OVERFITS;
        }
        double lately = lately();
        double since = smooth[smooth.length / 2] - end;
        if (lately > FALL * floor
                && lately > excursion / 2
                && lately / window > PACE * (1 + EQUAL) * since / (0.5 * smooth.length)) {
            return Kind.IMPROVING;
        }
        return flat() ? Kind.FLAT : Kind.SETTLED;
    }

    /// Whether the second half changes by less than a tenth of what the curve has gained, beyond
    /// its noise.
    boolean flat() {
        int n = smooth.length;
        double middle = median(Arrays.copyOfRange(smooth, n * 3 / 8, n * 5 / 8));
        double last = median(Arrays.copyOfRange(smooth, n * 3 / 4, n));
        double change = Math.abs(middle - last);
        return change < UNCHANGED * differences && change + differences < FLAT * (smooth[0] - last);
    }

    double rise() {
        return end - levels[bestWindow];
    }

    /// How much better the end is than the best level that ended before the last eighth.
    double lately() {
        double before = Double.POSITIVE_INFINITY;
        for (int i = 0; i + 2 * window <= smooth.length; i++) {
            before = Math.min(before, levels[i]);
        }
        return before - end;
    }

    /// The largest rise that was followed by an equal or better level, or fall after the best one:
    /// what this curve recovers from.
    double excursion() {
        double largest = 0;
        double low = levels[0];
        for (int i = 1; i <= bestWindow; i++) {
            largest = Math.max(largest, levels[i] - low);
            low = Math.min(low, levels[i]);
        }
        double high = levels[bestWindow];
        for (int i = bestWindow; i < levels.length; i++) {
            largest = Math.max(largest, high - levels[i]);
            high = Math.max(high, levels[i]);
        }
        return largest;
    }

    /// Whether the curve lost at once at least half of what it had gained, ended no better than it
    /// began, and never came back.
    private boolean collapsed() {
        int n = raw.length;
        int jump = 0;
        double highest = 0;
        for (int i = 0; i + 3 < n; i++) {
            double fall = Math.min(raw[i + 2], raw[i + 3]) - raw[i];
            if (fall > highest) {
                highest = fall;
                jump = i;
            }
        }
        double best = Double.POSITIVE_INFINITY;
        for (int i = 0; i <= jump; i++) {
            best = Math.min(best, raw[i]);
        }
        int good = 0;
        for (int i = 0; i <= jump; i++) {
            good += raw[i] < (best + end) / 2 ? 1 : 0;
        }
        double rise = end - best;
        if (good < 2
                || highest < rise / 2
                || highest < 10 * noise
                || end < raw[0] - 0.1 * (raw[0] - best)) {
            return false;
        }
        double lowest = Double.POSITIVE_INFINITY;
        double worst = Double.NEGATIVE_INFINITY;
        for (int i = jump + 2; i < n; i++) {
            lowest = Math.min(lowest, raw[i]);
            worst = Math.max(worst, raw[i]);
        }
        return lowest > best + rise / 2 && worst - end < rise / 4;
    }

    /// The noise between evaluations: the standard deviation of independent noise, and somewhat
    /// more where evaluations two steps apart differ more than neighbours do.
    private static double differences(double[] values) {
        double[] calm = values.clone();
        double one = spread(values, 1);
        for (int i = 1; i < values.length - 1; i++) {
            double before = values[i] - values[i - 1];
            double after = values[i] - values[i + 1];
            if (before * after > 0 && Math.min(Math.abs(before), Math.abs(after)) > SPIKE * one) {
                calm[i] = (values[i - 1] + values[i + 1]) / 2;
            }
        }
        one = spread(calm, 1);
        return Math.clamp(spread(calm, 2), one, 1.6 * one);
    }

    /// The robust standard deviation of the differences of values some steps apart in the last
    /// three quarters, as of independent values.
    private static double spread(double[] values, int lag) {
        int from = values.length / 4;
        double[] steps = new double[values.length - lag - from];
        for (int i = 0; i < steps.length; i++) {
            steps[i] = values[from + i + lag] - values[from + i];
        }
        double middle = median(steps.clone());
        for (int i = 0; i < steps.length; i++) {
            steps[i] = Math.abs(steps[i] - middle);
        }
        return DEVIATION * median(steps) / Math.sqrt(2);
    }

    private static double[] levels(double[] values, int window) {
        double[] levels = new double[values.length - window + 1];
        double[] part = new double[window];
        for (int i = 0; i < levels.length; i++) {
            System.arraycopy(values, i, part, 0, window);
            levels[i] = median(part);
        }
        return levels;
    }

    private static double[] withoutSpikes(double[] values) {
        double[] smooth = values.clone();
        int n = values.length;
        for (int i = 0; i < n; i++) {
            int at = Math.clamp(i, 1, n - 2);
            smooth[i] = median3(values[at - 1], values[at], values[at + 1]);
        }
        return smooth;
    }

    private static double[] parts(double[] raw) {
        if (raw.length <= MAX_PARTS) {
            return raw;
        }
        double[] parts = new double[MAX_PARTS];
        for (int i = 0; i < MAX_PARTS; i++) {
            int from = (int) ((long) i * raw.length / MAX_PARTS);
            int to = (int) ((long) (i + 1) * raw.length / MAX_PARTS);
            parts[i] = median(Arrays.copyOfRange(raw, from, to));
        }
        return parts;
    }

    /// Sorts the values.
    static double median(double[] values) {
        Arrays.sort(values);
        int n = values.length;
        return (values[(n - 1) / 2] + values[n / 2]) / 2;
    }

    private static double median3(double a, double b, double c) {
        return Math.max(Math.min(a, b), Math.min(Math.max(a, b), c));
    }

    private static double[] finite(float[] values, int sign) {
        double[] finite = new double[values.length];
        int n = 0;
        for (float v : values) {
            if (Float.isFinite(v)) {
                finite[n++] = sign * (double) v;
            }
        }
        return Arrays.copyOf(finite, n);
    }

    private static int argminOfSeries(float[] values, int sign) {
        int best = 0;
        double lowest = Double.POSITIVE_INFINITY;
        for (int i = 0; i < values.length; i++) {
            if (Float.isFinite(values[i]) && sign * values[i] < lowest) {
                lowest = sign * values[i];
                best = i;
            }
        }
        return best;
    }

    private static int argmin(double[] values) {
        int best = 0;
        for (int i = 1; i < values.length; i++) {
            best = values[i] < values[best] ? i : best;
        }
        return best;
    }
}
