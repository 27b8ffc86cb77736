package io.tunebook.kernels.cpu;

import io.tunebook.kernels.random.SeededRandom;

/// The units that dropout drops in a training step. Each decision is a hash of seed, step, layer,
/// row and unit, so that it does not depend on the order of evaluation.
///
/// @param rate the probability that a unit is dropped
record Dropout(double rate, long seed) {

    boolean active() {
        return rate > 0;
    }

    /// Multiplies `count` elements of `values` and `slopes` from `at` by 0 for a dropped unit, and
    /// by `1 / (1 - rate)` for any other.
    ///
    /// @param unit the index in the row of the unit at `at`
    void apply(
            float[] values,
            float[] slopes,
            int at,
            int count,
            int step,
            int layer,
            int row,
            int unit) {
        for (int i = 0; i < count; i++) {
            float factor = factor(step, layer, row, unit + i);
            values[at + i] *= factor;
            slopes[at + i] *= factor;
        }
    }

    /// 0 for a dropped unit, `1 / (1 - rate)` for any other.
    float factor(int step, int layer, int row, int unit) {
        long stream = SeededRandom.mix(seed ^ ((long) step << 16 | layer));
        long hash = SeededRandom.mix(stream + ((long) row << 32 | unit) * 0x9E3779B97F4A7C15L);
        return hash >>> 11 < (long) (rate * 0x1p53) ? 0 : (float) (1 / (1 - rate));
    }
}
