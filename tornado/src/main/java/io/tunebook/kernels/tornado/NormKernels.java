package io.tunebook.kernels.tornado;

import uk.ac.manchester.tornado.api.KernelContext;
import uk.ac.manchester.tornado.api.types.arrays.FloatArray;
import uk.ac.manchester.tornado.api.types.arrays.IntArray;

/// Batch normalisation over parts of a minibatch: part `p` begins at row `p length`, the last
/// includes the remaining rows. Values are `[trials][rows][pixels][channels]`; `statistics`,
/// `[trials] [parts][4][channels]`, are mean, variance, sum of `dy` and sum of `dy xhat`.
final class NormKernels {

    private NormKernels() {}

    /// Mean and sum of squared deviations of each channel of one row: `ofRows[trial][row][2]
    /// [channel]`. A sum over all rows in one thread would leave most of a device idle.
    static void momentsOfRows(
            KernelContext context,
            FloatArray x,
            FloatArray ofRows,
            IntArray active,
            int trials,
            int rows,
            int pixels,
            int channels) {
        int t = context.globalIdz;
        int r = context.globalIdy;
        int c = context.globalIdx;
        if (t < trials && r < rows && c < channels) {
            int from = (t * rows + r) * pixels;
            int count = pixels * active.get(t);
            float sum = 0f;
            for (int i = 0; i < count; i++) {
                sum += x.get((from + i) * channels + c);
            }
            float mean = sum / pixels;
            float squares = 0f;
            for (int i = 0; i < count; i++) {
                float off = x.get((from + i) * channels + c) - mean;
                squares += off * off;
            }
            int at = (t * rows + r) * 2 * channels + c;
            ofRows.set(at, mean);
            ofRows.set(at + channels, squares);
        }
    }

    /// Mean and variance of a part, from those of its rows: `squares = sum of (squares of the row +
    /// pixels (mean of the row - mean)^2)` (Chan, Golub, LeVeque 1979, for groups of equal size).
    static void moments(
            KernelContext context,
            FloatArray ofRows,
            FloatArray statistics,
            int trials,
            int rows,
            int pixels,
            int channels,
            int length,
            int parts) {
        int t = context.globalIdz;
        int p = context.globalIdy;
        int c = context.globalIdx;
        if (t < trials && p < parts && c < channels) {
            int end = (p + 1) * length;
            if (p == parts - 1) {
                end = rows;
            }
            int from = (t * rows + p * length) * 2 * channels + c;
            int count = end - p * length;
            float sum = 0f;
            for (int r = 0; r < count; r++) {
                sum += ofRows.get(from + r * 2 * channels);
            }
            float mean = sum / count;
            float squares = 0f;
            for (int r = 0; r < count; r++) {
                float off = ofRows.get(from + r * 2 * channels) - mean;
                squares += ofRows.get(from + (r * 2 + 1) * channels) + pixels * off * off;
            }
            int at = (t * parts + p) * 4 * channels + c;
            statistics.set(at, mean);
            statistics.set(at + channels, squares / (count * pixels));
        }
    }

    /// `xhat = (x - mean) / sqrt(variance + epsilon)` overwrites `x`, and `y = scale xhat +
    /// offset`.
    ///
    /// @param offsets the position of the offsets in a trial's state; the scales follow
    static void normalise(
            KernelContext context,
            FloatArray x,
            FloatArray y,
            FloatArray statistics,
            FloatArray state,
            IntArray active,
            int trials,
            int rows,
            int pixels,
            int channels,
            int length,
            int parts,
            int size,
            int offsets,
            float epsilon) {
        int t = context.globalIdz;
        int r = context.globalIdy;
        int i = context.globalIdx;
        if (t < trials && r < rows && i < pixels * channels) {
            int c = i % channels;
            int p = Math.min(r / length, parts - 1);
            int s = (t * parts + p) * 4 * channels + c;
            int at = (t * rows + r) * pixels * channels + i;
            float deviation = (float) Math.sqrt(statistics.get(s + channels) + epsilon);
            float xhat = (x.get(at) - statistics.get(s)) / deviation;
            float scale = state.get(t * size + offsets + channels + c);
            if (active.get(t) == 1) {
                x.set(at, xhat);
                y.set(at, xhat * scale + state.get(t * size + offsets + c));
            }
        }
    }

    /// Normalises by the running statistics, for evaluations.
    ///
    /// @param running the position of a trial's running means; the variances follow
    static void normaliseByRunningStatistics(
            KernelContext context,
            FloatArray x,
            FloatArray y,
            FloatArray state,
            IntArray active,
            int trials,
            int rows,
            int pixels,
            int channels,
            int size,
            int offsets,
            int running,
            float epsilon) {
        int t = context.globalIdz;
        int r = context.globalIdy;
        int i = context.globalIdx;
        if (t < trials && r < rows && i < pixels * channels) {
            int c = i % channels;
            int own = t * size;
            int at = (t * rows + r) * pixels * channels + i;
            float variance = state.get(own + running + channels + c);
            float deviation = (float) Math.sqrt(variance + epsilon);
            float xhat = (x.get(at) - state.get(own + running + c)) / deviation;
            float scale = state.get(own + offsets + channels + c);
            if (active.get(t) == 1) {
                y.set(at, xhat * scale + state.get(own + offsets + c));
            }
        }
    }

    /// The sums over a row of `dy` and of `dy xhat`: `ofRows[trial][row][2][channel]`.
    static void backwardSumsOfRows(
            KernelContext context,
            FloatArray dy,
            FloatArray xhat,
            FloatArray ofRows,
            IntArray active,
            int trials,
            int rows,
            int pixels,
            int channels) {
        int t = context.globalIdz;
        int r = context.globalIdy;
        int c = context.globalIdx;
        if (t < trials && r < rows && c < channels) {
            int from = (t * rows + r) * pixels;
            int count = pixels * active.get(t);
            float plain = 0f;
            float along = 0f;
            for (int i = 0; i < count; i++) {
                float d = dy.get((from + i) * channels + c);
                plain += d;
                along += d * xhat.get((from + i) * channels + c);
            }
            int at = (t * rows + r) * 2 * channels + c;
            ofRows.set(at, plain);
            ofRows.set(at + channels, along);
        }
    }

    /// The sums over a part of `dy` and of `dy xhat`, from those of its rows.
    static void backwardSums(
            KernelContext context,
            FloatArray ofRows,
            FloatArray statistics,
            int trials,
            int rows,
            int channels,
            int length,
            int parts) {
        int t = context.globalIdz;
        int p = context.globalIdy;
        int c = context.globalIdx;
        if (t < trials && p < parts && c < channels) {
            int end = (p + 1) * length;
            if (p == parts - 1) {
                end = rows;
            }
            int from = (t * rows + p * length) * 2 * channels + c;
            int count = end - p * length;
            float plain = 0f;
            float along = 0f;
            for (int r = 0; r < count; r++) {
                plain += ofRows.get(from + r * 2 * channels);
                along += ofRows.get(from + (r * 2 + 1) * channels);
            }
            int at = (t * parts + p) * 4 * channels + c;
            statistics.set(at + 2 * channels, plain);
            statistics.set(at + 3 * channels, along);
        }
    }

    /// `dx = scale / deviation (dy - mean of dy - xhat mean of dy xhat)` overwrites `xhat`.
    static void backward(
            KernelContext context,
            FloatArray dy,
            FloatArray xhat,
            FloatArray statistics,
            FloatArray state,
            IntArray active,
            int trials,
            int rows,
            int pixels,
            int channels,
            int length,
            int parts,
            int size,
            int offsets,
            float epsilon) {
        int t = context.globalIdz;
        int r = context.globalIdy;
        int i = context.globalIdx;
        if (t < trials && r < rows && i < pixels * channels) {
            int c = i % channels;
            int p = Math.min(r / length, parts - 1);
            int end = (p + 1) * length;
            if (p == parts - 1) {
                end = rows;
            }
            float count = (end - p * length) * pixels;
            int s = (t * parts + p) * 4 * channels + c;
            int at = (t * rows + r) * pixels * channels + i;
            float deviation = (float) Math.sqrt(statistics.get(s + channels) + epsilon);
            float factor = state.get(t * size + offsets + channels + c) / deviation;
            float centred = dy.get(at) - statistics.get(s + 2 * channels) / count;
            float along = xhat.get(at) * statistics.get(s + 3 * channels) / count;
            if (active.get(t) == 1) {
                xhat.set(at, factor * (centred - along));
            }
        }
    }

    /// The gradients of offsets and scales, and the running statistics: the mean over the parts,
    /// weighted by their rows; variances are sample variances.
    static void updateRunningStatistics(
            KernelContext context,
            FloatArray statistics,
            FloatArray gradient,
            FloatArray state,
            IntArray active,
            int trials,
            int rows,
            int pixels,
            int channels,
            int length,
            int parts,
            int parameters,
            int size,
            int offsets,
            int running,
            float momentum) {
        int t = context.globalIdy;
        int c = context.globalIdx;
        if (t < trials && c < channels) {
            float mean = 0f;
            float variance = 0f;
            float plain = 0f;
            float along = 0f;
            for (int p = 0; p < parts; p++) {
                int end = (p + 1) * length;
                if (p == parts - 1) {
                    end = rows;
                }
                float own = end - p * length;
                float n = own * pixels;
                float sample = 1f;
                if (n > 1f) {
                    sample = n / (n - 1f);
                }
                int s = (t * parts + p) * 4 * channels + c;
                mean += own / rows * statistics.get(s);
                variance += own / rows * statistics.get(s + channels) * sample;
                plain += statistics.get(s + 2 * channels);
                along += statistics.get(s + 3 * channels);
            }
            gradient.set(t * parameters + offsets + c, plain);
            gradient.set(t * parameters + offsets + channels + c, along);
            if (active.get(t) == 1) {
                int at = t * size + running + c;
                state.set(at, momentum * state.get(at) + (1f - momentum) * mean);
                at = at + channels;
                state.set(at, momentum * state.get(at) + (1f - momentum) * variance);
            }
        }
    }
}
