package io.tunebook.kernels.tornado;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import uk.ac.manchester.tornado.api.KernelContext;
import uk.ac.manchester.tornado.api.TaskGraph;
import uk.ac.manchester.tornado.api.TornadoExecutionPlan;
import uk.ac.manchester.tornado.api.common.TornadoDevice;
import uk.ac.manchester.tornado.api.enums.DataTransferMode;
import uk.ac.manchester.tornado.api.exceptions.TornadoExecutionPlanException;
import uk.ac.manchester.tornado.api.types.arrays.FloatArray;

/// The contract of a kind of kernel: on the device, each kernel computes what its own method
/// computes as plain Java.
///
/// A subclass lists its kernels in a static method `cases()`. The sizes are odd, so that none is a
/// multiple of a tile or a chunk; each kernel computes three trials, of which one has ended.
abstract class KernelContract {

    static final int T = 3;

    /// Steps whose rows and hyperparameters are on the device.
    static final int SLOTS = 2;

    static final int ROWS = 19;
    static final int IN = 21;
    static final int OUT = 18;

    static long[] lengths(long... lengths) {
        return lengths;
    }

    /// Adds the kernel under test to a graph.
    interface Kernel {
        void add(TaskGraph graph, Grids grids, KernelArrays arrays);
    }

    /// Calls the same kernel as plain Java, for one thread of its grid.
    interface Plain {
        void call(KernelContext context, KernelArrays arrays);
    }

    /// @param lengths of the grid; none if the kernel adds its own, and is called once as plain
    ///   Java
    /// @param floats lengths of the float arrays that the kernel reads or writes
    /// @param tolerance relative to the largest element of an array
    record Case(
            String name,
            long[] lengths,
            int[] floats,
            double tolerance,
            Kernel kernel,
            Plain plain) {
        @Override
        public String toString() {
            return name;
        }
    }

    @ParameterizedTest
    @MethodSource("cases")
    void theDeviceComputesWhatPlainJavaComputes(Case kernelCase)
            throws TornadoExecutionPlanException {
        // Before the first graph: it also sets how TornadoVM compiles.
        TornadoDevice device = Devices.all().getFirst();
        KernelArrays own = new KernelArrays(kernelCase.floats);
        Grids grids = new Grids();
        TaskGraph graph = new TaskGraph("g");
        graph.transferToDevice(DataTransferMode.FIRST_EXECUTION, own.all());
        for (int i = 0; i < kernelCase.floats.length; i++) {
            grids.elements(graph, "touch" + i, kernelCase.floats[i]);
            graph.task(
                    "touch" + i,
                    KernelContract::touch,
                    new KernelContext(),
                    own.f(i),
                    kernelCase.floats[i]);
        }
        kernelCase.kernel.add(graph, grids, own);
        if (kernelCase.lengths.length > 0) {
            grids.elements(graph, "k", kernelCase.lengths);
        }
        graph.transferToHost(DataTransferMode.EVERY_EXECUTION, own.all());
        try (TornadoExecutionPlan plan = new TornadoExecutionPlan(graph.snapshot())) {
            plan.withDevice(device).withGridScheduler(grids.scheduler());
            plan.execute();
        }
        KernelArrays plain = new KernelArrays(kernelCase.floats);
        PlainThreads.run(kernelCase.lengths, c -> kernelCase.plain.call(c, plain));
        for (int i = 0; i < kernelCase.floats.length; i++) {
            assertEqual(own.f(i), plain.f(i), kernelCase.tolerance, "array " + i);
        }
        assertThat(own.correct.toHeapArray()).containsExactly(plain.correct.toHeapArray());
    }

    /// Reads and writes every element, so that an array is copied to the device even where the
    /// kernel only writes to it, and elements that the kernel skips keep their values.
    private static void touch(KernelContext context, FloatArray array, int length) {
        int i = context.globalIdx;
        if (i < length) {
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
