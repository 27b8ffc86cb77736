package io.tunebook.kernels.cpu;

/// Two panels at a time, for processors with 512-bit vectors: tiles of 12, then of 8 and 4 rows.
/// Two tiles of 8 take less time than one of 12 and one of 4.
final class WidePair {

    private static final int PANEL = Matrix.PANEL;

    private WidePair() {}

    /// [Products#product] of two panels; `rows` is a multiple of 4.
    static void product(
            float[] a,
            int aAt,
            int[] starts,
            int first,
            float[] b,
            int bAt,
            int bPanel,
            int length,
            float[] s,
            int sAt,
            int sRow,
            int sPanel,
            float[] c,
            int cAt,
            int cPanel,
            int rows) {
        int i = 0;
        for (; rows - i >= Wide12By2.ROWS && rows - i != 2 * Wide8By2.ROWS; i += Wide12By2.ROWS) {
            Wide12By2.product(
                    a,
                    aAt + i * PANEL,
                    starts,
                    first,
                    b,
                    bAt,
                    bPanel,
                    length,
                    s,
                    sAt + i * sRow,
                    sRow,
                    sPanel,
                    c,
                    cAt + i * PANEL,
                    cPanel);
        }
        for (; rows - i >= Wide8By2.ROWS; i += Wide8By2.ROWS) {
            Wide8By2.product(
                    a,
                    aAt + i * PANEL,
                    starts,
                    first,
                    b,
                    bAt,
                    bPanel,
                    length,
                    s,
                    sAt + i * sRow,
                    sRow,
                    sPanel,
                    c,
                    cAt + i * PANEL,
                    cPanel);
        }
        for (; i < rows; i += Wide4By2.ROWS) {
            Wide4By2.product(
                    a,
                    aAt + i * PANEL,
                    starts,
                    first,
                    b,
                    bAt,
                    bPanel,
                    length,
                    s,
                    sAt + i * sRow,
                    sRow,
                    sPanel,
                    c,
                    cAt + i * PANEL,
                    cPanel);
        }
    }

    /// [Products#transposed] of two panels; `rows` is a multiple of 4.
    static void transposed(
            float[] a,
            int aAt,
            float[] b,
            int bAt,
            int bPanel,
            int length,
            float[] s,
            int sAt,
            int sRow,
            int sPanel,
            float[] c,
            int cAt,
            int cPanel,
            int rows) {
        int i = 0;
        for (; rows - i >= Wide12By2.ROWS && rows - i != 2 * Wide8By2.ROWS; i += Wide12By2.ROWS) {
            Wide12By2.transposed(
                    a,
                    aAt + i,
                    b,
                    bAt,
                    bPanel,
                    length,
                    s,
                    sAt + i * sRow,
                    sRow,
                    sPanel,
                    c,
                    cAt + i * PANEL,
                    cPanel);
        }
        for (; rows - i >= Wide8By2.ROWS; i += Wide8By2.ROWS) {
            Wide8By2.transposed(
                    a,
                    aAt + i,
                    b,
                    bAt,
                    bPanel,
                    length,
                    s,
                    sAt + i * sRow,
                    sRow,
                    sPanel,
                    c,
                    cAt + i * PANEL,
                    cPanel);
        }
        for (; i < rows; i += Wide4By2.ROWS) {
            Wide4By2.transposed(
                    a,
                    aAt + i,
                    b,
                    bAt,
                    bPanel,
                    length,
                    s,
                    sAt + i * sRow,
                    sRow,
                    sPanel,
                    c,
                    cAt + i * PANEL,
                    cPanel);
        }
    }
}
