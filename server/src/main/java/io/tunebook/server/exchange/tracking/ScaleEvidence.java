package io.tunebook.server.exchange.tracking;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// The scale on which the tried values of a param look uniform: linear, logarithmic, or logarithmic
/// in the distance to one.
///
/// Given the least and the greatest value, the values between them are independent draws. Their
/// likelihood on a scale is the product of its densities between the two ends; the scale whose
/// likelihood is clearly the greatest is inferred. Values in equal steps or with a constant factor
/// are a grid, which is certain. With too little evidence the span and the name decide.
///
/// @param why the basis, in words
record ScaleEvidence(Scale scale, String why) {
    enum Scale {
        LINEAR,
        LOG,
        REVERSE_LOG
    }

    /// The least logarithm of the ratio of two likelihoods that counts as clear: a factor of seven,
    /// with which 20 draws are taken for the wrong scale about once in 40 times.
    private static final double CLEAR = 2;

    /// The span above which a range is usually logarithmic, also for integers without a common
    /// divisor that are more likely on a log scale, and for names that usually are: the draws from
    /// one decade span less than a factor of ten.
    private static final double WIDE = 50;

    private static final double WIDE_DRAWS = 10;
    private static final double WIDE_BY_NAME = 4;
    private static final double CLOSE_TO_ONE = 9.9;
    private static final int MIN_BETWEEN = 6;

    /// The largest number of steps for each different integer with which their common divisor is
    /// the step of a grid.
    private static final double MAX_GAPS = 2;

    private static final double STEP_ERROR = 1e-6;
    private static final double FACTOR_ERROR = 5e-3;
    private static final double MAX_FACTOR = 1e6;

    /// The evidence of real values.
    ///
    /// @param values in ascending order, not all equal
    static ScaleEvidence of(String name, double[] values) {
        return of(name, Arrays.stream(values).distinct().toArray(), values, 0);
    }

    /// The evidence of integers, each of which is a cell of width one.
    ///
    /// @param values in ascending order, not all equal
    static ScaleEvidence ofIntegers(String name, double[] values) {
        return of(name, Arrays.stream(values).distinct().toArray(), values, 0.5);
    }

    private static ScaleEvidence of(String name, double[] different, double[] all, double half) {
        double low = different[0];
        double high = different[different.length - 1];
        ScaleEvidence grid = grid(different);
        if (grid != null) {
            return grid;
        }
        long divisor = half > 0 ? divisor(different) : 1;
        if (divisor > 1
                && different.length >= MIN_BETWEEN
                && (high - low) / divisor < MAX_GAPS * different.length) {
            return new ScaleEvidence(Scale.LINEAR, "multiples of %,d".formatted(divisor));
        }
        // Repeated values are the points of a grid: each counts once. Repeated integers can be
        // draws.
        boolean points = half == 0 || (different.length * 2 < all.length && different.length < 9);
        double[] draws = points ? different : all;
        double log = low > 0 ? logarithmic(draws, half) - linear(draws, half) : Double.NaN;
        double reverse = low > 0 && high < 1 && high >= 0.9 ? mirrored(draws) : Double.NaN;
        int between = draws.length - 2;
        if (reverse >= CLEAR && !(log > reverse)) {
            return new ScaleEvidence(
                    Scale.REVERSE_LOG,
                    likely("a reverse-log scale", "a linear one", reverse, between));
        }
        if (log >= CLEAR) {
            return new ScaleEvidence(
                    Scale.LOG, likely("a log scale", "a linear one", log, between));
        }
        if (low <= 0) {
            return new ScaleEvidence(Scale.LINEAR, low < 0 ? "some are negative" : "with zero");
        }
        if (log <= -CLEAR && !(reverse > -CLEAR)) {
            return new ScaleEvidence(
                    Scale.LINEAR, likely("a linear scale", "a log scale", -log, between));
        }
        boolean likelier = half > 0 && log > 0 && between >= MIN_BETWEEN && divisor == 1;
        return usual(name, low, high, between, reverse <= -CLEAR, likelier ? WIDE_DRAWS : WIDE);
    }

    /// The usual scale of such a span and name.
    private static ScaleEvidence usual(
            String name, double low, double high, int between, boolean even, double wide) {
        double span = high / low;
        String few =
                between < MIN_BETWEEN
                        ? "too few values to compare scales, "
                        : "no scale is clearly more likely, ";
        if (!even
                && high < 1
                && high >= 0.9
                && (1 - low) / (1 - high) >= CLOSE_TO_ONE
                && span < WIDE) {
            return new ScaleEvidence(Scale.REVERSE_LOG, few + "but they are close to one");
        }
        boolean log = UsualScales.isLogarithmic(name) && span >= WIDE_BY_NAME;
        boolean linear = UsualScales.isLinear(name);
        String by = "a factor of %,.0f".formatted(span);
        if (log || (span >= wide && !linear)) {
            return new ScaleEvidence(
                    Scale.LOG,
                    few + "but they span %s, which is usually a log scale".formatted(by));
        }
        return new ScaleEvidence(Scale.LINEAR, few + "so a linear scale is assumed");
    }

    /// The greatest common divisor of integers.
    private static long divisor(double[] integers) {
        long divisor = 0;
        for (double x : integers) {
            long rest = (long) x;
            while (rest != 0) {
                long next = divisor % rest;
                divisor = rest;
                rest = next;
            }
        }
        return divisor;
    }

    private static @Nullable ScaleEvidence grid(double[] different) {
        int n = different.length;
        if (n < 3) {
            return null;
        }
        if (evenly(different, STEP_ERROR)) {
            return new ScaleEvidence(Scale.LINEAR, "in equal steps");
        }
        if (different[0] > 0
                && evenly(Arrays.stream(different).map(Math::log).toArray(), FACTOR_ERROR)) {
            return new ScaleEvidence(Scale.LOG, "with a constant factor between them");
        }
        return null;
    }

    /// Whether all steps are equal, up to a share of the step.
    private static boolean evenly(double[] values, double error) {
        int n = values.length;
        double step = (values[n - 1] - values[0]) / (n - 1);
        for (int i = 1; i < n; i++) {
            if (Math.abs(values[i] - values[i - 1] - step) > error * step) {
                return false;
            }
        }
        return true;
    }

    /// The logarithm of the likelihood of the values between the ends on a linear scale.
    private static double linear(double[] x, double half) {
        int n = x.length;
        double width = x[n - 1] - x[0] + 2 * half;
        return -(n - 2) * Math.log(width);
    }

    private static double logarithmic(double[] x, double half) {
        int n = x.length;
        double width = Math.log((x[n - 1] + half) / (x[0] - half));
        double sum = -(n - 2) * Math.log(width);
        for (int i = 1; i < n - 1; i++) {
            sum += half == 0 ? -Math.log(x[i]) : cell(x[i], half);
        }
        return sum;
    }

    private static double cell(double x, double half) {
        return Math.log(Math.log((x + half) / (x - half)));
    }

    /// How much more likely the distances to one are on a log scale than on a linear one.
    private static double mirrored(double[] x) {
        double[] distance = new double[x.length];
        for (int i = 0; i < x.length; i++) {
            distance[i] = 1 - x[x.length - 1 - i];
        }
        return logarithmic(distance, 0) - linear(distance, 0);
    }

    private static String likely(String scale, String other, double log, int between) {
        double factor = Math.exp(log);
        String times =
                factor > MAX_FACTOR ? "over 1,000,000" : "%,.0f".formatted(Math.floor(factor));
        return "%s is %s times as likely as %s, by the %,d values between the ends"
                .formatted(scale, times, other, between);
    }
}
