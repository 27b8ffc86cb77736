package io.tunebook.kernels.tornado;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/// The products of a dense layer, simple and tiled, each compared with the simple one as plain
/// Java.
class MatrixProductContractTest extends KernelContract {

    private static final int SIZE = (IN + 1) * OUT + 7;
    private static final int AT = 5;
    private static final int[] FORWARD = {T * ROWS * IN, T * SIZE, T * ROWS * OUT};
    private static final int[] BACKWARD = {T * ROWS * OUT, T * SIZE, T * ROWS * IN};
    private static final int[] GRADIENT = {T * ROWS * IN, T * ROWS * OUT, T * SIZE};

    static Stream<Case> cases() {
        ProductKernels.Dense dense = new ProductKernels.Dense(T, ROWS, IN, OUT, SIZE, AT);
        List<Case> cases = new ArrayList<>();
        for (boolean tiled : new boolean[] {false, true}) {
            String way = tiled ? ", tiled" : "";
            for (boolean biased : new boolean[] {false, true}) {
                String biases = biased ? ", biased" : "";
                cases.add(
                        new Case(
                                "forward" + way + biases,
                                FORWARD,
                                1e-6,
                                (graph, grid, a) ->
                                        dense.forward(
                                                graph, grid, "k", tiled, a.f(0), a.f(1), a.f(2),
                                                biased),
                                a ->
                                        DenseKernels.forward(
                                                a.f(0),
                                                a.f(1),
                                                a.f(2),
                                                T,
                                                ROWS,
                                                IN,
                                                OUT,
                                                SIZE,
                                                AT,
                                                biased ? 1 : 0)));
                cases.add(
                        new Case(
                                "gradient" + way + biases,
                                GRADIENT,
                                1e-6,
                                (graph, grid, a) ->
                                        dense.gradient(
                                                graph, grid, "k", tiled, a.f(0), a.f(1), a.f(2),
                                                SIZE, biased),
                                a -> gradient(a, biased)));
            }
            cases.add(
                    new Case(
                            "backward" + way,
                            BACKWARD,
                            1e-6,
                            (graph, grid, a) ->
                                    dense.backward(graph, grid, "k", tiled, a.f(0), a.f(1), a.f(2)),
                            a ->
                                    DenseKernels.backward(
                                            a.f(0), a.f(1), a.f(2), T, ROWS, IN, OUT, SIZE, AT)));
        }
        return cases.stream();
    }

    private static void gradient(KernelArrays a, boolean biased) {
        DenseKernels.gradient(a.f(0), a.f(1), a.f(2), T, ROWS, IN, OUT, SIZE, AT);
        if (biased) {
            DenseKernels.biasGradient(a.f(1), a.f(2), T, ROWS, 1, OUT, SIZE, AT + IN * OUT);
        }
    }
}
