package io.tunebook.kernels.tornado;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import uk.ac.manchester.tornado.api.KernelContext;
import uk.ac.manchester.tornado.api.TaskGraph;
import uk.ac.manchester.tornado.api.TornadoExecutionPlan;
import uk.ac.manchester.tornado.api.common.TornadoDevice;
import uk.ac.manchester.tornado.api.enums.DataTransferMode;
import uk.ac.manchester.tornado.api.exceptions.TornadoExecutionPlanException;
import uk.ac.manchester.tornado.api.types.arrays.FloatArray;

/// Divergence is found by numbers that are not finite: the device's compiler must not assume that
/// there are none.
class NotANumberTest {

    @Test
    void aKernelSeparatesNaNAndInfinityFromNumbers() throws TornadoExecutionPlanException {
        TornadoDevice device = Devices.all().getFirst();
        FloatArray values =
                FloatArray.fromElements(
                        1f, Float.NaN, Float.POSITIVE_INFINITY, -2f, Float.MAX_VALUE);
        FloatArray kinds = new FloatArray(values.getSize());
        TaskGraph graph =
                new TaskGraph("kinds")
                        .transferToDevice(DataTransferMode.FIRST_EXECUTION, values)
                        .task("t", NotANumberTest::kinds, new KernelContext(), values, kinds)
                        .transferToHost(DataTransferMode.EVERY_EXECUTION, kinds);
        Grids grids = new Grids();
        grids.elements(graph, "t", values.getSize());
        try (TornadoExecutionPlan plan = new TornadoExecutionPlan(graph.snapshot())) {
            plan.withDevice(device).withGridScheduler(grids.scheduler()).execute();
        }
        assertThat(kinds.toHeapArray()).containsExactly(0, 1, 2, 0, 0);
    }

    @Test
    void theCompilerOfOpenClDoesNotAssumeThatAllNumbersAreFinite() {
        assertThat(Devices.all()).isNotEmpty();
        assertThat(System.getProperty(Devices.COMPILER_FLAGS))
                .isNotNull()
                .doesNotContain("fast-relaxed-math", "finite-math-only");
    }

    /// Comparisons that a compiler removes if it assumes that all numbers are finite.
    @SuppressWarnings("IdentityBinaryExpression")
    private static void kinds(KernelContext context, FloatArray values, FloatArray kinds) {
        int i = context.globalIdx;
        if (i < values.getSize()) {
            float v = values.get(i);
            float kind = 0f;
            if (v != v) {
                kind = 1f;
            }
            if (v - v != 0f && v == v) {
                kind = 2f;
            }
            kinds.set(i, kind);
        }
    }
}
