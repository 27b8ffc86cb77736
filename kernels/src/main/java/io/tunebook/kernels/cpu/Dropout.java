package io.tunebook.kernels.cpu;

import io.tunebook.kernels.random.SeededRandom;

/// Which hidden units a training step drops. Each decision is a hash of seed, step, layer, row and
/// unit, so that it does not depend on the order in which they are asked for.
///
/// @param rate the probability that a unit is dropped
record Dropout(double rate, long seed) {

    boolean active() {
        return rate > 0;
    }

    /// Multiplies `values` and `slopes` from `at` on, `count` of them, by 0 where the unit is
    /// dropped and by `1 / (1 - rate)` where it is kept.
    ///
    /// @param unit which unit of the row is at `at`
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

    /// 0 for a unit that is dropped, `1 / (1 - rate)` for the others.
    float factor(int step, int layer, int row, int unit) {
        long stream = SeededRandom.mix(seed ^ ((long) step << 16 | layer));
        long hash = SeededRandom.mix(stream + ((long) row << 32 | unit) * 0x9E3779B97F4A7C15L);
        return hash >>> 11 < (long) (rate * 0x1p53) ? 0 : (float) (1 / (1 - rate));
    }
}
