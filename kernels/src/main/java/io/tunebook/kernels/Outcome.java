package io.tunebook.kernels;

import java.util.List;

/// The outcome of a training.
public sealed interface Outcome {

    /// All steps are completed.
    ///
    /// @param best the evaluation with the smallest validation error, the earliest of equals
    ///   (PB-53)
    /// @param last the evaluation after the last step
    /// @param checkpoints the kept checkpoints, as many as the plan sets, sorted by validation
    ///   error, the earlier of equals first
    record Completed(Evaluation best, Evaluation last, List<TrainingCheckpoint> checkpoints)
            implements Outcome {
        public Completed {
            checkpoints = List.copyOf(checkpoints);
        }
    }

    /// The training diverged: see [Divergence] for the rules.
    ///
    /// @param step at which the divergence was detected
    /// @param reason one sentence
    record Diverged(int step, String reason) implements Outcome {}

    /// The listener stopped the training, or the thread was interrupted (its interrupt flag stays
    /// set).
    ///
    /// @param checkpoint after the last completed step, to resume from
    record Stopped(TrainingCheckpoint checkpoint) implements Outcome {
        /// The last completed step, 0 for none.
        public int step() {
            return checkpoint.step();
        }
    }

    /// The plan cannot be trained on this data or this machine; no step was computed.
    ///
    /// @param reason one sentence that names the cause
    record Infeasible(String reason) implements Outcome {}
}
