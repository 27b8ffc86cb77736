package io.tunebook.kernels.cpu;

/// One panel at a time with vectors that are a part of its row: tiles of 6 rows, two at a time so
/// that a multiple of 4 remains, then of 4.
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
            twoVectors(
                    a, aAt, starts, first, b, bAt + j, length, s, sAt + j, sRow, c, cAt + j, rows);
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
            twoTransposed(a, aAt, b, bAt + j, length, s, sAt + j, sRow, c, cAt + j, rows);
        }
    }

    private static void twoVectors(
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
        int i = 0;
        for (;
                rows - i >= 2 * Narrow6By2.ROWS || i % (2 * Narrow6By2.ROWS) != 0;
                i += Narrow6By2.ROWS) {
            Narrow6By2.product(
                    a,
                    aAt + i * PANEL,
                    starts,
                    first,
                    b,
                    bAt,
                    LANES,
                    length,
                    s,
                    sAt + i * sRow,
                    sRow,
                    LANES,
                    c,
                    cAt + i * PANEL,
                    LANES);
        }
        for (; i < rows; i += Narrow4By2.ROWS) {
            Narrow4By2.product(
                    a,
                    aAt + i * PANEL,
                    starts,
                    first,
                    b,
                    bAt,
                    LANES,
                    length,
                    s,
                    sAt + i * sRow,
                    sRow,
                    LANES,
                    c,
                    cAt + i * PANEL,
                    LANES);
        }
    }

    private static void twoTransposed(
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
        int i = 0;
        for (;
                rows - i >= 2 * Narrow6By2.ROWS || i % (2 * Narrow6By2.ROWS) != 0;
                i += Narrow6By2.ROWS) {
            Narrow6By2.transposed(
                    a,
                    aAt + i,
                    b,
                    bAt,
                    LANES,
                    length,
                    s,
                    sAt + i * sRow,
                    sRow,
                    LANES,
                    c,
                    cAt + i * PANEL,
                    LANES);
        }
        for (; i < rows; i += Narrow4By2.ROWS) {
            Narrow4By2.transposed(
                    a,
                    aAt + i,
                    b,
                    bAt,
                    LANES,
                    length,
                    s,
                    sAt + i * sRow,
                    sRow,
                    LANES,
                    c,
                    cAt + i * PANEL,
                    LANES);
        }
    }
}
