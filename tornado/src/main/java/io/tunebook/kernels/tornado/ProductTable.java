package io.tunebook.kernels.tornado;

import io.tunebook.kernels.DeviceBenchmark.Figure;
import java.util.Arrays;
import java.util.function.Consumer;
import uk.ac.manchester.tornado.api.KernelContext;
import uk.ac.manchester.tornado.api.TaskGraph;
import uk.ac.manchester.tornado.api.TornadoExecutionPlan;
import uk.ac.manchester.tornado.api.common.TornadoDevice;
import uk.ac.manchester.tornado.api.enums.DataTransferMode;
import uk.ac.manchester.tornado.api.exceptions.TornadoExecutionPlanException;
import uk.ac.manchester.tornado.api.types.arrays.FloatArray;
import uk.ac.manchester.tornado.api.types.arrays.IntArray;

/// The speed of the three products of a dense layer on a device, each launch with its waiting.
final class ProductTable {

    private static final int ROWS = 128;
    private static final int INPUTS = 784;
    private static final int OUTPUTS = 256;
    private static final int SIZE = (INPUTS + 1) * OUTPUTS;
    private static final int LAUNCHES = 31;
    private static final int WARM = 20;

    private final int trials;
    private final FloatArray x;
    private final FloatArray weights;
    private final FloatArray z;
    private final FloatArray slopes;
    private final FloatArray gradient;
    private final FloatArray partial;
    private final IntArray order = new IntArray(1);
    private final IntArray control = new IntArray(StepControl.SIZE);
    private final IntArray active;

    private ProductTable(int trials) {
        this.trials = trials;
        this.x = filled(trials * ROWS * INPUTS);
        this.weights = filled(trials * SIZE);
        this.z = filled(trials * ROWS * OUTPUTS);
        this.slopes = filled(trials * ROWS * INPUTS);
        this.gradient = filled(trials * SIZE);
        this.partial =
                filled(trials * BlockedKernels.blocks(INPUTS + 1, OUTPUTS) * UpdateKernels.PARTIAL);
        this.active = new IntArray(trials);
        order.init(0);
        control.init(0);
        active.init(1);
    }

    private static FloatArray filled(int length) {
        FloatArray array = new FloatArray(length);
        for (int i = 0; i < length; i++) {
            array.set(i, (i % 17 - 8) / 8f);
        }
        return array;
    }

    /// Adds one product to a graph.
    private interface Product {
        void add(TaskGraph graph, Grids grids);
    }

    static void run(TornadoDevice device, int trials, Consumer<Figure> figures) {
        ProductTable table = new ProductTable(trials);
        table.measure(device, "forward", table::forward, figures);
        table.measure(device, "backward", table::backward, figures);
        table.measure(device, "gradient", table::gradient, figures);
    }

    private void measure(
            TornadoDevice device, String name, Product product, Consumer<Figure> figures) {
        TaskGraph graph = new TaskGraph(name + "Product" + trials);
        graph.transferToDevice(
                DataTransferMode.FIRST_EXECUTION,
                x,
                weights,
                z,
                slopes,
                gradient,
                partial,
                order,
                control,
                active);
        Grids grids = new Grids();
        product.add(graph, grids);
        graph.transferToHost(DataTransferMode.UNDER_DEMAND, z);
        double operations = 2.0 * trials * ROWS * INPUTS * OUTPUTS;
        figures.accept(
                new Figure(
                        "%s product 128 x 784 x 256, %d together".formatted(name, trials),
                        operations / seconds(device, graph, grids) / 1e9,
                        "GFLOP/s"));
    }

    private static double seconds(TornadoDevice device, TaskGraph graph, Grids grids) {
        try (TornadoExecutionPlan plan = new TornadoExecutionPlan(graph.snapshot())) {
            plan.withDevice(device).withGridScheduler(grids.scheduler());
            if (Devices.hasGraphs(device)) {
                plan.withCUDAGraph();
            }
            double[] seconds = new double[LAUNCHES];
            for (int launch = -WARM; launch < LAUNCHES; launch++) {
                long began = System.nanoTime();
                plan.execute();
                if (launch >= 0) {
                    seconds[launch] = (System.nanoTime() - began) / 1e9;
                }
            }
            Arrays.sort(seconds);
            return seconds[LAUNCHES / 2];
        } catch (TornadoExecutionPlanException e) {
            throw new IllegalStateException(
                    "TornadoVM cannot free the device memory: restart the process", e);
        }
    }

    private void forward(TaskGraph graph, Grids grids) {
        grids.blocks(graph, "product", ROWS, OUTPUTS, trials);
        graph.task(
                "product",
                BlockedKernels::forward,
                new KernelContext(),
                x,
                order,
                control,
                active,
                weights,
                z,
                slopes,
                trials,
                ROWS,
                INPUTS,
                OUTPUTS,
                SIZE,
                0,
                1,
                0,
                0,
                Activations.RELU,
                1);
    }

    private void backward(TaskGraph graph, Grids grids) {
        grids.blocks(graph, "product", ROWS, INPUTS, trials);
        graph.task(
                "product",
                BlockedKernels::backward,
                new KernelContext(),
                z,
                active,
                weights,
                slopes,
                x,
                ROWS,
                INPUTS,
                OUTPUTS,
                SIZE,
                0,
                1);
    }

    private void gradient(TaskGraph graph, Grids grids) {
        grids.blocks(graph, "product", INPUTS + 1, OUTPUTS, trials);
        graph.task(
                "product",
                BlockedKernels::gradient,
                new KernelContext(),
                x,
                order,
                control,
                active,
                z,
                gradient,
                partial,
                trials,
                ROWS,
                INPUTS,
                OUTPUTS,
                SIZE,
                0,
                INPUTS + 1,
                0,
                BlockedKernels.blocks(INPUTS + 1, OUTPUTS),
                0,
                INPUTS);
    }
}
