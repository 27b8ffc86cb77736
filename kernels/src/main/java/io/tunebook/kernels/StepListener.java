package io.tunebook.kernels;

/// Receives the metrics of a training, on the training's thread. An exception from a listener ends
/// the training and is thrown to the caller.
public interface StepListener {

    /// What the training does next.
    enum Signal {
        CONTINUE,
        /// The training continues, and passes a checkpoint of this step or one of the next to
        /// [#onRequestedCheckpoint].
        CHECKPOINT,
        STOP
    }

    /// Called after every step.
    Signal onStep(StepMetrics measured);

    /// Called after every evaluation, after the [#onStep] of its step.
    Signal onEvaluation(Evaluation evaluation);

    /// Called after an evaluation that is among the best so far, if the plan keeps checkpoints, and
    /// before the [#onEvaluation] of that evaluation.
    default void onCheckpoint(TrainingCheckpoint checkpoint) {}

    /// Called with a checkpoint that [#onStep] asked for by [Signal#CHECKPOINT].
    default void onRequestedCheckpoint(TrainingCheckpoint checkpoint) {}

    /// A listener that ignores everything and never stops the training.
    static StepListener none() {
        return new StepListener() {
            @Override
            public Signal onStep(StepMetrics measured) {
                return Signal.CONTINUE;
            }

            @Override
            public Signal onEvaluation(Evaluation evaluation) {
                return Signal.CONTINUE;
            }
        };
    }
}
