package io.tunebook.kernels.cpu;

import java.util.Arrays;
import java.util.List;
import java.util.function.IntConsumer;

/// The register tiles of the products, alone: what `bench kernels --only tiles` measures to show
/// why they have these shapes.
public final class CpuTiles {

    /// The depth of one call, as in a dense layer.
    private static final int LENGTH = 192;

    /// Calls on different rows of `a` in one run.
    private static final int CALLS = 20;

    private static final int PANEL = Matrix.PANEL;

    /// Floats of a panel of the results, which no two calls share.
    private static final int NEXT = CALLS * PANEL * PANEL;

    private CpuTiles() {}

    private static final List<Tile> TILES =
            List.of(
                    wide(12, Wide12By2::product, Wide12By2::transposed),
                    wide(8, Wide8By2::product, Wide8By2::transposed),
                    wide(4, Wide4By2::product, Wide4By2::transposed),
                    single(16, Wide16By1::product, Wide16By1::transposed),
                    single(12, Wide12By1::product, Wide12By1::transposed),
                    single(4, Wide4By1::product, Wide4By1::transposed),
                    narrow(4, Narrow4By2::product, Narrow4By2::transposed));

    /// All tiles, those that most of a product is computed with first.
    public static List<Tile> tiles() {
        return TILES;
    }

    /// A tile of some rows and vectors.
    public static final class Tile {
        private final int rows;
        private final int vectors;
        private final int lanes;
        private final Product product;
        private final Transposed transposed;

        private Tile(int rows, int vectors, int lanes, Product product, Transposed transposed) {
            this.rows = rows;
            this.vectors = vectors;
            this.lanes = lanes;
            this.product = product;
            this.transposed = transposed;
        }

        /// The distance of the second vector, of the same row or of the next panel.
        private int next(int ofPanel) {
            return lanes < PANEL ? lanes : ofPanel;
        }

        /// Floating-point operations of one run of [CpuTiles#transposed] and [CpuTiles#product].
        public double operations() {
            return 2.0 * CALLS * rows * vectors * lanes * LENGTH;
        }

        /// Rows and vectors, and their width in bits.
        public String description() {
            return "%d x %d of %d bits".formatted(rows, vectors, 32 * lanes);
        }
    }

    private static Tile wide(int rows, Product product, Transposed transposed) {
        return new Tile(rows, 2, PANEL, product, transposed);
    }

    private static Tile narrow(int rows, Product product, Transposed transposed) {
        return new Tile(rows, 2, Species.LANES, product, transposed);
    }

    private static Tile single(int rows, OneProduct product, OneTransposed transposed) {
        return new Tile(
                rows,
                1,
                PANEL,
                (a, aAt, starts, first, b, bAt, _, length, s, sAt, sRow, _, c, cAt, _) ->
                        product.tile(a, aAt, starts, first, b, bAt, length, s, sAt, sRow, c, cAt),
                (a, aAt, b, bAt, _, length, s, sAt, sRow, _, c, cAt, _) ->
                        transposed.tile(a, aAt, b, bAt, length, s, sAt, sRow, c, cAt));
    }

    /// The tile of the gradient of weights, whose rows are 1 float apart.
    public static CpuWorkloads.Workload transposed(Tile tile) {
        float[] a = filled(CALLS * LENGTH * PANEL);
        float[] b = filled(2 * LENGTH * PANEL);
        float[] c = filled(2 * NEXT);
        int bNext = tile.next(LENGTH * PANEL);
        int next = tile.next(NEXT);
        return over(call -> {
            int at = call * LENGTH * PANEL;
            int to = call * PANEL * PANEL;
            tile.transposed.tile(a, at, b, 0, bNext, LENGTH, c, to, PANEL, next, c, to, next);
        });
    }

    /// The tile of a layer's product, whose rows are 16 floats apart.
    public static CpuWorkloads.Workload product(Tile tile) {
        int panel = CALLS * PANEL * PANEL;
        int[] starts = new int[LENGTH / PANEL];
        Arrays.setAll(starts, i -> i * panel);
        float[] a = filled(starts.length * panel);
        float[] b = filled(2 * LENGTH * PANEL);
        float[] c = filled(2 * NEXT);
        int bNext = tile.next(LENGTH * PANEL);
        int next = tile.next(NEXT);
        return over(call -> {
            int at = call * PANEL * PANEL;
            tile.product.tile(
                    a, at, starts, 0, b, 0, bNext, LENGTH, c, at, PANEL, next, c, at, next);
        });
    }

    private interface Product {
        void tile(
                float[] a,
                int aAt,
                int[] starts,
                int first,
                float[] b,
                int bAt,
                int bNext,
                int length,
                float[] s,
                int sAt,
                int sRow,
                int sNext,
                float[] c,
                int cAt,
                int cNext);
    }

    private interface Transposed {
        void tile(
                float[] a,
                int aAt,
                float[] b,
                int bAt,
                int bNext,
                int length,
                float[] s,
                int sAt,
                int sRow,
                int sNext,
                float[] c,
                int cAt,
                int cNext);
    }

    private interface OneProduct {
        void tile(
                float[] a,
                int aAt,
                int[] starts,
                int first,
                float[] b,
                int bAt,
                int length,
                float[] s,
                int sAt,
                int sRow,
                float[] c,
                int cAt);
    }

    private interface OneTransposed {
        void tile(
                float[] a,
                int aAt,
                float[] b,
                int bAt,
                int length,
                float[] s,
                int sAt,
                int sRow,
                float[] c,
                int cAt);
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
