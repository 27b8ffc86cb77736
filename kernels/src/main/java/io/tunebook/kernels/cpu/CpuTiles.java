package io.tunebook.kernels.cpu;

import java.util.Arrays;
import java.util.function.IntConsumer;

/// The register tiles of the products, alone: what `bench kernels --only tiles` measures to show
/// why they have these shapes.
public final class CpuTiles {

    /// The depth of one call, as in a dense layer.
    private static final int LENGTH = 192;

    /// Calls on different rows of `a` in one run.
    private static final int CALLS = 20;

    private static final int PANEL = Matrix.PANEL;
    private static final int ROW = 2 * PANEL;

    private CpuTiles() {}

    /// A shape of a tile.
    public enum Shape {
        WIDE_12_BY_2(12, 2 * PANEL),
        WIDE_8_BY_2(8, 2 * PANEL),
        WIDE_4_BY_2(4, 2 * PANEL),
        WIDE_12_BY_1(12, PANEL),
        WIDE_4_BY_1(4, PANEL),
        NARROW_6_BY_2(6, 2 * Species.LANES),
        NARROW_4_BY_2(4, 2 * Species.LANES);

        private final int rows;
        private final int columns;

        Shape(int rows, int columns) {
            this.rows = rows;
            this.columns = columns;
        }

        /// Floating-point operations of one run of [CpuTiles#transposed] and [CpuTiles#product].
        public double operations() {
            return 2.0 * CALLS * rows * columns * LENGTH;
        }

        /// Rows and vectors, and their width in bits.
        public String description() {
            int vectors = Integer.parseInt(name().substring(name().length() - 1));
            return "%d x %d of %d bits".formatted(rows, vectors, 32 * columns / vectors);
        }
    }

    /// The tile of a dense layer, whose rows are transposed.
    public static CpuWorkloads.Workload transposed(Shape shape) {
        float[] a = filled(CALLS * LENGTH * PANEL);
        float[] b = filled(2 * LENGTH * PANEL);
        float[] c = filled(CALLS * 12 * ROW);
        return over(call -> {
            int at = call * LENGTH * PANEL;
            int to = call * 12 * ROW;
            int next = LENGTH * PANEL;
            int lanes = Species.LANES;
            switch (shape) {
                case WIDE_12_BY_2 ->
                        Wide12By2.transposed(
                                a, at, b, 0, next, LENGTH, c, to, ROW, PANEL, c, to, ROW, PANEL);
                case WIDE_8_BY_2 ->
                        Wide8By2.transposed(
                                a, at, b, 0, next, LENGTH, c, to, ROW, PANEL, c, to, ROW, PANEL);
                case WIDE_4_BY_2 ->
                        Wide4By2.transposed(
                                a, at, b, 0, next, LENGTH, c, to, ROW, PANEL, c, to, ROW, PANEL);
                case WIDE_12_BY_1 ->
                        Wide12By1.transposed(a, at, b, 0, LENGTH, c, to, ROW, c, to, ROW);
                case WIDE_4_BY_1 ->
                        Wide4By1.transposed(a, at, b, 0, LENGTH, c, to, ROW, c, to, ROW);
                case NARROW_6_BY_2 ->
                        Narrow6By2.transposed(
                                a, at, b, 0, lanes, LENGTH, c, to, ROW, lanes, c, to, ROW, lanes);
                case NARROW_4_BY_2 ->
                        Narrow4By2.transposed(
                                a, at, b, 0, lanes, LENGTH, c, to, ROW, lanes, c, to, ROW, lanes);
            }
        });
    }

    /// The tile of a convolution, whose rows are patches 48 floats apart.
    public static CpuWorkloads.Workload product(Shape shape) {
        int row = 48;
        float[] a = filled((CALLS + 1) * 12 * row + LENGTH);
        float[] b = filled(2 * LENGTH * PANEL);
        float[] c = filled(CALLS * 12 * ROW);
        return over(call -> {
            int at = call * 12 * row;
            int to = call * 12 * ROW;
            int next = LENGTH * PANEL;
            int lanes = Species.LANES;
            switch (shape) {
                case WIDE_12_BY_2 ->
                        Wide12By2.product(
                                a, at, row, b, 0, next, LENGTH, c, to, ROW, PANEL, c, to, ROW,
                                PANEL);
                case WIDE_8_BY_2 ->
                        Wide8By2.product(
                                a, at, row, b, 0, next, LENGTH, c, to, ROW, PANEL, c, to, ROW,
                                PANEL);
                case WIDE_4_BY_2 ->
                        Wide4By2.product(
                                a, at, row, b, 0, next, LENGTH, c, to, ROW, PANEL, c, to, ROW,
                                PANEL);
                case WIDE_12_BY_1 ->
                        Wide12By1.product(a, at, row, b, 0, LENGTH, c, to, ROW, c, to, ROW);
                case WIDE_4_BY_1 ->
                        Wide4By1.product(a, at, row, b, 0, LENGTH, c, to, ROW, c, to, ROW);
                case NARROW_6_BY_2 ->
                        Narrow6By2.product(
                                a, at, row, b, 0, lanes, LENGTH, c, to, ROW, lanes, c, to, ROW,
                                lanes);
                case NARROW_4_BY_2 ->
                        Narrow4By2.product(
                                a, at, row, b, 0, lanes, LENGTH, c, to, ROW, lanes, c, to, ROW,
                                lanes);
            }
        });
    }

    private static CpuWorkloads.Workload over(IntConsumer call) {
        return () -> {
            for (int i = 0; i < CALLS; i++) {
                call.accept(i);
            }
        };
    }

    private static float[] filled(int length) {
        float[] values = new float[length];
        Arrays.fill(values, 0.01f);
        return values;
    }
}
