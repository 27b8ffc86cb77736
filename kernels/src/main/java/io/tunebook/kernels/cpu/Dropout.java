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

    /// Fills `factors[rows][units]` with 0 for dropped units and `1 / (1 - rate)` for the others.
    void draw(Matrix factors, int rows, int step, int layer) {
        float kept = (float) (1 / (1 - rate));
        long threshold = (long) (rate * 0x1p53);
        long stream = SeededRandom.mix(SeededRandom.mix(seed) ^ ((long) step << 16 | layer));
        for (int row = 0; row < rows; row++) {
            for (int unit = 0; unit < factors.columns; unit++) {
                long hash =
                        SeededRandom.mix(stream + ((long) row << 32 | unit) * 0x9E3779B97F4A7C15L);
                factors.set(row, unit, hash >>> 11 < threshold ? 0 : kept);
            }
        }
    }
}
