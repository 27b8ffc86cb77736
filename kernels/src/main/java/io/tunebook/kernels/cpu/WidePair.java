package io.tunebook.kernels.cpu;

/// Two panels at a time, for processors with 512-bit vectors: tiles of 12, then of 8 and 4 rows.
final class WidePair {

    private WidePair() {}

    /// [Products#product] of two panels.
    static void product(
            float[] a,
            int aAt,
            int aRow,
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
            int cRow,
            int cPanel,
            int rows) {
        int even = length & -2;
        if (even > 0) {
            evenProduct(
                    a, aAt, aRow, b, bAt, bPanel, even, s, sAt, sRow, sPanel, c, cAt, cRow, cPanel,
                    rows);
        }
        if (even < length) {
            boolean first = even == 0;
            fours(
                    0,
                    a,
                    aAt + even,
                    aRow,
                    b,
                    bAt + even * Matrix.PANEL,
                    bPanel,
                    1,
                    first ? s : c,
                    first ? sAt : cAt,
                    first ? sRow : cRow,
                    first ? sPanel : cPanel,
                    c,
                    cAt,
                    cRow,
                    cPanel,
                    rows);
        }
    }

    private static void evenProduct(
            float[] a,
            int aAt,
            int aRow,
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
            int cRow,
            int cPanel,
            int rows) {
        int i = 0;
        for (; i + Wide12By2.ROWS <= rows; i += Wide12By2.ROWS) {
            Wide12By2.product(
                    a,
                    aAt + i * aRow,
                    aRow,
                    b,
                    bAt,
                    bPanel,
                    length,
                    s,
                    sAt + i * sRow,
                    sRow,
                    sPanel,
                    c,
                    cAt + i * cRow,
                    cRow,
                    cPanel);
        }
        for (; i + Wide8By2.ROWS <= rows; i += Wide8By2.ROWS) {
            Wide8By2.product(
                    a,
                    aAt + i * aRow,
                    aRow,
                    b,
                    bAt,
                    bPanel,
                    length,
                    s,
                    sAt + i * sRow,
                    sRow,
                    sPanel,
                    c,
                    cAt + i * cRow,
                    cRow,
                    cPanel);
        }
        fours(
                i, a, aAt, aRow, b, bAt, bPanel, length, s, sAt, sRow, sPanel, c, cAt, cRow, cPanel,
                rows);
    }

    /// The rows from `first` on, four at a time.
    private static void fours(
            int first,
            float[] a,
            int aAt,
            int aRow,
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
            int cRow,
            int cPanel,
            int rows) {
        for (int i = first; i < rows; i += Wide4By2.ROWS) {
            Wide4By2.product(
                    a,
                    aAt + i * aRow,
                    aRow,
                    b,
                    bAt,
                    bPanel,
                    length,
                    s,
                    sAt + i * sRow,
                    sRow,
                    sPanel,
                    c,
                    cAt + i * cRow,
                    cRow,
                    cPanel);
        }
    }

    /// [Products#transposed] of two panels.
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
            int cRow,
            int cPanel,
            int rows) {
        int i = 0;
        if (rows != 2 * Wide8By2.ROWS) {
            for (; i + Wide12By2.ROWS <= rows; i += Wide12By2.ROWS) {
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
                        cAt + i * cRow,
                        cRow,
                        cPanel);
            }
        }
        for (; i + Wide8By2.ROWS <= rows; i += Wide8By2.ROWS) {
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
                    cAt + i * cRow,
                    cRow,
                    cPanel);
        }
        for (; i + Wide4By2.ROWS <= rows; i += Wide4By2.ROWS) {
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
                    cAt + i * cRow,
                    cRow,
                    cPanel);
        }
    }
}
