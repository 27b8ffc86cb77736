package io.tunebook.kernels.tornado;

import io.tunebook.kernels.data.Dataset;
import io.tunebook.kernels.data.Shape;
import io.tunebook.kernels.data.Split;
import io.tunebook.kernels.random.SeededRandom;
import java.util.List;
import java.util.stream.IntStream;

/// Random images of ten classes, for measurements.
final class Noise {

    private static final int CLASSES = 10;
    private static final int VALIDATION = 256;

    private Noise() {}

    static Split split(int rows, Shape shape) {
        SeededRandom random = new SeededRandom(4);
        float[] features = new float[(rows + VALIDATION) * shape.size()];
        for (int i = 0; i < features.length; i++) {
            features[i] = (float) random.gaussian();
        }
        int[] labels =
                IntStream.generate(() -> random.below(CLASSES)).limit(rows + VALIDATION).toArray();
        List<String> names = IntStream.range(0, CLASSES).mapToObj(c -> "c" + c).toList();
        return Dataset.of("noise", features, labels, shape, names).split(VALIDATION, 1);
    }
}
