package io.tunebook.kernels.cpu;

/// One panel at a time with vectors that are a part of its row: tiles of 6 and 4 rows.
final class NarrowPanel {

    private static final int LANES = Species.LANES;
    private static final int COLUMNS = 2 * LANES;

    private NarrowPanel() {}

    /// [Products#product] of one panel.
    static void product(
            float[] a,
            int aAt,
            int aRow,
            float[] b,
            int bAt,
            int length,
            float[] s,
            int sAt,
            int sRow,
            float[] c,
            int cAt,
            int cRow,
            int rows) {
        for (int j = 0; j < Matrix.PANEL; j += COLUMNS) {
            twoProduct(a, aAt, aRow, b, bAt + j, length, s, sAt + j, sRow, c, cAt + j, cRow, rows);
        }
    }

    /// [Products#transposed] of one panel.
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
            int cRow,
            int rows) {
        for (int j = 0; j < Matrix.PANEL; j += COLUMNS) {
            twoTransposed(a, aAt, b, bAt + j, length, s, sAt + j, sRow, c, cAt + j, cRow, rows);
        }
    }

    /// Two vectors of the rows; twelve rows at a time, so that a multiple of four remains.
    private static void twoProduct(
            float[] a,
            int aAt,
            int aRow,
            float[] b,
            int bAt,
            int length,
            float[] s,
            int sAt,
            int sRow,
            float[] c,
            int cAt,
            int cRow,
            int rows) {
        int i = 0;
        int whole = rows / (2 * Narrow6By2.ROWS) * (2 * Narrow6By2.ROWS);
        for (; i < whole; i += Narrow6By2.ROWS) {
            Narrow6By2.product(
                    a,
                    aAt + i * aRow,
                    aRow,
                    b,
                    bAt,
                    LANES,
                    length,
                    s,
                    sAt + i * sRow,
                    sRow,
                    LANES,
                    c,
                    cAt + i * cRow,
                    cRow,
                    LANES);
        }
        for (; i < rows; i += Narrow4By2.ROWS) {
            Narrow4By2.product(
                    a,
                    aAt + i * aRow,
                    aRow,
                    b,
                    bAt,
                    LANES,
                    length,
                    s,
                    sAt + i * sRow,
                    sRow,
                    LANES,
                    c,
                    cAt + i * cRow,
                    cRow,
                    LANES);
        }
    }

    /// Two vectors of the rows; twelve rows at a time, so that a multiple of four remains.
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
            int cRow,
            int rows) {
        int i = 0;
        int whole = rows / (2 * Narrow6By2.ROWS) * (2 * Narrow6By2.ROWS);
        for (; i < whole; i += Narrow6By2.ROWS) {
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
                    cAt + i * cRow,
                    cRow,
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
                    cAt + i * cRow,
                    cRow,
                    LANES);
        }
    }
}
