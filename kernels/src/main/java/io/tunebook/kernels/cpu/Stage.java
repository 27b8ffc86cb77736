package io.tunebook.kernels.cpu;

import java.util.List;

/// One operation of a network on the rows of a minibatch.
///
/// Calls on different rows may run at once on several threads. Rows come in parts that begin at
/// multiples of 8 and are never cut otherwise (see [BatchParts]).
interface Stage {

    /// From the values that it reads to those that it makes, rows `from .. to - 1` of part `part`.
    void forward(int part, int from, int to);

    /// From the gradient by what it makes to the gradient by what it reads, if that is wanted.
    void backward(int part, int from, int to);

    /// The pieces of its parameters, each the work of one thread; empty where there are none.
    default List<ParameterSlice> slices() {
        return List.of();
    }
}
