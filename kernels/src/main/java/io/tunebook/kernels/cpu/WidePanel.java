package io.tunebook.kernels.cpu;

/// One panel at a time, for processors with 512-bit vectors: tiles of 12, then of 4 rows.
final class WidePanel {

    private WidePanel() {}

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
        int even = length & -2;
        int i = 0;
        for (; even > 0 && i + Wide12By1.ROWS <= rows; i += Wide12By1.ROWS) {
            Wide12By1.product(
                    a,
                    aAt + i * aRow,
                    aRow,
                    b,
                    bAt,
                    even,
                    s,
                    sAt + i * sRow,
                    sRow,
                    c,
                    cAt + i * cRow,
                    cRow);
        }
        if (even < length && i > 0) {
            fours(
                    0,
                    i,
                    a,
                    aAt + even,
                    aRow,
                    b,
                    bAt + even * Matrix.PANEL,
                    1,
                    c,
                    cAt,
                    cRow,
                    c,
                    cAt,
                    cRow);
        }
        fours(i, rows, a, aAt, aRow, b, bAt, length, s, sAt, sRow, c, cAt, cRow);
    }

    /// Rows `from .. to - 1`, four at a time.
    private static void fours(
            int from,
            int to,
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
            int cRow) {
        for (int i = from; i < to; i += Wide4By1.ROWS) {
            Wide4By1.product(
                    a,
                    aAt + i * aRow,
                    aRow,
                    b,
                    bAt,
                    length,
                    s,
                    sAt + i * sRow,
                    sRow,
                    c,
                    cAt + i * cRow,
                    cRow);
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
        int i = 0;
        for (; i + Wide12By1.ROWS <= rows; i += Wide12By1.ROWS) {
            Wide12By1.transposed(
                    a, aAt + i, b, bAt, length, s, sAt + i * sRow, sRow, c, cAt + i * cRow, cRow);
        }
        for (; i + Wide4By1.ROWS <= rows; i += Wide4By1.ROWS) {
            Wide4By1.transposed(
                    a, aAt + i, b, bAt, length, s, sAt + i * sRow, sRow, c, cAt + i * cRow, cRow);
        }
    }
}
