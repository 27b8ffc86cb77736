package io.tunebook.kernels.cpu;

import io.tunebook.kernels.Evaluation;
import io.tunebook.kernels.Network;
import io.tunebook.kernels.data.Dataset;
import io.tunebook.kernels.data.Split;
import io.tunebook.kernels.random.SeededRandom;
import java.util.Arrays;
import java.util.stream.IntStream;

/// Measures a network on a sample of the training set and on all of the validation set, 256 rows at
/// a time.
final class Evaluator {

    /// Rows that are sent forward together (PB-50).
    static final int BATCH = 256;

    private static final int SAMPLE = 1_000;

    /// The sample is the same for every training, whatever its seed.
    private static final long SAMPLE_SEED = 0;

    private record Measured(double error, double loss) {}

    private final Split split;
    private final Pass pass;
    private final int[] sample;
    private final int[] all;

    Evaluator(Network network, ParameterLayout layout, Products products, Split split) {
        this.split = split;
        this.pass = new Pass(network, layout, products, new Dropout(0, 0), BATCH);
        int rows = split.training().rows();
        this.sample =
                Arrays.copyOf(
                        SeededRandom.of(SAMPLE_SEED, 0).permutation(rows), Math.min(rows, SAMPLE));
        this.all = IntStream.range(0, split.validation().rows()).toArray();
    }

    Evaluation evaluate(float[] parameters, int step) {
        Measured training = measure(parameters, split.training(), sample);
        Measured validation = measure(parameters, split.validation(), all);
        return new Evaluation(
                step, training.error(), training.loss(), validation.error(), validation.loss());
    }

    private Measured measure(float[] parameters, Dataset dataset, int[] rows) {
        int wrong = 0;
        double loss = 0;
        for (int from = 0; from < rows.length; from += BATCH) {
            int count = Math.min(BATCH, rows.length - from);
            pass.load(dataset, rows, from, count);
            Matrix logits = pass.forward(parameters, count, 0);
            for (int row = 0; row < count; row++) {
                int label = pass.labels()[row];
                wrong += Softmax.right(logits, row, label) ? 0 : 1;
                loss += Softmax.loss(logits, row, label);
            }
        }
        return new Measured((double) wrong / rows.length, loss / rows.length);
    }
}
