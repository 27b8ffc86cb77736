package io.tunebook.kernels;

import io.tunebook.kernels.data.Split;

/// Trains networks by their plans. Thread-safe: each call trains a separate network.
public interface Trainer {

    /// Trains from the plan's initial weights to the plan's last step, unless the training ends
    /// earlier.
    ///
    /// The same plan and split give the same metrics and the same outcome, bit for bit.
    Outcome train(TrainingPlan plan, Split split, StepListener listener);

    /// Resumes from a checkpoint of the same plan on the same data and trains to the plan's last
    /// step. The metrics and the outcome are those of an uninterrupted training, except that other
    /// checkpoints from before the interruption are not kept.
    ///
    /// @throws IllegalArgumentException if the checkpoint belongs to another plan or backend
    Outcome resume(
            TrainingPlan plan, Split split, TrainingCheckpoint checkpoint, StepListener listener);

    /// Evaluates the network of a checkpoint on a split, as the training itself does.
    ///
    /// @throws IllegalArgumentException if the checkpoint belongs to another plan or backend, or
    ///   the network does not fit the split or the memory
    Evaluation evaluate(TrainingPlan plan, Split split, TrainingCheckpoint checkpoint);
}
