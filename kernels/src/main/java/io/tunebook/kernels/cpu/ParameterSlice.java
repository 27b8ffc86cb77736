package io.tunebook.kernels.cpu;

/// A slice of the parameters: one thread computes its gradient and then its update.
interface ParameterSlice {

    /// The positions of its runs of [#length()] parameters in the flat array of all parameters.
    int[] starts();

    /// Parameters of a run, a multiple of 16.
    int length();

    /// Whether weight decay applies to it.
    boolean isDecayed();

    /// Writes the gradient over rows `from .. to - 1` of the minibatch into its runs, or adds it
    /// where `from` is not 0.
    void differentiate(float[] gradient, int from, int to);

    /// Rows that it reads from the L2 cache, for other slices of the same layer read them too; a
    /// slice that must see all rows at once returns the largest number.
    default int rowsTogether() {
        return Integer.MAX_VALUE;
    }

    /// Called after an update of its parameters.
    default void afterUpdate() {}
}
