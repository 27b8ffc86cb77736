package io.tunebook.server.training.run;

import io.tunebook.kernels.StepListener;
import java.time.Duration;

/// When the next checkpoint of an agent's training is due.
final class CheckpointClock {
    private final long every;
    private volatile long began = System.nanoTime();

    CheckpointClock(Duration every) {
        this.every = every.toNanos();
    }

    /// What the training does next.
    ///
    /// @param over whether it must end
    StepListener.Signal next(boolean over) {
        if (over) {
            return StepListener.Signal.STOP;
        }
        return System.nanoTime() - began >= every
                ? StepListener.Signal.CHECKPOINT
                : StepListener.Signal.CONTINUE;
    }

    /// The last checkpoint is from now.
    void restart() {
        began = System.nanoTime();
    }
}
