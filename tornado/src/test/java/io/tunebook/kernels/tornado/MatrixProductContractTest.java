package io.tunebook.kernels.tornado;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import uk.ac.manchester.tornado.api.GridScheduler;
import uk.ac.manchester.tornado.api.KernelContext;
import uk.ac.manchester.tornado.api.TaskGraph;
import uk.ac.manchester.tornado.api.WorkerGrid;
import uk.ac.manchester.tornado.api.WorkerGrid3D;
import uk.ac.manchester.tornado.api.types.arrays.FloatArray;

/// The products of a dense layer, simple and in blocks, each compared with the simple one as plain
/// Java: of a first layer, which reads rows of the dataset, and of another.
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
        for (boolean blocked : new boolean[] {false, true}) {
            for (int gathered : new int[] {0, 1}) {
                for (int biased : new int[] {0, 1}) {
                    cases.add(forward(blocked, gathered, biased, Activations.RELU));
                    cases.add(gradient(blocked, gathered, biased));
                }
            }
            cases.add(forward(blocked, 0, 1, Activations.GELU));
            cases.add(backward(blocked, 0));
            cases.add(backward(blocked, 1));
        }
        return cases.stream();
    }

    private static String name(String product, boolean blocked, int gathered, int biased) {
        return "%s%s%s%s"
                .formatted(
                        product,
                        blocked ? ", in blocks" : "",
                        gathered == 1 ? ", of the dataset" : "",
                        biased == 1 ? ", biased" : "");
    }

    private static void blocks(TaskGraph graph, GridScheduler grid, int lines, int columns) {
        WorkerGrid worker =
                new WorkerGrid3D(BlockedKernels.threads(columns), BlockedKernels.threads(lines), T);
        worker.setLocalWork(BlockedKernels.THREADS, BlockedKernels.THREADS, 1);
        grid.addWorkerGrid(graph.getTaskGraphName() + ".k", worker);
    }

    private static Case forward(boolean blocked, int gathered, int biased, int activation) {
        int trials = gathered * ROWS;
        return new Case(
                name("forward", blocked, gathered, biased) + ", activation " + activation,
                FORWARD,
                activation == Activations.GELU ? 1e-4 : 1e-6,
                (g, grid, a) -> {
                    if (blocked) {
                        blocks(g, grid, ROWS, OUT);
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
                        g.task(
                                "k",
                                DenseKernels::forward,
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
                a ->
                        DenseKernels.forward(
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
                                1));
    }

    private static Case backward(boolean blocked, int sloped) {
        return new Case(
                name("backward", blocked, 0, 0) + (sloped == 1 ? ", with slopes" : ""),
                BACKWARD,
                1e-6,
                (g, grid, a) -> {
                    if (blocked) {
                        blocks(g, grid, ROWS, IN);
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
                    } else {
                        g.task(
                                "k",
                                DenseKernels::backward,
                                a.f(0),
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
                                sloped);
                    }
                },
                a ->
                        DenseKernels.backward(
                                a.f(0), a.active, a.f(1), a.f(2), a.f(3), T, ROWS, IN, OUT, SIZE,
                                AT, sloped));
    }

    private static Case gradient(boolean blocked, int gathered, int biased) {
        return new Case(
                name("gradient", blocked, gathered, biased),
                GRADIENT,
                2e-6,
                (g, grid, a) -> {
                    if (blocked) {
                        blocks(g, grid, IN + biased, OUT);
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
                    } else {
                        g.task(
                                "k",
                                DenseKernels::gradient,
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
                    }
                },
                a -> {
                    DenseKernels.gradient(
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
                    if (blocked) {
                        measure(a.f(2), a.f(3), IN + biased);
                    }
                });
    }

    /// What a product of one block writes about it.
    private static void measure(FloatArray gradient, FloatArray partial, int lines) {
        for (int t = 0; t < T; t++) {
            float squares = 0;
            float largest = 0;
            for (int i = 0; i < lines * OUT; i++) {
                float g = gradient.get(t * SIZE + AT + i);
                squares += g * g;
                largest = i < IN * OUT ? Math.max(largest, Math.abs(g)) : largest;
            }
            partial.set((t * PARTIALS + 2) * UpdateKernels.PARTIAL, squares);
            partial.set((t * PARTIALS + 2) * UpdateKernels.PARTIAL + 1, largest);
        }
    }
}
