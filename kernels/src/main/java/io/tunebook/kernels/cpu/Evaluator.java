package io.tunebook.kernels.cpu;

import io.tunebook.kernels.Evaluation;
import io.tunebook.kernels.Normalisation;
import io.tunebook.kernels.TrainingPlan;
import io.tunebook.kernels.data.Dataset;
import io.tunebook.kernels.data.Split;
import java.util.stream.IntStream;

/// Measures a network on a sample of the training set and on all of the validation set, a batch at
/// a time.
final class Evaluator {

    private record Measured(double error, double loss) {}

    private final Split split;
    private final Crew crew;
    private final Parts parts;
    private final Program program;
    private final int[] sample;
    private final int[] all;
    private final double[] losses;
    private final boolean[] right;

    Evaluator(TrainingPlan plan, Memory memory, Products products, Split split, Crew crew) {
        this.split = split;
        this.crew = crew;
        int most = Math.max(split.training().rows(), split.validation().rows());
        int batch = Math.min(plan.evaluation().batchSize(), most);
        this.parts = partsOf(batch);
        this.program =
                Program.evaluation(
                        new Program.Setting(
                                plan.network(),
                                plan.loss(),
                                products,
                                memory.parameters,
                                memory.running,
                                parts));
        this.sample = split.sample();
        this.all = IntStream.range(0, split.validation().rows()).toArray();
        this.losses = new double[batch];
        this.right = new boolean[batch];
    }

    Evaluation evaluate(int step) {
        Measured training = measure(split.training(), sample);
        Measured validation = measure(split.validation(), all);
        return new Evaluation(
                step, training.error(), training.loss(), validation.error(), validation.loss());
    }

    private Measured measure(Dataset dataset, int[] rows) {
        int wrong = 0;
        double loss = 0;
        for (int start = 0; start < rows.length; start += parts.rows()) {
            int first = start;
            Parts batch = partsOf(Math.min(parts.rows(), rows.length - start));
            crew.share(batch.count(), part -> forward(batch, part, dataset, rows, first));
            for (int row = 0; row < batch.rows(); row++) {
                wrong += right[row] ? 0 : 1;
                loss += losses[row];
            }
        }
        return new Measured((double) wrong / rows.length, loss / rows.length);
    }

    private void forward(Parts batch, int part, Dataset dataset, int[] rows, int start) {
        int from = batch.from(part);
        int to = batch.to(part);
        program.load(dataset, rows, start, from, to);
        program.forward(part, from, to);
        for (int row = from; row < to; row++) {
            losses[row] = program.loss(row);
            right[row] = program.right(row);
        }
    }

    private Parts partsOf(int rows) {
        return Parts.of(rows, new Normalisation.None(), crew.threads());
    }
}
