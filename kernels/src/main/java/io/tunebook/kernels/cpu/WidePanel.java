package io.tunebook.kernels.cpu;

/// One panel at a time, for processors with 512-bit vectors: tiles of 16, then of 12 and 4 rows.
final class WidePanel {

    private static final int PANEL = Matrix.PANEL;

    private WidePanel() {}

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
        int i = 0;
        for (; rows - i >= Wide16By1.ROWS; i += Wide16By1.ROWS) {
            Wide16By1.product(
                    a,
                    aAt + i * PANEL,
                    starts,
                    first,
                    b,
                    bAt,
                    length,
                    s,
                    sAt + i * sRow,
                    sRow,
                    c,
                    cAt + i * PANEL);
        }
        for (; rows - i >= Wide12By1.ROWS; i += Wide12By1.ROWS) {
            Wide12By1.product(
                    a,
                    aAt + i * PANEL,
                    starts,
                    first,
                    b,
                    bAt,
                    length,
                    s,
                    sAt + i * sRow,
                    sRow,
                    c,
                    cAt + i * PANEL);
        }
        for (; i < rows; i += Wide4By1.ROWS) {
            Wide4By1.product(
                    a,
                    aAt + i * PANEL,
                    starts,
                    first,
                    b,
                    bAt,
                    length,
                    s,
                    sAt + i * sRow,
                    sRow,
                    c,
                    cAt + i * PANEL);
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
        int i = 0;
        for (; rows - i >= Wide16By1.ROWS; i += Wide16By1.ROWS) {
            Wide16By1.transposed(
                    a, aAt + i, b, bAt, length, s, sAt + i * sRow, sRow, c, cAt + i * PANEL);
        }
        for (; rows - i >= Wide12By1.ROWS; i += Wide12By1.ROWS) {
            Wide12By1.transposed(
                    a, aAt + i, b, bAt, length, s, sAt + i * sRow, sRow, c, cAt + i * PANEL);
        }
        for (; i < rows; i += Wide4By1.ROWS) {
            Wide4By1.transposed(
                    a, aAt + i, b, bAt, length, s, sAt + i * sRow, sRow, c, cAt + i * PANEL);
        }
    }
}
