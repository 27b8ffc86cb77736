package io.tunebook.kernels.tornado;

import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import uk.ac.manchester.tornado.api.GridScheduler;
import uk.ac.manchester.tornado.api.KernelContext;
import uk.ac.manchester.tornado.api.TaskGraph;
import uk.ac.manchester.tornado.api.TornadoExecutionPlan;
import uk.ac.manchester.tornado.api.WorkerGrid;
import uk.ac.manchester.tornado.api.WorkerGrid3D;
import uk.ac.manchester.tornado.api.common.TornadoDevice;
import uk.ac.manchester.tornado.api.enums.DataTransferMode;
import uk.ac.manchester.tornado.api.exceptions.TornadoExecutionPlanException;
import uk.ac.manchester.tornado.api.types.arrays.FloatArray;

/// Selects simple or tiled kernels for a dense layer's products on a device, separately for each
/// kind of product.
///
/// @param tiledForward whether to use [TiledKernels], otherwise [DenseKernels]
record ProductKernels(boolean tiledForward, boolean tiledBackward, boolean tiledGradient) {

    static final ProductKernels SIMPLE = new ProductKernels(false, false, false);
    static final ProductKernels TILED = new ProductKernels(true, true, true);

    /// The measured product: a hidden layer of typical size.
    private static final int ROWS = 128;

    private static final int WIDTH = 256;
    private static final int WARM = 3;
    private static final int ROUNDS = 5;
    private static final Map<String, Timings> TIMINGS = new ConcurrentHashMap<>();

    /// The seconds of a product with each kernel.
    record KernelSeconds(double simple, double tiled) {
        boolean tiledIsFaster() {
            return tiled < simple;
        }

        /// Both in GFLOP/s.
        String rates() {
            double operations = 2.0 * ROWS * WIDTH * WIDTH / 1e9;
            return String.format(
                    Locale.ROOT,
                    "simple %.1f, tiled %.1f GFLOP/s",
                    operations / simple,
                    operations / tiled);
        }
    }

    record Timings(KernelSeconds forward, KernelSeconds backward, KernelSeconds gradient) {
        ProductKernels faster() {
            return new ProductKernels(
                    forward.tiledIsFaster(), backward.tiledIsFaster(), gradient.tiledIsFaster());
        }
    }

    /// The faster kernels on a device, measured once per process, in a few seconds.
    static ProductKernels of(TornadoDevice device) {
        return timings(device).faster();
    }

    static Timings timings(TornadoDevice device) {
        return TIMINGS.computeIfAbsent(Devices.description(device), _ -> measure(device));
    }

    private static Timings measure(TornadoDevice device) {
        return new Timings(
                new KernelSeconds(forward(device, false), forward(device, true)),
                new KernelSeconds(backward(device, false), backward(device, true)),
                new KernelSeconds(gradient(device, false), gradient(device, true)));
    }

    private static double forward(TornadoDevice device, boolean tiled) {
        FloatArray x = filled(ROWS * WIDTH);
        FloatArray w = filled((WIDTH + 1) * WIDTH);
        FloatArray z = filled(ROWS * WIDTH);
        TaskGraph graph = graph(tiled ? "tiledForward" : "forward", x, w, z);
        GridScheduler grid = new GridScheduler();
        Dense dense = new Dense(1, ROWS, WIDTH, WIDTH, (WIDTH + 1) * WIDTH, 0);
        dense.forward(graph, grid, "product", tiled, x, w, z, true);
        return seconds(device, graph, grid, z);
    }

    private static double backward(TornadoDevice device, boolean tiled) {
        FloatArray dz = filled(ROWS * WIDTH);
        FloatArray w = filled((WIDTH + 1) * WIDTH);
        FloatArray dx = filled(ROWS * WIDTH);
        TaskGraph graph = graph(tiled ? "tiledBackward" : "backward", dz, w, dx);
        GridScheduler grid = new GridScheduler();
        Dense dense = new Dense(1, ROWS, WIDTH, WIDTH, (WIDTH + 1) * WIDTH, 0);
        dense.backward(graph, grid, "product", tiled, dz, w, dx);
        return seconds(device, graph, grid, dx);
    }

    private static double gradient(TornadoDevice device, boolean tiled) {
        FloatArray x = filled(ROWS * WIDTH);
        FloatArray dz = filled(ROWS * WIDTH);
        FloatArray g = filled((WIDTH + 1) * WIDTH);
        TaskGraph graph = graph(tiled ? "tiledGradient" : "gradient", x, dz, g);
        GridScheduler grid = new GridScheduler();
        Dense dense = new Dense(1, ROWS, WIDTH, WIDTH, (WIDTH + 1) * WIDTH, 0);
        dense.gradient(graph, grid, "product", tiled, x, dz, g, (WIDTH + 1) * WIDTH, true);
        return seconds(device, graph, grid, g);
    }

    private static TaskGraph graph(String name, FloatArray... arrays) {
        return new TaskGraph(name)
                .transferToDevice(DataTransferMode.FIRST_EXECUTION, (Object[]) arrays);
    }

    /// The minimum of several rounds.
    private static double seconds(
            TornadoDevice device, TaskGraph graph, GridScheduler grid, FloatArray result) {
        graph.transferToHost(DataTransferMode.UNDER_DEMAND, result);
        try (TornadoExecutionPlan plan = new TornadoExecutionPlan(graph.snapshot())) {
            plan.withDevice(device);
            if (!grid.keySet().isEmpty()) {
                plan.withGridScheduler(grid);
            }
            double best = Double.POSITIVE_INFINITY;
            for (int round = 0; round < WARM + ROUNDS; round++) {
                long began = System.nanoTime();
                plan.execute();
                double took = (System.nanoTime() - began) / 1e9;
                best = round < WARM ? best : Math.min(best, took);
            }
            return best;
        } catch (TornadoExecutionPlanException e) {
            throw new IllegalStateException(
                    "TornadoVM cannot free the device memory: restart the process", e);
        }
    }

    private static FloatArray filled(int size) {
        FloatArray array = new FloatArray(size);
        array.init(0.5f);
        return array;
    }

    /// The products of one dense layer as tasks.
    ///
    /// @param size floats of a trial's state
    /// @param at the position of the weights in it
    record Dense(int trials, int rows, int inputs, int outputs, int size, int at) {

        void forward(
                TaskGraph graph,
                GridScheduler grid,
                String name,
                boolean tiled,
                FloatArray x,
                FloatArray state,
                FloatArray z,
                boolean biased) {
            int biases = biased ? 1 : 0;
            if (tiled) {
                grid(graph, grid, name, rows, outputs);
                graph.task(
                        name,
                        TiledKernels::forward,
                        new KernelContext(),
                        x,
                        state,
                        z,
                        rows,
                        inputs,
                        outputs,
                        size,
                        at,
                        biases);
            } else {
                graph.task(
                        name,
                        DenseKernels::forward,
                        x,
                        state,
                        z,
                        trials,
                        rows,
                        inputs,
                        outputs,
                        size,
                        at,
                        biases);
            }
        }

        void backward(
                TaskGraph graph,
                GridScheduler grid,
                String name,
                boolean tiled,
                FloatArray dz,
                FloatArray state,
                FloatArray dx) {
            if (tiled) {
                grid(graph, grid, name, rows, inputs);
                graph.task(
                        name,
                        TiledKernels::backward,
                        new KernelContext(),
                        dz,
                        state,
                        dx,
                        rows,
                        inputs,
                        outputs,
                        size,
                        at);
            } else {
                graph.task(
                        name,
                        DenseKernels::backward,
                        dz,
                        state,
                        dx,
                        trials,
                        rows,
                        inputs,
                        outputs,
                        size,
                        at);
            }
        }

        /// @param parameters of a trial, the length of its gradient
        void gradient(
                TaskGraph graph,
                GridScheduler grid,
                String name,
                boolean tiled,
                FloatArray x,
                FloatArray dz,
                FloatArray gradient,
                int parameters,
                boolean biased) {
            int lines = inputs + (biased ? 1 : 0);
            if (tiled) {
                grid(graph, grid, name, lines, outputs);
                graph.task(
                        name,
                        TiledKernels::gradient,
                        new KernelContext(),
                        x,
                        dz,
                        gradient,
                        rows,
                        inputs,
                        outputs,
                        parameters,
                        at,
                        lines);
            } else {
                graph.task(
                        name,
                        DenseKernels::gradient,
                        x,
                        dz,
                        gradient,
                        trials,
                        rows,
                        inputs,
                        outputs,
                        parameters,
                        at);
                if (biased) {
                    graph.task(
                            name + "OfBiases",
                            DenseKernels::biasGradient,
                            dz,
                            gradient,
                            trials,
                            rows,
                            1,
                            outputs,
                            parameters,
                            at + inputs * outputs);
                }
            }
        }

        private void grid(
                TaskGraph graph, GridScheduler grid, String name, int lines, int columns) {
            WorkerGrid worker = new WorkerGrid3D(whole(columns), whole(lines), trials);
            worker.setLocalWork(TiledKernels.EDGE, TiledKernels.EDGE, 1);
            grid.addWorkerGrid(graph.getTaskGraphName() + "." + name, worker);
        }

        private static int whole(int count) {
            int edge = TiledKernels.EDGE;
            return (count + edge - 1) / edge * edge;
        }
    }
}
