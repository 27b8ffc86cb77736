package io.tunebook.kernels;

/// Hears of a training as it goes on, on the thread that trains. An exception from a listener ends
/// the training and reaches the caller.
public interface StepListener {

    /// Whether the training goes on.
    enum Signal {
        CONTINUE,
        STOP
    }

    /// After every step.
    Signal onStep(StepMetrics measured);

    /// After every evaluation, which follows its step's [#onStep].
    Signal onEvaluation(Evaluation evaluation);

    /// After an evaluation that is among the best so far, if the plan keeps checkpoints: what the
    /// training can go on from. Comes before the evaluation's [#onEvaluation].
    default void onCheckpoint(TrainingCheckpoint checkpoint) {}

    /// Listens to nothing.
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
