package io.tunebook.server.training.run;

import io.tunebook.kernels.Outcome;
import io.tunebook.kernels.StepListener;
import io.tunebook.kernels.Trainer;
import io.tunebook.kernels.TrainingCheckpoint;
import io.tunebook.kernels.TrainingPlan;
import io.tunebook.kernels.data.Split;
import java.time.Duration;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Trains until the next checkpoint is due.
final class CheckpointInterval {
    private final boolean enabled;
    private final Duration every;
    private volatile long began = System.nanoTime();

    /// @param most the training time until the next checkpoint, if it is less than usual
    CheckpointInterval(ResumePoints points, Duration most) {
        this.enabled = points.isEnabled();
        this.every = points.every().compareTo(most) < 0 ? points.every() : most;
    }

    /// Of a training whose checkpoints are kept elsewhere.
    ///
    /// @param every the training time until the next checkpoint
    CheckpointInterval(Duration every) {
        this.enabled = true;
        this.every = every;
    }

    /// What the training does next.
    ///
    /// @param over whether it must end
    /// @param endsAtCheckpoint whether it ends when a checkpoint is due
    StepListener.Signal next(boolean over, boolean endsAtCheckpoint) {
        if (over || (endsAtCheckpoint && isOver())) {
            return StepListener.Signal.STOP;
        }
        return isOver() ? StepListener.Signal.CHECKPOINT : StepListener.Signal.CONTINUE;
    }

    /// Whether a checkpoint is due.
    private boolean isOver() {
        return enabled && System.nanoTime() - began >= every.toNanos();
    }

    /// The last checkpoint is from now.
    void restart() {
        began = System.nanoTime();
    }

    /// @param from the checkpoint to resume from; null to begin
    Supplier<Outcome> of(
            Trainer trainer,
            TrainingPlan plan,
            Split split,
            @Nullable TrainingCheckpoint from,
            StepListener listener) {
        return () -> {
            restart();
            return from == null
                    ? trainer.train(plan, split, listener)
                    : trainer.resume(plan, split, from, listener);
        };
    }
}
