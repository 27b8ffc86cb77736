package io.tunebook.kernels.cpu;

import io.tunebook.kernels.Evaluation;
import io.tunebook.kernels.Normalisation;
import io.tunebook.kernels.TrainingPlan;
import io.tunebook.kernels.data.Dataset;
import io.tunebook.kernels.data.Split;
import java.util.stream.IntStream;

/// Evaluates a network on a sample of the training set and on the whole validation set, batch by
/// batch.
final class Evaluator {

    private record Measured(double error, double loss) {}

    private final Split split;
    private final WorkerTeam team;
    private final BatchParts parts;
    private final StagedNetwork network;
    private final int[] sample;
    private final int[] all;
    private final double[] losses;
    private final boolean[] correct;

    Evaluator(
            TrainingPlan plan,
            TrainingState state,
            Products products,
            Split split,
            WorkerTeam team) {
        this.split = split;
        this.team = team;
        int most = Math.max(split.training().rows(), split.validation().rows());
        int batch = Math.min(plan.evaluation().batchSize(), most);
        this.parts = partsOf(batch);
        this.network =
                StagedNetwork.evaluation(
                        new StagedNetwork.Setup(
                                plan.network(),
                                plan.loss(),
                                products,
                                state.parameters,
                                state.running,
                                parts));
        this.sample = split.sample();
        this.all = IntStream.range(0, split.validation().rows()).toArray();
        this.losses = new double[batch];
        this.correct = new boolean[batch];
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
            BatchParts batch = partsOf(Math.min(parts.rows(), rows.length - start));
            team.share(batch.count(), part -> forward(batch, part, dataset, rows, first));
            for (int row = 0; row < batch.rows(); row++) {
                wrong += correct[row] ? 0 : 1;
                loss += losses[row];
            }
        }
        return new Measured((double) wrong / rows.length, loss / rows.length);
    }

    private void forward(BatchParts batch, int part, Dataset dataset, int[] rows, int start) {
        int from = batch.from(part);
        int to = batch.to(part);
        network.load(dataset, rows, start, from, to);
        network.forward(part, from, to);
        for (int row = from; row < to; row++) {
            losses[row] = network.loss(row);
            correct[row] = network.isCorrect(row);
        }
    }

    private BatchParts partsOf(int rows) {
        return BatchParts.of(rows, new Normalisation.None(), team.threads());
    }
}
