package io.tunebook.kernels.cpu;

/// One panel at a time with vectors that are a part of its row: tiles of 4 rows, whose sums and
/// operands leave some of 16 registers free. With 6 rows the compiler may keep the sums in memory.
final class NarrowPanel {

    private static final int PANEL = Matrix.PANEL;
    private static final int LANES = Species.LANES;

    private NarrowPanel() {}

    /// [Products#product] of one panel; `rows` is a multiple of 4.
    static void product(
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
            int cAt,
            int rows) {
        for (int j = 0; j < PANEL; j += 2 * LANES) {
            for (int i = 0; i < rows; i += Narrow4By2.ROWS) {
                Narrow4By2.product(
                        a,
                        aAt + i * PANEL,
                        starts,
                        first,
                        b,
                        bAt + j,
                        LANES,
                        length,
                        s,
                        sAt + i * sRow + j,
                        sRow,
                        LANES,
                        c,
                        cAt + i * PANEL + j,
                        LANES);
            }
        }
    }

    /// [Products#transposed] of one panel; `rows` is a multiple of 4.
    static void transposed(
            float[] a,
            int aAt,
            float[] b,
            int bAt,
            int length,
            float[] s,
            int sAt,
            int sRow,
            float[] c,
            int cAt,
            int rows) {
        for (int j = 0; j < PANEL; j += 2 * LANES) {
            for (int i = 0; i < rows; i += Narrow4By2.ROWS) {
                Narrow4By2.transposed(
                        a,
                        aAt + i,
                        b,
                        bAt + j,
                        LANES,
                        length,
                        s,
                        sAt + i * sRow + j,
                        sRow,
                        LANES,
                        c,
                        cAt + i * PANEL + j,
                        LANES);
            }
        }
    }
}
