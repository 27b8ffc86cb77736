package io.tunebook.kernels.cpu;

/// The tiles of [Products#threeTaps], for one or two panels; `rows` is a multiple of 4.
final class Taps {

    private static final int PANEL = Matrix.PANEL;

    private Taps() {}

    /// Two panels, for processors with 512-bit vectors: of 28 pixels 10, 10 and 8.
    static void pair(
            float[] a,
            int aAt,
            int[] starts,
            float[] b,
            int bAt,
            int bTap,
            int bPanel,
            int length,
            float[] s,
            int sAt,
            int sPanel,
            float[] c,
            int cAt,
            int cPanel,
            int rows) {
        int i = 0;
        int tens = tens(rows);
        for (; i < tens; i += Taps10By2.ROWS) {
            Taps10By2.product(
                    a,
                    aAt + i * PANEL,
                    starts,
                    b,
                    bAt,
                    bTap,
                    bPanel,
                    length,
                    s,
                    sAt,
                    sPanel,
                    c,
                    cAt + i * PANEL,
                    cPanel);
        }
        for (; rows - i >= Taps8By2.ROWS; i += Taps8By2.ROWS) {
            Taps8By2.product(
                    a,
                    aAt + i * PANEL,
                    starts,
                    b,
                    bAt,
                    bTap,
                    bPanel,
                    length,
                    s,
                    sAt,
                    sPanel,
                    c,
                    cAt + i * PANEL,
                    cPanel);
        }
        for (; i < rows; i += Taps4By2.ROWS) {
            Taps4By2.product(
                    a,
                    aAt + i * PANEL,
                    starts,
                    b,
                    bAt,
                    bTap,
                    bPanel,
                    length,
                    s,
                    sAt,
                    sPanel,
                    c,
                    cAt + i * PANEL,
                    cPanel);
        }
    }

    /// One panel, for processors with 512-bit vectors: of 28 pixels 20 and 8, of 32 20 and 12.
    static void single(
            float[] a,
            int aAt,
            int[] starts,
            float[] b,
            int bAt,
            int bTap,
            int length,
            float[] s,
            int sAt,
            float[] c,
            int cAt,
            int rows) {
        int i = 0;
        for (; rows - i >= Taps20By1.ROWS && rows - i != 2 * Taps12By1.ROWS; i += Taps20By1.ROWS) {
            Taps20By1.product(
                    a, aAt + i * PANEL, starts, b, bAt, bTap, length, s, sAt, c, cAt + i * PANEL);
        }
        for (; rows - i >= Taps12By1.ROWS && rows - i != 2 * Taps8By1.ROWS; i += Taps12By1.ROWS) {
            Taps12By1.product(
                    a, aAt + i * PANEL, starts, b, bAt, bTap, length, s, sAt, c, cAt + i * PANEL);
        }
        for (; rows - i >= Taps8By1.ROWS; i += Taps8By1.ROWS) {
            Taps8By1.product(
                    a, aAt + i * PANEL, starts, b, bAt, bTap, length, s, sAt, c, cAt + i * PANEL);
        }
        for (; i < rows; i += Taps4By1.ROWS) {
            Taps4By1.product(
                    a, aAt + i * PANEL, starts, b, bAt, bTap, length, s, sAt, c, cAt + i * PANEL);
        }
    }

    /// One panel, with vectors that are a part of its row.
    static void narrow(
            float[] a,
            int aAt,
            int[] starts,
            float[] b,
            int bAt,
            int bTap,
            int length,
            float[] s,
            int sAt,
            float[] c,
            int cAt,
            int rows) {
        for (int j = 0; j < PANEL; j += Species.LANES) {
            oneVector(a, aAt, starts, b, bAt + j, bTap, length, s, sAt + j, c, cAt + j, rows);
        }
    }

    private static void oneVector(
            float[] a,
            int aAt,
            int[] starts,
            float[] b,
            int bAt,
            int bTap,
            int length,
            float[] s,
            int sAt,
            float[] c,
            int cAt,
            int rows) {
        int i = 0;
        int tens = tens(rows);
        for (; i < tens; i += NarrowTaps10By1.ROWS) {
            NarrowTaps10By1.product(
                    a, aAt + i * PANEL, starts, b, bAt, bTap, length, s, sAt, c, cAt + i * PANEL);
        }
        for (; rows - i >= NarrowTaps8By1.ROWS; i += NarrowTaps8By1.ROWS) {
            NarrowTaps8By1.product(
                    a, aAt + i * PANEL, starts, b, bAt, bTap, length, s, sAt, c, cAt + i * PANEL);
        }
        for (; i < rows; i += NarrowTaps4By1.ROWS) {
            NarrowTaps4By1.product(
                    a, aAt + i * PANEL, starts, b, bAt, bTap, length, s, sAt, c, cAt + i * PANEL);
        }
    }

    /// The rows for two tiles of 10, where they leave a multiple of 8.
    private static int tens(int rows) {
        return rows >= 20 && rows % 8 != 0 ? 20 : 0;
    }
}
