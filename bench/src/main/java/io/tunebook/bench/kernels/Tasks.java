package io.tunebook.bench.kernels;

import io.tunebook.kernels.Activation;
import io.tunebook.kernels.Layer;
import io.tunebook.kernels.Network;
import io.tunebook.kernels.Normalisation;
import io.tunebook.kernels.Optimizer;
import io.tunebook.kernels.Regularisation;
import io.tunebook.kernels.TrainingPlan;
import io.tunebook.kernels.data.Dataset;
import io.tunebook.kernels.data.GeneratedDigits;
import io.tunebook.kernels.data.Split;
import io.tunebook.kernels.random.SeededRandom;
import java.util.List;
import java.util.stream.IntStream;

/// The datasets and plans of the benchmark.
final class Tasks {

    /// Of [#perceptron].
    static final int PARAMETERS = 235_146;

    private static final int MANY = 1_000_000;

    private Tasks() {}

    /// Rows of noise with ten classes.
    static Dataset noise(int inputs, int rows) {
        SeededRandom random = new SeededRandom(1);
        float[] features = new float[rows * inputs];
        for (int i = 0; i < features.length; i++) {
            features[i] = (float) random.uniform();
        }
        int[] labels = IntStream.generate(() -> random.below(10)).limit(rows).toArray();
        List<String> classes = IntStream.range(0, 10).mapToObj(String::valueOf).toList();
        return Dataset.of("noise", features, labels, inputs, classes);
    }

    /// 784-256-128-10.
    static TrainingPlan perceptron(String optimizer, int batch) {
        return TrainingPlan.of(
                Network.perceptron(784, List.of(256, 128), Activation.RELU, 10),
                optimizer.equals("adam")
                        ? Optimizer.Adam.of(1e-3)
                        : new Optimizer.Nesterov(0.01, 0.9),
                batch,
                MANY);
    }

    /// Floating-point operations of one step of [#perceptron]: the input needs no gradient.
    static double operations(int batch) {
        double weights = 784.0 * 256 + 256 * 128 + 128 * 10;
        return 2.0 * batch * (2 * weights + 256 * 128 + 128 * 10);
    }

    /// 64-64-10 on batches of 32.
    static TrainingPlan small(long seed) {
        return TrainingPlan.of(
                        Network.perceptron(64, List.of(64), Activation.RELU, 10),
                        new Optimizer.Nesterov(0.01, 0.9),
                        32,
                        MANY)
                .withSeed(seed);
    }

    static Split digits() {
        return GeneratedDigits.generate(600, 1).split(100, 1);
    }

    /// A convolutional network with every operation that rounds, 12 steps.
    static TrainingPlan hashed() {
        Network network =
                new Network(
                        digits().training().shape(),
                        List.of(
                                new Layer.Convolution(6, 3),
                                new Layer.Pooling(Layer.Pooling.Kind.MAX, 2),
                                new Layer.Convolution(18, 5),
                                new Layer.Dense(30)),
                        Activation.GELU,
                        new Normalisation.BatchNorm(16, 0.9, 1e-5),
                        10);
        return TrainingPlan.of(network, new Optimizer.AdamW(0.01, 0.9, 0.999, 1e-8, 0.01), 64, 12)
                .with(new Regularisation(1e-4, 0, 0.1, 0.1));
    }
}
