package io.tunebook.kernels.tornado;

import static org.assertj.core.api.Assertions.assertThat;

import io.tunebook.kernels.random.SeededRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import uk.ac.manchester.tornado.api.GridScheduler;
import uk.ac.manchester.tornado.api.TaskGraph;
import uk.ac.manchester.tornado.api.TornadoExecutionPlan;
import uk.ac.manchester.tornado.api.annotations.Parallel;
import uk.ac.manchester.tornado.api.enums.DataTransferMode;
import uk.ac.manchester.tornado.api.exceptions.TornadoExecutionPlanException;
import uk.ac.manchester.tornado.api.types.arrays.FloatArray;
import uk.ac.manchester.tornado.api.types.arrays.IntArray;
import uk.ac.manchester.tornado.api.types.arrays.LongArray;

/// Each kernel on the device gives what its own method gives as plain Java; a tiled product what
/// the simple one gives. Sizes are odd, so that nothing fits a tile or a chunk; three trials.
class KernelContractTest {

    private static final int T = 3;
    private static final int ROWS = 19;
    private static final int IN = 21;
    private static final int OUT = 18;
    private static final int SIZE = (IN + 1) * OUT + 7;
    private static final int AT = 5;

    /// A kernel to be compared: added to a graph, or called, over arrays that it was given.
    interface Kernel {
        void add(TaskGraph graph, GridScheduler grid, Arrays arrays);
    }

    interface Plain {
        void call(Arrays arrays);
    }

    /// @param floats lengths of the float arrays that it reads or writes
    /// @param tolerance relative to the largest of what it writes
    record Case(String name, int[] floats, double tolerance, Kernel kernel, Plain plain) {
        @Override
        public String toString() {
            return name;
        }
    }

    /// The same numbers whenever they are made.
    static final class Arrays {
        final List<FloatArray> floats = new ArrayList<>();
        final IntArray labels = new IntArray(40);
        final IntArray order = new IntArray(T * ROWS);
        final IntArray right = new IntArray(T * ROWS);
        final IntArray control = IntArray.fromElements(2, 1);
        final LongArray dropout = new LongArray(T * Hyper.LONGS);

        Arrays(int... lengths) {
            SeededRandom random = new SeededRandom(5);
            for (int length : lengths) {
                FloatArray array = new FloatArray(length);
                for (int i = 0; i < length; i++) {
                    array.set(i, (float) random.gaussian());
                }
                floats.add(array);
            }
            for (int i = 0; i < 40; i++) {
                labels.set(i, random.below(OUT));
            }
            for (int i = 0; i < T * ROWS; i++) {
                order.set(i, random.below(40));
                right.set(i, 7);
            }
            for (int t = 0; t < T; t++) {
                dropout.set(3 * t, (long) (0.1 * (t + 1) * 0x1p53));
                dropout.set(3 * t + 1, random.nextLong());
                dropout.set(3 * t + 2, t + 1);
            }
        }

        FloatArray f(int i) {
            return floats.get(i);
        }

        /// Hyperparameters that are all positive.
        FloatArray positive(int i) {
            FloatArray array = f(i);
            for (int k = 0; k < array.getSize(); k++) {
                array.set(k, 0.1f + Math.abs(array.get(k)) / 10);
            }
            return array;
        }

        Object[] all() {
            List<Object> all = new ArrayList<>(floats);
            all.addAll(List.of(labels, order, right, control, dropout));
            return all.toArray();
        }
    }

    static Stream<Case> cases() {
        return Stream.of(
                        DenseCases.cases(),
                        BatchCases.cases(),
                        UpdateCases.cases(),
                        ImageCases.cases())
                .flatMap(cases -> cases);
    }

    /// The products, both ways.
    static final class DenseCases {
        private static final int[] FORWARD = {T * ROWS * IN, T * SIZE, T * ROWS * OUT};
        private static final int[] BACKWARD = {T * ROWS * OUT, T * SIZE, T * ROWS * IN};
        private static final int[] GRADIENT = {T * ROWS * IN, T * ROWS * OUT, T * SIZE};

        static Stream<Case> cases() {
            Products.Dense dense = new Products.Dense(T, ROWS, IN, OUT, SIZE, AT);
            List<Case> cases = new ArrayList<>();
            for (boolean tiled : new boolean[] {false, true}) {
                String way = tiled ? " in tiles" : "";
                for (boolean biased : new boolean[] {false, true}) {
                    String biases = biased ? " with biases" : "";
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
                                        dense.backward(
                                                graph, grid, "k", tiled, a.f(0), a.f(1), a.f(2)),
                                a ->
                                        DenseKernels.backward(
                                                a.f(0), a.f(1), a.f(2), T, ROWS, IN, OUT, SIZE,
                                                AT)));
            }
            return cases.stream();
        }
    }

    private static void gradient(Arrays a, boolean biased) {
        DenseKernels.gradient(a.f(0), a.f(1), a.f(2), T, ROWS, IN, OUT, SIZE, AT);
        if (biased) {
            DenseKernels.biasGradient(a.f(1), a.f(2), T, ROWS, 1, OUT, SIZE, AT + IN * OUT);
        }
    }

    static final class BatchCases {
        private static final int Z = T * ROWS * OUT;
        private static final int H = T * Hyper.COUNT;

        static Stream<Case> cases() {
            return Stream.of(
                    new Case(
                            "gather",
                            new int[] {40 * IN, T * ROWS * IN},
                            0,
                            (g, _, a) ->
                                    g.task(
                                            "k",
                                            BatchKernels::gather,
                                            a.f(0),
                                            a.order,
                                            a.f(1),
                                            T,
                                            ROWS,
                                            IN),
                            a -> BatchKernels.gather(a.f(0), a.order, a.f(1), T, ROWS, IN)),
                    new Case(
                            "crossEntropy",
                            new int[] {Z, H, Z, T * ROWS},
                            1e-6,
                            (g, _, a) ->
                                    g.task(
                                            "k",
                                            BatchKernels::crossEntropy,
                                            a.f(0),
                                            a.labels,
                                            a.order,
                                            a.positive(1),
                                            a.f(2),
                                            a.f(3),
                                            T,
                                            ROWS,
                                            OUT),
                            a ->
                                    BatchKernels.crossEntropy(
                                            a.f(0),
                                            a.labels,
                                            a.order,
                                            a.positive(1),
                                            a.f(2),
                                            a.f(3),
                                            T,
                                            ROWS,
                                            OUT)),
                    new Case(
                            "squaredError",
                            new int[] {Z, H, Z, T * ROWS},
                            1e-6,
                            (g, _, a) ->
                                    g.task(
                                            "k",
                                            BatchKernels::squaredError,
                                            a.f(0),
                                            a.labels,
                                            a.order,
                                            a.positive(1),
                                            a.f(2),
                                            a.f(3),
                                            T,
                                            ROWS,
                                            OUT),
                            a ->
                                    BatchKernels.squaredError(
                                            a.f(0),
                                            a.labels,
                                            a.order,
                                            a.positive(1),
                                            a.f(2),
                                            a.f(3),
                                            T,
                                            ROWS,
                                            OUT)),
                    new Case(
                            "judgeCrossEntropy",
                            new int[] {Z, T * ROWS},
                            1e-6,
                            (g, _, a) ->
                                    g.task(
                                            "k",
                                            BatchKernels::judgeCrossEntropy,
                                            a.f(0),
                                            a.labels,
                                            a.order,
                                            a.f(1),
                                            a.right,
                                            T,
                                            ROWS,
                                            OUT),
                            a ->
                                    BatchKernels.judgeCrossEntropy(
                                            a.f(0), a.labels, a.order, a.f(1), a.right, T, ROWS,
                                            OUT)),
                    new Case(
                            "judgeSquaredError",
                            new int[] {Z, T * ROWS},
                            1e-6,
                            (g, _, a) ->
                                    g.task(
                                            "k",
                                            BatchKernels::judgeSquaredError,
                                            a.f(0),
                                            a.labels,
                                            a.order,
                                            a.f(1),
                                            a.right,
                                            T,
                                            ROWS,
                                            OUT),
                            a ->
                                    BatchKernels.judgeSquaredError(
                                            a.f(0), a.labels, a.order, a.f(1), a.right, T, ROWS,
                                            OUT)),
                    new Case(
                            "relu",
                            new int[] {Z, Z},
                            0,
                            (g, _, a) -> g.task("k", ActivationKernels::relu, a.f(0), a.f(1), Z, 1),
                            a -> ActivationKernels.relu(a.f(0), a.f(1), Z, 1)),
                    new Case(
                            "squash",
                            new int[] {Z, Z},
                            1e-6,
                            (g, _, a) ->
                                    g.task("k", ActivationKernels::squash, a.f(0), a.f(1), Z, 1),
                            a -> ActivationKernels.squash(a.f(0), a.f(1), Z, 1)),
                    new Case(
                            "gelu",
                            new int[] {Z, Z},
                            1e-6,
                            (g, _, a) -> g.task("k", ActivationKernels::gelu, a.f(0), a.f(1), Z, 1),
                            a -> ActivationKernels.gelu(a.f(0), a.f(1), Z, 1)),
                    new Case(
                            "drop",
                            new int[] {Z, Z, H},
                            1e-6,
                            (g, _, a) ->
                                    g.task(
                                            "k",
                                            ActivationKernels::drop,
                                            a.f(0),
                                            a.f(1),
                                            a.f(2),
                                            a.dropout,
                                            T,
                                            ROWS,
                                            OUT,
                                            6,
                                            16,
                                            2),
                            a ->
                                    ActivationKernels.drop(
                                            a.f(0), a.f(1), a.f(2), a.dropout, T, ROWS, OUT, 6, 16,
                                            2)),
                    new Case(
                            "activateBack",
                            new int[] {Z, Z},
                            0,
                            (g, _, a) -> g.task("k", ActivationKernels::back, a.f(0), a.f(1), Z),
                            a -> ActivationKernels.back(a.f(0), a.f(1), Z)));
        }
    }

    static final class UpdateCases {
        private static final int P = 700;
        private static final int STATE = 3 * P + 9;
        private static final int CHUNKS = 3;
        private static final int H = T * Hyper.COUNT;
        private static final int[] UPDATE = {T * STATE, T * P, P, H, T};

        interface Update {
            void call(
                    FloatArray state,
                    FloatArray gradient,
                    FloatArray decayed,
                    FloatArray hyper,
                    FloatArray scales,
                    int trials,
                    int parameters,
                    int size);
        }

        static Stream<Case> cases() {
            return Stream.of(
                    new Case(
                            "descend",
                            UPDATE,
                            1e-6,
                            (g, _, a) ->
                                    g.task(
                                            "k",
                                            UpdateKernels::descend,
                                            a.positive(0),
                                            a.f(1),
                                            a.f(2),
                                            a.positive(3),
                                            a.f(4),
                                            T,
                                            P,
                                            STATE),
                            a -> plain(a, UpdateKernels::descend)),
                    new Case(
                            "roll",
                            UPDATE,
                            1e-6,
                            (g, _, a) ->
                                    g.task(
                                            "k",
                                            UpdateKernels::roll,
                                            a.positive(0),
                                            a.f(1),
                                            a.f(2),
                                            a.positive(3),
                                            a.f(4),
                                            T,
                                            P,
                                            STATE),
                            a -> plain(a, UpdateKernels::roll)),
                    new Case(
                            "divideByRoot",
                            UPDATE,
                            1e-6,
                            (g, _, a) ->
                                    g.task(
                                            "k",
                                            UpdateKernels::divideByRoot,
                                            a.positive(0),
                                            a.f(1),
                                            a.f(2),
                                            a.positive(3),
                                            a.f(4),
                                            T,
                                            P,
                                            STATE),
                            a -> plain(a, UpdateKernels::divideByRoot)),
                    new Case(
                            "adapt",
                            UPDATE,
                            1e-6,
                            (g, _, a) ->
                                    g.task(
                                            "k",
                                            UpdateKernels::adapt,
                                            a.positive(0),
                                            a.f(1),
                                            a.f(2),
                                            a.positive(3),
                                            a.f(4),
                                            T,
                                            P,
                                            STATE),
                            a -> plain(a, UpdateKernels::adapt)),
                    new Case(
                            "keep",
                            new int[] {T * STATE, T * STATE},
                            0,
                            (g, _, a) ->
                                    g.task(
                                            "k",
                                            UpdateKernels::keep,
                                            a.f(0),
                                            a.f(1),
                                            a.control,
                                            T * STATE),
                            a -> UpdateKernels.keep(a.f(0), a.f(1), a.control, T * STATE)),
                    new Case(
                            "measure",
                            new int[] {T * P, T * CHUNKS * 2},
                            1e-6,
                            (g, _, a) ->
                                    g.task(
                                            "k",
                                            UpdateKernels::measure,
                                            a.f(0),
                                            a.f(1),
                                            T,
                                            CHUNKS,
                                            P,
                                            300),
                            a -> UpdateKernels.measure(a.f(0), a.f(1), T, CHUNKS, P, 300)),
                    new Case(
                            "report",
                            new int[] {T * ROWS, T * CHUNKS * 2, H, T, T * 4 * 3},
                            1e-6,
                            (g, _, a) ->
                                    g.task(
                                            "k",
                                            UpdateKernels::report,
                                            a.f(0),
                                            a.positive(1),
                                            a.positive(2),
                                            a.control,
                                            a.f(3),
                                            a.f(4),
                                            T,
                                            ROWS,
                                            CHUNKS,
                                            4),
                            a ->
                                    UpdateKernels.report(
                                            a.f(0),
                                            a.positive(1),
                                            a.positive(2),
                                            a.control,
                                            a.f(3),
                                            a.f(4),
                                            T,
                                            ROWS,
                                            CHUNKS,
                                            4)));
        }

        private static void plain(Arrays a, Update update) {
            update.call(a.positive(0), a.f(1), a.f(2), a.positive(3), a.f(4), T, P, STATE);
        }
    }

    /// Images of 7 x 5 pixels and 3 channels; 4 are made of them.
    static final class ImageCases {
        private static final int X = T * ROWS * 7 * 5 * 3;
        private static final int Z = T * ROWS * 7 * 5 * 4;
        private static final int POOLED = T * ROWS * 3 * 2 * 3;
        private static final int WEIGHTS = 3 * 3 * 3 * 4 + 4 + 9;
        private static final int STATISTICS = T * 2 * 4 * 3;

        static Stream<Case> cases() {
            return Stream.of(
                    new Case(
                            "convolve",
                            new int[] {X, T * WEIGHTS, Z},
                            1e-6,
                            (g, _, a) ->
                                    g.task(
                                            "k",
                                            ImageKernels::convolve,
                                            a.f(0),
                                            a.f(1),
                                            a.f(2),
                                            T,
                                            ROWS,
                                            7,
                                            5,
                                            3,
                                            4,
                                            3,
                                            WEIGHTS,
                                            5,
                                            1),
                            a ->
                                    ImageKernels.convolve(
                                            a.f(0), a.f(1), a.f(2), T, ROWS, 7, 5, 3, 4, 3, WEIGHTS,
                                            5, 1)),
                    new Case(
                            "convolveBack",
                            new int[] {Z, T * WEIGHTS, X},
                            1e-6,
                            (g, _, a) ->
                                    g.task(
                                            "k",
                                            ImageKernels::convolveBack,
                                            a.f(0),
                                            a.f(1),
                                            a.f(2),
                                            T,
                                            ROWS,
                                            7,
                                            5,
                                            3,
                                            4,
                                            3,
                                            WEIGHTS,
                                            5),
                            a ->
                                    ImageKernels.convolveBack(
                                            a.f(0), a.f(1), a.f(2), T, ROWS, 7, 5, 3, 4, 3, WEIGHTS,
                                            5)),
                    new Case(
                            "convolveGradient",
                            new int[] {X, Z, T * WEIGHTS},
                            1e-6,
                            (g, _, a) ->
                                    g.task(
                                            "k",
                                            ImageKernels::convolveGradient,
                                            a.f(0),
                                            a.f(1),
                                            a.f(2),
                                            T,
                                            ROWS,
                                            7,
                                            5,
                                            3,
                                            4,
                                            3,
                                            WEIGHTS,
                                            5),
                            a ->
                                    ImageKernels.convolveGradient(
                                            a.f(0), a.f(1), a.f(2), T, ROWS, 7, 5, 3, 4, 3, WEIGHTS,
                                            5)),
                    new Case(
                            "biasGradient",
                            new int[] {Z, T * WEIGHTS},
                            1e-6,
                            (g, _, a) ->
                                    g.task(
                                            "k",
                                            DenseKernels::biasGradient,
                                            a.f(0),
                                            a.f(1),
                                            T,
                                            ROWS,
                                            35,
                                            4,
                                            WEIGHTS,
                                            5),
                            a ->
                                    DenseKernels.biasGradient(
                                            a.f(0), a.f(1), T, ROWS, 35, 4, WEIGHTS, 5)),
                    new Case(
                            "largest",
                            new int[] {X, POOLED},
                            0,
                            (g, _, a) ->
                                    g.task(
                                            "k",
                                            ImageKernels::largest,
                                            a.f(0),
                                            a.f(1),
                                            T * ROWS,
                                            7,
                                            5,
                                            3,
                                            2),
                            a -> ImageKernels.largest(a.f(0), a.f(1), T * ROWS, 7, 5, 3, 2)),
                    new Case(
                            "mean",
                            new int[] {X, POOLED},
                            1e-6,
                            (g, _, a) ->
                                    g.task(
                                            "k",
                                            ImageKernels::mean,
                                            a.f(0),
                                            a.f(1),
                                            T * ROWS,
                                            7,
                                            5,
                                            3,
                                            2),
                            a -> ImageKernels.mean(a.f(0), a.f(1), T * ROWS, 7, 5, 3, 2)),
                    new Case(
                            "largestBack",
                            new int[] {POOLED, X, POOLED, X},
                            0,
                            (g, _, a) -> {
                                ImageKernels.largest(a.f(1), a.f(2), T * ROWS, 7, 5, 3, 2);
                                g.task(
                                        "k",
                                        ImageKernels::largestBack,
                                        a.f(0),
                                        a.f(1),
                                        a.f(2),
                                        a.f(3),
                                        T * ROWS,
                                        7,
                                        5,
                                        3,
                                        2);
                            },
                            a -> {
                                ImageKernels.largest(a.f(1), a.f(2), T * ROWS, 7, 5, 3, 2);
                                ImageKernels.largestBack(
                                        a.f(0), a.f(1), a.f(2), a.f(3), T * ROWS, 7, 5, 3, 2);
                            }),
                    new Case(
                            "meanBack",
                            new int[] {POOLED, X},
                            1e-6,
                            (g, _, a) ->
                                    g.task(
                                            "k",
                                            ImageKernels::meanBack,
                                            a.f(0),
                                            a.f(1),
                                            T * ROWS,
                                            7,
                                            5,
                                            3,
                                            2),
                            a -> ImageKernels.meanBack(a.f(0), a.f(1), T * ROWS, 7, 5, 3, 2)),
                    new Case(
                            "moments",
                            new int[] {X, STATISTICS},
                            1e-6,
                            (g, _, a) ->
                                    g.task(
                                            "k",
                                            NormKernels::moments,
                                            a.f(0),
                                            a.f(1),
                                            T,
                                            ROWS,
                                            35,
                                            3,
                                            8,
                                            2),
                            a -> NormKernels.moments(a.f(0), a.f(1), T, ROWS, 35, 3, 8, 2)),
                    new Case(
                            "normalise",
                            new int[] {X, X, STATISTICS, T * WEIGHTS},
                            1e-6,
                            (g, _, a) ->
                                    g.task(
                                            "k",
                                            NormKernels::normalise,
                                            a.f(0),
                                            a.f(1),
                                            a.positive(2),
                                            a.f(3),
                                            T,
                                            ROWS,
                                            35,
                                            3,
                                            8,
                                            2,
                                            WEIGHTS,
                                            4,
                                            0.01f),
                            a ->
                                    NormKernels.normalise(
                                            a.f(0),
                                            a.f(1),
                                            a.positive(2),
                                            a.f(3),
                                            T,
                                            ROWS,
                                            35,
                                            3,
                                            8,
                                            2,
                                            WEIGHTS,
                                            4,
                                            0.01f)),
                    new Case(
                            "normaliseByRunning",
                            new int[] {X, X, T * WEIGHTS},
                            1e-6,
                            (g, _, a) ->
                                    g.task(
                                            "k",
                                            NormKernels::normaliseByRunning,
                                            a.f(0),
                                            a.f(1),
                                            a.positive(2),
                                            T,
                                            ROWS,
                                            35,
                                            3,
                                            WEIGHTS,
                                            4,
                                            11,
                                            0.01f),
                            a ->
                                    NormKernels.normaliseByRunning(
                                            a.f(0),
                                            a.f(1),
                                            a.positive(2),
                                            T,
                                            ROWS,
                                            35,
                                            3,
                                            WEIGHTS,
                                            4,
                                            11,
                                            0.01f)),
                    new Case(
                            "sums",
                            new int[] {X, X, STATISTICS},
                            1e-6,
                            (g, _, a) ->
                                    g.task(
                                            "k",
                                            NormKernels::sums,
                                            a.f(0),
                                            a.f(1),
                                            a.f(2),
                                            T,
                                            ROWS,
                                            35,
                                            3,
                                            8,
                                            2),
                            a -> NormKernels.sums(a.f(0), a.f(1), a.f(2), T, ROWS, 35, 3, 8, 2)),
                    new Case(
                            "normaliseBack",
                            new int[] {X, X, STATISTICS, T * WEIGHTS},
                            1e-6,
                            (g, _, a) ->
                                    g.task(
                                            "k",
                                            NormKernels::back,
                                            a.f(0),
                                            a.f(1),
                                            a.positive(2),
                                            a.f(3),
                                            T,
                                            ROWS,
                                            35,
                                            3,
                                            8,
                                            2,
                                            WEIGHTS,
                                            4,
                                            0.01f),
                            a ->
                                    NormKernels.back(
                                            a.f(0),
                                            a.f(1),
                                            a.positive(2),
                                            a.f(3),
                                            T,
                                            ROWS,
                                            35,
                                            3,
                                            8,
                                            2,
                                            WEIGHTS,
                                            4,
                                            0.01f)),
                    new Case(
                            "follow",
                            new int[] {STATISTICS, T * 30, T * WEIGHTS},
                            1e-6,
                            (g, _, a) ->
                                    g.task(
                                            "k",
                                            NormKernels::follow,
                                            a.f(0),
                                            a.f(1),
                                            a.f(2),
                                            T,
                                            ROWS,
                                            35,
                                            3,
                                            8,
                                            2,
                                            30,
                                            WEIGHTS,
                                            4,
                                            11,
                                            0.9f),
                            a ->
                                    NormKernels.follow(
                                            a.f(0), a.f(1), a.f(2), T, ROWS, 35, 3, 8, 2, 30,
                                            WEIGHTS, 4, 11, 0.9f)));
        }
    }

    @ParameterizedTest
    @MethodSource("cases")
    void theDeviceGivesWhatJavaGives(Case each) throws TornadoExecutionPlanException {
        Arrays own = new Arrays(each.floats);
        GridScheduler grid = new GridScheduler();
        TaskGraph graph = new TaskGraph("g");
        graph.transferToDevice(DataTransferMode.FIRST_EXECUTION, own.all());
        for (int i = 0; i < each.floats.length; i++) {
            graph.task("touch" + i, KernelContractTest::touch, own.f(i), each.floats[i]);
        }
        each.kernel.add(graph, grid, own);
        graph.transferToHost(DataTransferMode.EVERY_EXECUTION, own.all());
        try (TornadoExecutionPlan plan = new TornadoExecutionPlan(graph.snapshot())) {
            if (!grid.keySet().isEmpty()) {
                plan.withGridScheduler(grid);
            }
            plan.execute();
        }
        Arrays plain = new Arrays(each.floats);
        each.plain.call(plain);
        for (int i = 0; i < each.floats.length; i++) {
            assertEqual(own.f(i), plain.f(i), each.tolerance, "array " + i);
        }
        assertThat(own.right.toHeapArray()).containsExactly(plain.right.toHeapArray());
    }

    /// What a kernel only writes to is not copied to the device: so that what it leaves alone is
    /// there too.
    private static void touch(FloatArray array, int length) {
        for (@Parallel int i = 0; i < length; i++) {
            array.set(i, array.get(i));
        }
    }

    private static void assertEqual(
            FloatArray own, FloatArray plain, double tolerance, String name) {
        float largest = 0;
        for (int i = 0; i < plain.getSize(); i++) {
            largest = Math.max(largest, Math.abs(plain.get(i)));
        }
        for (int i = 0; i < plain.getSize(); i++) {
            assertThat((double) Math.abs(own.get(i) - plain.get(i)))
                    .as(
                            "%s, element %d of %d: %s and %s",
                            name, i, plain.getSize(), own.get(i), plain.get(i))
                    .isLessThanOrEqualTo(tolerance * largest);
        }
    }
}
