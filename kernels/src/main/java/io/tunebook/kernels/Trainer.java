package io.tunebook.kernels;

import io.tunebook.kernels.data.Split;

/// Carries out training plans. Safe for use by several threads at once: each call trains a network
/// of its own.
public interface Trainer {

    /// Trains from the plan's initial weights to the plan's last step, unless it ends earlier.
    ///
    /// The same plan and split give the same reports and outcome, bit for bit.
    Outcome train(TrainingPlan plan, Split split, StepListener listener);
}
