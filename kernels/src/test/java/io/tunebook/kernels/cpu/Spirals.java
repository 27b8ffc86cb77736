package io.tunebook.kernels.cpu;

import io.tunebook.kernels.data.Dataset;
import io.tunebook.kernels.random.SeededRandom;
import java.util.List;

/// A small task for tests: three spiral arms in the plane with noise.
final class Spirals {

    private Spirals() {}

    static Dataset generate(int rows, long seed) {
        SeededRandom random = new SeededRandom(seed);
        float[] features = new float[2 * rows];
        int[] labels = new int[rows];
        for (int row = 0; row < rows; row++) {
            labels[row] = random.below(3);
            double radius = random.uniform(0.1, 1);
            double angle = 4 * radius + labels[row] * 2 * Math.PI / 3 + 0.15 * random.gaussian();
            features[2 * row] = (float) (radius * StrictMath.cos(angle));
            features[2 * row + 1] = (float) (radius * StrictMath.sin(angle));
        }
        return Dataset.of("spirals", features, labels, 2, List.of("a", "b", "c"));
    }
}
