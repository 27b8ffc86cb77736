package io.tunebook.kernels.cpu;

import io.tunebook.kernels.Optimizer;
import java.util.List;

/// The update rule of an optimizer for one network's parameters, with its state.
///
/// All arithmetic is in float, operation by operation as written, so that every JVM gives the same
/// bits. Several threads may update different ranges at once.
interface UpdateRule {

    /// The factors of one step.
    ///
    /// @param rate the step's learning rate
    /// @param scale the factor of the gradient (clipping)
    /// @param l2 the share of each parameter that is added to its gradient
    /// @param shrink the factor of each parameter before the step (decoupled decay)
    record Step(float rate, float scale, float l2, float shrink) {}

    /// Sets the step, from 1, before its ranges are updated.
    default void begin(int step) {}

    /// Updates `w[from .. to)` by the gradient `g`.
    void apply(Step step, int from, int to, float[] w, float[] g);

    /// Numbers of a state array below this one become 0 after a step. Where a gradient stays 0, a
    /// moment decays towards 0, and Intel's processors take a hundred cycles for each operation on
    /// a subnormal number: not only the moment, but its product with a learning rate too is kept
    /// normal.
    default float smallestOf(int array) {
        return 0x1p-100f;
    }

    /// The state between steps: arrays as long as the parameters, not copies.
    List<float[]> state();

    /// The decoupled decay of the optimizer itself.
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

    /// The number of state arrays of an optimizer.
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
