package io.tunebook.kernels.cpu;

import io.tunebook.kernels.Optimizer;

/// An optimizer at work on one network's parameters: its state, and its step. For one thread.
///
/// All arithmetic is in float, operation by operation as written, so that every JVM gives the same
/// bits.
interface UpdateRule {

    /// What one step does to a range of parameters.
    ///
    /// @param rate the step's learning rate
    /// @param scale what the gradient is multiplied by (clipping)
    /// @param l2 how much of each parameter is added to its gradient
    /// @param shrink what each parameter is multiplied by before the step (decoupled decay)
    record Step(int from, int to, float rate, float scale, float l2, float shrink) {}

    /// Tells the rule which step comes, from 1, before its ranges are updated.
    default void begin(int step) {}

    /// Moves `w[from .. to)` by the gradient `g`.
    void apply(Step step, float[] w, float[] g);

    /// The rule for an optimizer over `size` parameters.
    static UpdateRule of(Optimizer optimizer, int size) {
        return switch (optimizer) {
            case Optimizer.Sgd _ -> new GradientDescent();
            case Optimizer.Momentum momentum ->
                    new HeavyBall((float) momentum.momentum(), false, size);
            case Optimizer.Nesterov nesterov ->
                    new HeavyBall((float) nesterov.momentum(), true, size);
            case Optimizer.RmsProp rmsProp -> new RootMeanSquare(rmsProp, size);
            case Optimizer.Adam adam -> AdaptiveMoments.adam(adam, size);
            case Optimizer.NAdam nAdam -> AdaptiveMoments.nAdam(nAdam, size);
        };
    }

    /// Floats of state for each parameter.
    static int statesOf(Optimizer optimizer) {
        return switch (optimizer) {
            case Optimizer.Sgd _ -> 0;
            case Optimizer.Momentum _ -> 1;
            case Optimizer.Nesterov _ -> 1;
            case Optimizer.RmsProp _ -> 2;
            case Optimizer.Adam _ -> 2;
            case Optimizer.NAdam _ -> 2;
        };
    }
}
