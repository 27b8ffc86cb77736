package io.tunebook.kernels.cpu;

/// A slice of the parameters: one thread computes its gradient and then its update.
interface ParameterSlice {

    /// The positions of its runs of [#length()] parameters in the flat array of all parameters.
    int[] starts();

    /// Parameters of a run, a multiple of 16.
    int length();

    /// Whether weight decay applies to it.
    boolean isDecayed();

    /// Writes the gradient over the first `rows` rows of the minibatch into its runs.
    void differentiate(float[] gradient, int rows);

    /// Called after an update of its parameters.
    default void afterUpdate() {}
}
