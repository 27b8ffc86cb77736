package io.tunebook.kernels.cpu;

import io.tunebook.kernels.Optimizer;
import java.util.List;

/// An optimizer at work on one network's parameters: its state, and its step.
///
/// All arithmetic is in float, operation by operation as written, so that every JVM gives the same
/// bits. Different ranges may be updated at once by several threads.
interface UpdateRule {

    /// What one step does to each parameter.
    ///
    /// @param rate the step's learning rate
    /// @param scale what the gradient is multiplied by (clipping)
    /// @param l2 how much of each parameter is added to its gradient
    /// @param shrink what each parameter is multiplied by before the step (decoupled decay)
    record Step(float rate, float scale, float l2, float shrink) {}

    /// Tells the rule which step comes, from 1, before its ranges are updated.
    default void begin(int step) {}

    /// Moves `w[from .. to)` by the gradient `g`.
    void apply(Step step, int from, int to, float[] w, float[] g);

    /// What it remembers from step to step: arrays as long as the parameters, not copies.
    List<float[]> state();

    /// The decay that the rule itself brings along.
    static double decayOf(Optimizer optimizer) {
        return optimizer instanceof Optimizer.AdamW adamW ? adamW.weightDecay() : 0;
    }

    /// The rule for an optimizer over `size` parameters.
    static UpdateRule of(Optimizer optimizer, int size) {
        return switch (optimizer) {
            case Optimizer.Sgd _ -> new SgdRule();
            case Optimizer.Momentum momentum ->
                    new MomentumRule((float) momentum.momentum(), false, size);
            case Optimizer.Nesterov nesterov ->
                    new MomentumRule((float) nesterov.momentum(), true, size);
            case Optimizer.RmsProp rmsProp -> new RmsPropRule(rmsProp, size);
            case Optimizer.Adam a -> new AdamRule(a.beta1(), a.beta2(), a.epsilon(), false, size);
            case Optimizer.AdamW a -> new AdamRule(a.beta1(), a.beta2(), a.epsilon(), false, size);
            case Optimizer.NAdam a -> new AdamRule(a.beta1(), a.beta2(), a.epsilon(), true, size);
        };
    }

    /// Floats of state for each parameter.
    static int stateArraysOf(Optimizer optimizer) {
        return switch (optimizer) {
            case Optimizer.Sgd _ -> 0;
            case Optimizer.Momentum _ -> 1;
            case Optimizer.Nesterov _ -> 1;
            case Optimizer.RmsProp _ -> 2;
            case Optimizer.Adam _ -> 2;
            case Optimizer.AdamW _ -> 2;
            case Optimizer.NAdam _ -> 2;
        };
    }
}
