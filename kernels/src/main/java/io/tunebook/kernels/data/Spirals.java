package io.tunebook.kernels.data;

import io.tunebook.kernels.random.SeededRandom;
import java.util.List;
import java.util.stream.IntStream;

/// Noisy points on interleaved spiral arms in the plane: two features, one class per arm. A small
/// task that no linear classifier solves.
public final class Spirals {

    private Spirals() {}

    /// `rows` points by `seed`: a radius from 0.1 to 1, and an angle that grows by 4 radians along
    /// it, plus a normal error with standard deviation `noise` radians.
    ///
    /// @param arms from 2 to 10
    /// @param noise at least 0
    public static Dataset generate(int rows, int arms, double noise, long seed) {
        if (rows < 1 || rows > 10_000_000) {
            throw new IllegalArgumentException("rows must be from 1 to 10000000, not " + rows);
        }
        if (arms < 2 || arms > 10) {
            throw new IllegalArgumentException("arms must be from 2 to 10, not " + arms);
        }
        if (!(noise >= 0 && noise < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException("noise must be at least 0, not " + noise);
        }
        SeededRandom random = new SeededRandom(seed);
        float[] features = new float[2 * rows];
        int[] labels = new int[rows];
        for (int row = 0; row < rows; row++) {
            labels[row] = random.below(arms);
            double radius = random.uniform(0.1, 1);
            double offset = labels[row] * 2 * Math.PI / arms;
            double angle = 4 * radius + offset + noise * random.gaussian();
            features[2 * row] = (float) (radius * StrictMath.cos(angle));
            features[2 * row + 1] = (float) (radius * StrictMath.sin(angle));
        }
        List<String> classes = IntStream.range(0, arms).mapToObj(arm -> "arm " + arm).toList();
        return new Dataset("spirals (seed " + seed + ")", features, labels, Shape.flat(2), classes);
    }
}
