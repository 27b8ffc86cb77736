package io.tunebook.server.training.run;

import io.tunebook.events.Curve;
import io.tunebook.kernels.Evaluation;
import io.tunebook.kernels.StepListener;
import io.tunebook.kernels.StepMetrics;
import io.tunebook.kernels.TrainingCheckpoint;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;

/// Collects the measurements of a training into curves, and passes them on about every hundred
/// steps.
final class CurveWriter implements StepListener {
    private static final int MAX_STEPS = 100;
    private static final long MAX_NANOS = 1_500_000_000L;

    private final Consumer<Curve> sink;
    private final Supplier<Signal> next;
    private final Consumer<TrainingCheckpoint> checkpoints;
    private final List<StepMetrics> steps = new ArrayList<>();
    private final List<Evaluation> evaluations = new ArrayList<>();
    private final ResumeOffsets resumed;
    private long flushed = System.nanoTime();

    /// The offsets of a resumed training: measurements up to them are recorded already.
    ///
    /// @param step the last recorded step
    /// @param evaluation the step of the last recorded evaluation
    record ResumeOffsets(long step, long evaluation) {
        static final ResumeOffsets NOTHING = new ResumeOffsets(0, 0);
    }

    /// @param sink receives each curve
    /// @param next polled regularly: what the training does next
    /// @param checkpoints receives those that `next` asked for, after the measurements before
    CurveWriter(
            Consumer<Curve> sink,
            Supplier<Signal> next,
            Consumer<TrainingCheckpoint> checkpoints,
            ResumeOffsets offsets) {
        this.sink = sink;
        this.next = next;
        this.checkpoints = checkpoints;
        this.resumed = offsets;
    }

    @Override
    public Signal onStep(StepMetrics measured) {
        if (measured.step() > resumed.step()) {
            steps.add(measured);
        }
        if (steps.size() >= MAX_STEPS || System.nanoTime() - flushed > MAX_NANOS) {
            flush();
            return next.get();
        }
        return Signal.CONTINUE;
    }

    @Override
    public Signal onEvaluation(Evaluation evaluation) {
        if (evaluation.step() > resumed.evaluation()) {
            evaluations.add(evaluation);
        }
        return Signal.CONTINUE;
    }

    @Override
    public void onRequestedCheckpoint(TrainingCheckpoint checkpoint) {
        flush();
        checkpoints.accept(checkpoint);
    }

    /// Passes on the rest.
    void flush() {
        flushed = System.nanoTime();
        if (!steps.isEmpty()) {
            sink.accept(
                    new Curve(
                            steps.stream().mapToLong(StepMetrics::step).toArray(),
                            List.of("training/loss", "gradient/norm", "learning_rate"),
                            new float[][] {
                                column(steps, StepMetrics::loss),
                                column(steps, StepMetrics::gradientNorm),
                                column(steps, StepMetrics::learningRate)
                            }));
            steps.clear();
        }
        if (!evaluations.isEmpty()) {
            sink.accept(
                    new Curve(
                            evaluations.stream().mapToLong(Evaluation::step).toArray(),
                            List.of(
                                    "training/error",
                                    "training/eval_loss",
                                    "validation/error",
                                    "validation/loss"),
                            new float[][] {
                                column(evaluations, Evaluation::trainingError),
                                column(evaluations, Evaluation::trainingLoss),
                                column(evaluations, Evaluation::validationError),
                                column(evaluations, Evaluation::validationLoss)
                            }));
            evaluations.clear();
        }
    }

    private static <T> float[] column(List<T> rows, ToDoubleFunction<T> value) {
        float[] column = new float[rows.size()];
        for (int i = 0; i < column.length; i++) {
            column[i] = (float) value.applyAsDouble(rows.get(i));
        }
        return column;
    }
}
