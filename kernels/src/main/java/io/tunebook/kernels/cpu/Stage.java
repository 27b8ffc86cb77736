package io.tunebook.kernels.cpu;

import java.util.List;

/// One operation of a network on the rows of a minibatch.
///
/// Several threads may call it for different rows at once. Rows come in parts that begin at
/// multiples of 8 (see [BatchParts]); only a stage that [#isByImage] gets a part divided further.
interface Stage {

    /// Computes the outputs from the inputs, rows `from .. to - 1` of part `part`.
    void forward(int part, int from, int to);

    /// Computes the gradient with respect to the inputs, if it is needed, from the gradient with
    /// respect to the outputs.
    void backward(int part, int from, int to);

    /// Whether it computes each image on its own, so that it may be called for any rows of a part.
    default boolean isByImage() {
        return false;
    }

    /// The slices of its parameters, each the work of one thread; empty if it has none.
    default List<ParameterSlice> slices() {
        return List.of();
    }
}
