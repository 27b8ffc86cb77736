package io.tunebook.kernels;

import java.util.OptionalDouble;

/// One training from its first step to its last: together with a dataset it decides every bit of
/// the result.
///
/// @param batchSize rows of a step, drawn without replacement in an order shuffled anew for every
///   epoch
/// @param steps how many updates
/// @param evaluation when and how the network is evaluated, and what is kept of it
/// @param seed of the initial weights, the order of the rows and dropout, each a stream of its own
/// @param clipNorm the longest gradient (L2 norm) that is let through; longer ones are shortened to
///   it (PB-65)
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

    /// When a training is evaluated.
    ///
    /// @param every steps between evaluations (PB-50); the last step is always followed by one
    /// @param batchSize rows that are sent forward together, at least the training's (PB-50)
    /// @param keep how many checkpoints are kept, those of the smallest validation errors (PB-53)
    public record EvaluationSettings(int every, int batchSize, int keep) {
        public EvaluationSettings {
            Check.atLeast("evaluate every", 1, every);
            Check.atLeast("evaluation batch size", 1, batchSize);
            Check.atLeast("checkpoints to keep", 0, keep);
        }

        /// The text that checkpoints store as a part of their plan: it never changes, also when the
        /// type is renamed, or no stored checkpoint could be resumed.
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

    /// The same with another network.
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

    /// The same with another loss.
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

    /// The same with another schedule.
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

    /// The same with another regularisation.
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

    /// The same, evaluated otherwise.
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

    /// The same with another seed.
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

    /// The same with gradients shortened to `norm`.
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
