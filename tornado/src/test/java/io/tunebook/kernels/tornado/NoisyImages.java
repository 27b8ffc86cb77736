package io.tunebook.kernels.tornado;

import io.tunebook.kernels.data.Dataset;
import io.tunebook.kernels.data.Shape;
import io.tunebook.kernels.data.Split;
import io.tunebook.kernels.random.SeededRandom;
import java.util.List;
import java.util.stream.IntStream;

/// Noisy images around a mean per class: learnable, but not perfectly.
final class NoisyImages {

    private NoisyImages() {}

    static Split split(int training, int validation, Shape shape, int classes) {
        SeededRandom random = new SeededRandom(4);
        int rows = training + validation;
        float[] features = new float[rows * shape.size()];
        int[] labels = new int[rows];
        for (int row = 0; row < rows; row++) {
            labels[row] = random.below(classes);
            for (int i = 0; i < shape.size(); i++) {
                double mean = i % classes == labels[row] ? 0.5 : 0;
                features[row * shape.size() + i] = (float) (mean + random.gaussian());
            }
        }
        List<String> names = IntStream.range(0, classes).mapToObj(c -> "c" + c).toList();
        return Dataset.of("noise", features, labels, shape, names).split(validation, 1);
    }
}
