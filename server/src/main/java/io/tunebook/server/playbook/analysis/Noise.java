package io.tunebook.server.playbook.analysis;

import java.util.Arrays;

/// The noise of a curve between evaluations.
final class Noise {
    /// The standard deviation of a normal distribution by its median absolute deviation.
    private static final double DEVIATION = 1.4826;

    private static final int MIN_VALUES = 6;

    /// Of a long curve, the last of so many.
    private static final int MAX_VALUES = 4_096;

    /// A residual beyond so many deviations is a spike.
    private static final double SPIKE = 4;

    private Noise() {}

    /// The standard deviation of one evaluation in the later half, NaN when there are fewer than
    /// six: that of the residuals of a straight line through the medians of its outer thirds, with
    /// spikes clipped, corrected for the degrees of freedom that correlated residuals lack.
    /// Neighbouring evaluations are correlated, so that their differences alone underestimate it:
    /// by half at a correlation of 0.8.
    static double late(float[] values) {
        double[] finite = new double[values.length];
        int n = 0;
        for (float v : values) {
            if (Float.isFinite(v)) {
                finite[n++] = v;
            }
        }
        return late(Arrays.copyOf(finite, n));
    }

    static double late(double[] values) {
        int n = Math.min(MAX_VALUES, values.length - values.length / 2);
        if (values.length < MIN_VALUES) {
            return Double.NaN;
        }
        double[] rest = residuals(Arrays.copyOfRange(values, values.length - n, values.length));
        double deviation = DEVIATION * CurveJudge.median(absolute(rest));
        double limit = deviation > 0 ? SPIKE * deviation : Double.POSITIVE_INFINITY;
        double squares = 0;
        double products = 0;
        int used = 0;
        for (int i = 0; i < n; i++) {
            rest[i] = Math.clamp(rest[i], -limit, limit);
            squares += rest[i] * rest[i];
            products += i == 0 ? 0 : rest[i] * rest[i - 1];
            used += Math.abs(rest[i]) < limit ? 1 : 0;
        }
        double correlation = squares > 0 ? products / squares : 0;
        // A correlation estimated from n residuals of a line is low by about (2 + 4 r) / n
        // (Marriott, Pope 1954, for a mean: (1 + 3 r) / n).
        correlation = Math.clamp(correlation + (2 + 4 * correlation) / n, 0, 0.9);
        double independent = n * (1 - correlation) / (1 + correlation);
        return Math.sqrt(squares / Math.max(1, used) / Math.max(0.3, 1 - 2 / independent));
    }

    /// The differences from a straight line between the medians of the outer thirds.
    private static double[] residuals(double[] values) {
        int n = values.length;
        int third = Math.max(1, n / 3);
        double first = CurveJudge.median(Arrays.copyOf(values, third));
        double last = CurveJudge.median(Arrays.copyOfRange(values, n - third, n));
        double slope = (last - first) / Math.max(1, n - third);
        double[] rest = new double[n];
        for (int i = 0; i < n; i++) {
            rest[i] = values[i] - slope * i;
        }
        double middle = CurveJudge.median(rest.clone());
        for (int i = 0; i < n; i++) {
            rest[i] -= middle;
        }
        return rest;
    }

    private static double[] absolute(double[] values) {
        return Arrays.stream(values).map(Math::abs).toArray();
    }
}
