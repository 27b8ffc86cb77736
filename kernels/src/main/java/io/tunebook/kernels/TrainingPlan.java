package io.tunebook.kernels;

import java.util.OptionalDouble;

/// One training from its first step to its last: together with a dataset it decides every bit of
/// the result.
///
/// @param batchSize rows of a step, drawn without replacement in an order shuffled anew for every
///   epoch
/// @param steps how many updates
/// @param evaluateEvery steps between evaluations (PB-50); the last step is always followed by one
/// @param seed of the initial weights, the order of the rows and dropout, each a stream of its own
/// @param clipNorm the longest gradient (L2 norm) that is let through; longer ones are shortened to
///   it (PB-65)
public record TrainingPlan(
        Network network,
        Optimizer optimizer,
        Schedule schedule,
        Regularisation regularisation,
        int batchSize,
        int steps,
        int evaluateEvery,
        long seed,
        OptionalDouble clipNorm) {

    public TrainingPlan {
        Check.atLeast("batch size", 1, batchSize);
        Check.atLeast("steps", 1, steps);
        Check.atLeast("evaluate every", 1, evaluateEvery);
        clipNorm.ifPresent(norm -> Check.positive("clip norm", norm));
    }

    /// The learning rate at `step` (1 .. steps).
    public double learningRate(int step) {
        return optimizer.learningRate() * schedule.factor(step, steps);
    }

    /// Whether an evaluation follows `step`.
    public boolean evaluatesAfter(int step) {
        return step % evaluateEvery == 0 || step == steps;
    }
}
