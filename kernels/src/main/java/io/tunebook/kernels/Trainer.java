package io.tunebook.kernels;

import io.tunebook.kernels.data.Split;

/// Carries out training plans. Safe for use by several threads at once: each call trains a network
/// of its own.
public interface Trainer {

    /// Trains from the plan's initial weights to the plan's last step, unless it ends earlier.
    ///
    /// The same plan and split give the same reports and outcome, bit for bit.
    Outcome train(TrainingPlan plan, Split split, StepListener listener);

    /// Goes on from a checkpoint of the same plan on the same data to the plan's last step: what is
    /// reported, and the outcome, are those of a training that was never interrupted, but that no
    /// other checkpoints from before it are kept.
    ///
    /// @throws IllegalArgumentException if the checkpoint belongs to another plan or backend
    Outcome resume(
            TrainingPlan plan, Split split, TrainingCheckpoint checkpoint, StepListener listener);

    /// Measures the network of a checkpoint on a split, as the training itself would.
    ///
    /// @throws IllegalArgumentException if the checkpoint belongs to another plan or backend, or
    ///   the network does not fit the split or the memory
    Evaluation evaluate(TrainingPlan plan, Split split, TrainingCheckpoint checkpoint);
}
