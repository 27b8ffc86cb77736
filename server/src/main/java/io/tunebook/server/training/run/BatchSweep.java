package io.tunebook.server.training.run;

import io.tunebook.events.Configuration;
import io.tunebook.events.Value;
import io.tunebook.kernels.Evaluation;
import io.tunebook.kernels.Outcome;
import io.tunebook.kernels.StepListener;
import io.tunebook.kernels.StepMetrics;
import io.tunebook.kernels.Trainer;
import io.tunebook.kernels.TrainingPlan;
import io.tunebook.kernels.data.Split;
import io.tunebook.server.playbook.analysis.BatchSizes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Measures the throughput of batch sizes that are powers of two (PB-01), each after a warm-up.
public final class BatchSweep {
    private static final int WARMUP_STEPS = 5;
    private static final int MIN_STEPS = 10;

    /// A learning rate with which no batch size diverges; a step takes as long with any rate.
    private static final double SLOW = 1e-6;

    /// No batch size is begun after this time: a device that compiles its kernels for each size
    /// takes long.
    private static final Duration LIMIT = Duration.ofSeconds(40);

    private BatchSweep() {}

    /// @param configuration of the training; its batch size, steps and learning rate are ignored
    /// @param maxBatch the largest batch size; sizes above the number of training rows are skipped
    /// @param each the minimum time for each batch size
    /// @param training the backend to measure on
    /// @return by batch size, increasing; the steps to a target are unknown. The first size that
    ///   does not fit the memory has NaN as its throughput, and is the last. On a slow device, the
    ///   largest sizes are missing
    /// @throws IllegalArgumentException when the configuration cannot be trained
    public static List<BatchSizes.BatchSizeMeasurement> of(
            StudyData data,
            Configuration configuration,
            int maxBatch,
            Duration each,
            TrainingEnvironment training) {
        Split split = StudyData.split(data.load());
        Trainer trainer = training.backend().trainer();
        List<BatchSizes.BatchSizeMeasurement> rows = new ArrayList<>();
        int most = Math.min(maxBatch, split.training().rows());
        long began = System.nanoTime();
        for (int batch = 1; batch <= most && !isOver(began); batch *= 2) {
            Configuration sized =
                    configuration.with(
                            new Configuration(
                                    Map.of(
                                            "batch_size",
                                            new Value.Int(batch),
                                            "steps",
                                            new Value.Int(1_000_000_000),
                                            "learning_rate",
                                            new Value.Real(SLOW))));
            Meter meter = new Meter(each);
            String problem = problem(trainer, Plans.of(sized, split.training(), 1), split, meter);
            if (problem != null && rows.isEmpty()) {
                throw new IllegalArgumentException(problem);
            }
            rows.add(
                    new BatchSizes.BatchSizeMeasurement(
                            batch,
                            problem == null ? meter.stepsASecond() * batch : Double.NaN,
                            Double.NaN));
            if (problem != null) {
                break;
            }
        }
        return rows;
    }

    private static boolean isOver(long began) {
        return System.nanoTime() - began > LIMIT.toNanos();
    }

    /// Why the plan cannot be trained; null when it was trained.
    private static @Nullable String problem(
            Trainer trainer, TrainingPlan plan, Split split, Meter meter) {
        try {
            return trainer.train(plan, split, meter) instanceof Outcome.Infeasible infeasible
                    ? infeasible.reason()
                    : null;
        } catch (OutOfMemoryError e) {
            return "not enough memory";
        }
    }

    /// Counts steps until the time is over.
    private static final class Meter implements StepListener {
        private final long nanos;
        private long began;
        private long last;
        private int steps;
        private boolean done;

        Meter(Duration each) {
            this.nanos = each.toNanos();
        }

        @Override
        public Signal onStep(StepMetrics measured) {
            last = System.nanoTime();
            if (measured.step() == WARMUP_STEPS) {
                began = last;
            } else if (measured.step() > WARMUP_STEPS) {
                steps++;
            }
            done = steps >= MIN_STEPS && last - began >= nanos;
            return done ? Signal.STOP : Signal.CONTINUE;
        }

        @Override
        public Signal onEvaluation(Evaluation evaluation) {
            return Signal.CONTINUE;
        }

        /// NaN when the training ended before the time was over: a device reports several steps at
        /// once, so a part of the time has no rate.
        double stepsASecond() {
            return !done ? Double.NaN : steps / ((last - began) / 1e9);
        }
    }
}
