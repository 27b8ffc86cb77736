package io.tunebook.server.training.run;

import io.tunebook.kernels.Outcome;
import io.tunebook.kernels.StepListener;
import io.tunebook.kernels.Trainer;
import io.tunebook.kernels.TrainingCheckpoint;
import io.tunebook.kernels.TrainingPlan;
import io.tunebook.kernels.data.Split;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Trains until the next checkpoint is due.
final class CheckpointInterval {
    private final ResumePoints points;
    private volatile long began = System.nanoTime();

    CheckpointInterval(ResumePoints points) {
        this.points = points;
    }

    /// Whether a checkpoint is due.
    boolean isOver() {
        return points.isEnabled() && System.nanoTime() - began >= points.every().toNanos();
    }

    /// @param from the checkpoint to resume from; null to begin
    Supplier<Outcome> of(
            Trainer trainer,
            TrainingPlan plan,
            Split split,
            @Nullable TrainingCheckpoint from,
            StepListener listener) {
        return () -> {
            began = System.nanoTime();
            return from == null
                    ? trainer.train(plan, split, listener)
                    : trainer.resume(plan, split, from, listener);
        };
    }
}
