package io.tunebook.kernels.tornado;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import uk.ac.manchester.tornado.api.KernelContext;
import uk.ac.manchester.tornado.api.types.arrays.FloatArray;
import uk.ac.manchester.tornado.api.types.arrays.IntArray;

/// The products of a dense layer in blocks, and the forward product of few outputs: of a first
/// layer, which reads rows of the dataset, and of another.
class MatrixProductContractTest extends KernelContract {

    private static final int SIZE = (IN + 1) * OUT + 7;
    private static final int AT = 5;
    private static final int PARTIALS = 4;
    private static final int[] FORWARD = {
        Math.max(40, T * ROWS) * IN, T * SIZE, T * ROWS * OUT, T * ROWS * OUT
    };
    private static final int[] BACKWARD = {T * ROWS * OUT, T * SIZE, T * ROWS * IN, T * ROWS * IN};
    private static final int[] GRADIENT = {
        Math.max(40, T * ROWS) * IN, T * ROWS * OUT, T * SIZE, T * PARTIALS * 2
    };

    static Stream<Case> cases() {
        List<Case> cases = new ArrayList<>();
        for (int gathered : new int[] {0, 1}) {
            for (int biased : new int[] {0, 1}) {
                for (boolean blocked : new boolean[] {false, true}) {
                    cases.add(forward(blocked, gathered, biased, Activations.RELU));
                }
                cases.add(gradient(gathered, biased));
            }
        }
        cases.add(forward(true, 0, 1, Activations.GELU));
        cases.add(backward(0));
        cases.add(backward(1));
        return cases.stream();
    }

    private static String name(String product, boolean blocked, int gathered, int biased) {
        return "%s%s%s%s"
                .formatted(
                        product,
                        blocked ? "" : ", few outputs",
                        gathered == 1 ? ", of the dataset" : "",
                        biased == 1 ? ", biased" : "");
    }

    private static Case forward(boolean blocked, int gathered, int biased, int activation) {
        int trials = gathered * ROWS;
        return new Case(
                name("forward", blocked, gathered, biased) + ", activation " + activation,
                lengths(),
                FORWARD,
                activation == Activations.GELU ? 1e-4 : 1e-6,
                (g, grids, a) -> {
                    if (blocked) {
                        grids.blocks(g, "k", ROWS, OUT, T);
                        g.task(
                                "k",
                                BlockedKernels::forward,
                                new KernelContext(),
                                a.f(0),
                                a.order,
                                a.control,
                                a.active,
                                a.f(1),
                                a.f(2),
                                a.f(3),
                                T,
                                ROWS,
                                IN,
                                OUT,
                                SIZE,
                                AT,
                                biased,
                                gathered,
                                trials,
                                activation,
                                1);
                    } else {
                        grids.elements(g, "k", OUT, ROWS, T);
                        g.task(
                                "k",
                                DenseKernels::forward,
                                new KernelContext(),
                                a.f(0),
                                a.order,
                                a.control,
                                a.active,
                                a.f(1),
                                a.f(2),
                                a.f(3),
                                T,
                                ROWS,
                                IN,
                                OUT,
                                SIZE,
                                AT,
                                biased,
                                gathered,
                                trials,
                                activation,
                                1);
                    }
                },
                (_, a) ->
                        PlainThreads.run(
                                lengths(OUT, ROWS, T),
                                c ->
                                        DenseKernels.forward(
                                                c,
                                                a.f(0),
                                                a.order,
                                                a.control,
                                                a.active,
                                                a.f(1),
                                                a.f(2),
                                                a.f(3),
                                                T,
                                                ROWS,
                                                IN,
                                                OUT,
                                                SIZE,
                                                AT,
                                                biased,
                                                gathered,
                                                trials,
                                                activation,
                                                1)));
    }

    private static Case backward(int sloped) {
        return new Case(
                name("backward", true, 0, 0) + (sloped == 1 ? ", with slopes" : ""),
                lengths(),
                BACKWARD,
                1e-6,
                (g, grids, a) -> {
                    grids.blocks(g, "k", ROWS, IN, T);
                    g.task(
                            "k",
                            BlockedKernels::backward,
                            new KernelContext(),
                            a.f(0),
                            a.active,
                            a.f(1),
                            a.f(2),
                            a.f(3),
                            ROWS,
                            IN,
                            OUT,
                            SIZE,
                            AT,
                            sloped);
                },
                (_, a) ->
                        PlainProducts.backward(
                                a.f(0), a.active, a.f(1), a.f(2), a.f(3), T, ROWS, IN, OUT, SIZE,
                                AT, sloped));
    }

    private static Case gradient(int gathered, int biased) {
        return new Case(
                name("gradient", true, gathered, biased),
                lengths(),
                GRADIENT,
                2e-6,
                (g, grids, a) -> {
                    grids.blocks(g, "k", IN + biased, OUT, T);
                    g.task(
                            "k",
                            BlockedKernels::gradient,
                            new KernelContext(),
                            a.f(0),
                            a.order,
                            a.control,
                            a.active,
                            a.f(1),
                            a.f(2),
                            a.f(3),
                            T,
                            ROWS,
                            IN,
                            OUT,
                            SIZE,
                            AT,
                            IN + biased,
                            gathered,
                            PARTIALS,
                            2,
                            IN);
                },
                (_, a) -> {
                    PlainProducts.gradient(
                            a.f(0),
                            a.order,
                            a.control,
                            a.active,
                            a.f(1),
                            a.f(2),
                            T,
                            ROWS,
                            IN,
                            OUT,
                            SIZE,
                            AT,
                            IN + biased,
                            gathered);
                    measure(a.active, a.f(2), a.f(3), IN + biased);
                });
    }

    /// What a product of one block writes about it.
    private static void measure(
            IntArray active, FloatArray gradient, FloatArray partial, int lines) {
        for (int t = 0; t < T; t++) {
            float squares = 0;
            float largest = 0;
            for (int i = 0; i < lines * OUT; i++) {
                float g = gradient.get(t * SIZE + AT + i);
                squares += g * g;
                largest = i < IN * OUT ? Math.max(largest, Math.abs(g)) : largest;
            }
            squares *= active.get(t);
            largest *= active.get(t);
            partial.set((t * PARTIALS + 2) * UpdateKernels.PARTIAL, squares);
            partial.set((t * PARTIALS + 2) * UpdateKernels.PARTIAL + 1, largest);
        }
    }
}
