package io.tunebook.kernels;

import java.util.OptionalDouble;

/// The complete description of one training: together with a dataset it determines every bit of the
/// result.
///
/// @param batchSize rows of a step, drawn without replacement; the order is shuffled again for each
///   epoch
/// @param steps the number of updates
/// @param evaluation when and how the network is evaluated, and how many checkpoints are kept
/// @param seed of the initial weights, the order of the rows and dropout, each with a separate
///   stream
/// @param clipNorm the maximum L2 norm of a gradient; a longer gradient is scaled down to it
///   (PB-65)
public record TrainingPlan(
        Network network,
        Loss loss,
        Optimizer optimizer,
        Schedule schedule,
        Regularisation regularisation,
        int batchSize,
        int steps,
        EvaluationSettings evaluation,
        long seed,
        OptionalDouble clipNorm) {

    /// The evaluations of a training.
    ///
    /// @param every steps between evaluations (PB-50); the last step is always evaluated
    /// @param batchSize rows of one forward pass, at least the training's batch size (PB-50)
    /// @param keep the number of checkpoints to keep, those with the smallest validation errors
    ///   (PB-53)
    public record EvaluationSettings(int every, int batchSize, int keep) {
        public EvaluationSettings {
            Check.atLeast("evaluate every", 1, every);
            Check.atLeast("evaluation batch size", 1, batchSize);
            Check.atLeast("checkpoints to keep", 0, keep);
        }

        /// The text that checkpoints store as a part of their plan. It must never change, even if
        /// the type is renamed, or stored checkpoints could not be resumed.
        @Override
        public String toString() {
            return "Evaluating[every=%d, batchSize=%d, keep=%d]".formatted(every, batchSize, keep);
        }
    }

    public TrainingPlan {
        Check.atLeast("batch size", 1, batchSize);
        Check.atLeast("steps", 1, steps);
        if (evaluation.batchSize() < batchSize) {
            throw new IllegalArgumentException(
                    "evaluation batch size must be at least the batch size of %d, not %d"
                            .formatted(batchSize, evaluation.batchSize()));
        }
        clipNorm.ifPresent(norm -> Check.positive("clip norm", norm));
    }

    /// A plan of `steps` steps with cross-entropy, a constant learning rate, no regularisation, no
    /// clipping, seed 1, evaluated after the last step, with no checkpoints.
    public static TrainingPlan of(Network network, Optimizer optimizer, int batchSize, int steps) {
        return new TrainingPlan(
                network,
                Loss.CROSS_ENTROPY,
                optimizer,
                new Schedule.Constant(0),
                Regularisation.NONE,
                batchSize,
                steps,
                new EvaluationSettings(Math.max(1, steps), Math.max(256, batchSize), 0),
                1,
                OptionalDouble.empty());
    }

    /// The learning rate at `step` (1 .. steps).
    public double learningRate(int step) {
        return optimizer.learningRate() * schedule.factor(step, steps);
    }

    /// Whether an evaluation follows `step`.
    public boolean isEvaluatedAfter(int step) {
        return step % evaluation.every() == 0 || step == steps;
    }

    /// This plan with another network.
    public TrainingPlan with(Network other) {
        return new TrainingPlan(
                other,
                loss,
                optimizer,
                schedule,
                regularisation,
                batchSize,
                steps,
                evaluation,
                seed,
                clipNorm);
    }

    /// This plan with another loss.
    public TrainingPlan with(Loss other) {
        return new TrainingPlan(
                network,
                other,
                optimizer,
                schedule,
                regularisation,
                batchSize,
                steps,
                evaluation,
                seed,
                clipNorm);
    }

    /// This plan with another schedule.
    public TrainingPlan with(Schedule other) {
        return new TrainingPlan(
                network,
                loss,
                optimizer,
                other,
                regularisation,
                batchSize,
                steps,
                evaluation,
                seed,
                clipNorm);
    }

    /// This plan with another regularisation.
    public TrainingPlan with(Regularisation other) {
        return new TrainingPlan(
                network,
                loss,
                optimizer,
                schedule,
                other,
                batchSize,
                steps,
                evaluation,
                seed,
                clipNorm);
    }

    /// This plan with other evaluation settings.
    public TrainingPlan with(EvaluationSettings other) {
        return new TrainingPlan(
                network,
                loss,
                optimizer,
                schedule,
                regularisation,
                batchSize,
                steps,
                other,
                seed,
                clipNorm);
    }

    /// This plan with another seed.
    public TrainingPlan withSeed(long other) {
        return new TrainingPlan(
                network,
                loss,
                optimizer,
                schedule,
                regularisation,
                batchSize,
                steps,
                evaluation,
                other,
                clipNorm);
    }

    /// This plan with gradients clipped to `norm`.
    public TrainingPlan withClipNorm(double norm) {
        return new TrainingPlan(
                network,
                loss,
                optimizer,
                schedule,
                regularisation,
                batchSize,
                steps,
                evaluation,
                seed,
                OptionalDouble.of(norm));
    }
}
