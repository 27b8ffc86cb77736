package io.tunebook.kernels.cpu;

/// A piece of the parameters: one thread computes its gradient and takes the optimizer's step on
/// it.
interface ParameterSlice {

    /// Where its runs of [#length()] parameters begin in the flat array of all of them.
    int[] starts();

    /// Parameters of a run, a multiple of 16.
    int length();

    /// Whether weight decay applies to it.
    boolean isDecayed();

    /// Writes the gradient over the first `rows` rows of the minibatch into its runs.
    void differentiate(float[] gradient, int rows);

    /// Hears that its parameters have changed.
    default void afterUpdate() {}
}
