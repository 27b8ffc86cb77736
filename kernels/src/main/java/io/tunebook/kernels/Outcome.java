package io.tunebook.kernels;

import java.util.List;

/// How a training ended.
public sealed interface Outcome {

    /// All steps were taken.
    ///
    /// @param best the evaluation with the smallest validation error, the earliest of equals
    ///   (PB-53)
    /// @param last the evaluation after the last step
    /// @param checkpoints as many checkpoints as the plan keeps, from the smallest validation error
    ///   on, the earlier of equals first
    record Completed(Evaluation best, Evaluation last, List<TrainingCheckpoint> checkpoints)
            implements Outcome {
        public Completed {
            checkpoints = List.copyOf(checkpoints);
        }
    }

    /// The training ran away, or its network went dead: see [Divergence] for the rules.
    ///
    /// @param step at which it was seen
    /// @param reason one sentence
    record Diverged(int step, String reason) implements Outcome {}

    /// The listener asked for it, or the thread was interrupted (its interrupt flag is left set).
    ///
    /// @param checkpoint after the last step that was taken, to go on from
    record Stopped(TrainingCheckpoint checkpoint) implements Outcome {
        /// The last step that was taken, 0 for none.
        public int step() {
            return checkpoint.step();
        }
    }

    /// The plan cannot be carried out on this data or this machine; nothing was trained.
    ///
    /// @param reason one sentence that names what is wrong
    record Infeasible(String reason) implements Outcome {}
}
