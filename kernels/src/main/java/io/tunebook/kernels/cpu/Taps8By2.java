package io.tunebook.kernels.cpu;

import static jdk.incubator.vector.FloatVector.broadcast;
import static jdk.incubator.vector.FloatVector.fromArray;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/// Three taps for 8 pixels and two panels, for the pixels that [Taps10By2] leaves.
///
/// The sums are named local variables, because the compiler keeps those in registers, but not
/// arrays.
final class Taps8By2 {

    private static final VectorSpecies<Float> SPECIES = FloatVector.SPECIES_512;
    private static final int PANEL = Matrix.PANEL;

    /// Rows of a tile.
    static final int ROWS = 8;

    private Taps8By2() {}

    /// One tile of [Products#threeTaps]. `next` is the distance of its second vector.
    static void product(
            float[] a,
            int aAt,
            int[] starts,
            float[] b,
            int bAt,
            int bTap,
            int bNext,
            int length,
            float[] s,
            int sAt,
            int sNext,
            float[] c,
            int cAt,
            int cNext) {
        FloatVector startX = fromArray(SPECIES, s, sAt);
        FloatVector startY = fromArray(SPECIES, s, sAt + sNext);
        FloatVector c0x = startX;
        FloatVector c0y = startY;
        FloatVector c1x = startX;
        FloatVector c1y = startY;
        FloatVector c2x = startX;
        FloatVector c2y = startY;
        FloatVector c3x = startX;
        FloatVector c3y = startY;
        FloatVector c4x = startX;
        FloatVector c4y = startY;
        FloatVector c5x = startX;
        FloatVector c5y = startY;
        FloatVector c6x = startX;
        FloatVector c6y = startY;
        FloatVector c7x = startX;
        FloatVector c7y = startY;
        int bAt1 = bAt + bTap;
        int bAt2 = bAt1 + bTap;
        for (int k0 = 0; k0 < length; k0 += PANEL) {
            int at = aAt + starts[k0 >> 4];
            for (int r = 0; r < PANEL; r++) {
                int k = (k0 + r) * PANEL;
                FloatVector x0 = fromArray(SPECIES, b, bAt + k);
                FloatVector y0 = fromArray(SPECIES, b, bAt + bNext + k);
                FloatVector x1 = fromArray(SPECIES, b, bAt1 + k);
                FloatVector y1 = fromArray(SPECIES, b, bAt1 + bNext + k);
                FloatVector x2 = fromArray(SPECIES, b, bAt2 + k);
                FloatVector y2 = fromArray(SPECIES, b, bAt2 + bNext + k);
                FloatVector f0 = broadcast(SPECIES, a[at + r]);
                c0x = f0.fma(x0, c0x);
                c0y = f0.fma(y0, c0y);
                FloatVector f1 = broadcast(SPECIES, a[at + r + PANEL]);
                c0x = f1.fma(x1, c0x);
                c0y = f1.fma(y1, c0y);
                c1x = f1.fma(x0, c1x);
                c1y = f1.fma(y0, c1y);
                FloatVector f2 = broadcast(SPECIES, a[at + r + 2 * PANEL]);
                c0x = f2.fma(x2, c0x);
                c0y = f2.fma(y2, c0y);
                c1x = f2.fma(x1, c1x);
                c1y = f2.fma(y1, c1y);
                c2x = f2.fma(x0, c2x);
                c2y = f2.fma(y0, c2y);
                FloatVector f3 = broadcast(SPECIES, a[at + r + 3 * PANEL]);
                c1x = f3.fma(x2, c1x);
                c1y = f3.fma(y2, c1y);
                c2x = f3.fma(x1, c2x);
                c2y = f3.fma(y1, c2y);
                c3x = f3.fma(x0, c3x);
                c3y = f3.fma(y0, c3y);
                FloatVector f4 = broadcast(SPECIES, a[at + r + 4 * PANEL]);
                c2x = f4.fma(x2, c2x);
                c2y = f4.fma(y2, c2y);
                c3x = f4.fma(x1, c3x);
                c3y = f4.fma(y1, c3y);
                c4x = f4.fma(x0, c4x);
                c4y = f4.fma(y0, c4y);
                FloatVector f5 = broadcast(SPECIES, a[at + r + 5 * PANEL]);
                c3x = f5.fma(x2, c3x);
                c3y = f5.fma(y2, c3y);
                c4x = f5.fma(x1, c4x);
                c4y = f5.fma(y1, c4y);
                c5x = f5.fma(x0, c5x);
                c5y = f5.fma(y0, c5y);
                FloatVector f6 = broadcast(SPECIES, a[at + r + 6 * PANEL]);
                c4x = f6.fma(x2, c4x);
                c4y = f6.fma(y2, c4y);
                c5x = f6.fma(x1, c5x);
                c5y = f6.fma(y1, c5y);
                c6x = f6.fma(x0, c6x);
                c6y = f6.fma(y0, c6y);
                FloatVector f7 = broadcast(SPECIES, a[at + r + 7 * PANEL]);
                c5x = f7.fma(x2, c5x);
                c5y = f7.fma(y2, c5y);
                c6x = f7.fma(x1, c6x);
                c6y = f7.fma(y1, c6y);
                c7x = f7.fma(x0, c7x);
                c7y = f7.fma(y0, c7y);
                FloatVector f8 = broadcast(SPECIES, a[at + r + 8 * PANEL]);
                c6x = f8.fma(x2, c6x);
                c6y = f8.fma(y2, c6y);
                c7x = f8.fma(x1, c7x);
                c7y = f8.fma(y1, c7y);
                FloatVector f9 = broadcast(SPECIES, a[at + r + 9 * PANEL]);
                c7x = f9.fma(x2, c7x);
                c7y = f9.fma(y2, c7y);
            }
        }
        c0x.intoArray(c, cAt);
        c0y.intoArray(c, cAt + cNext);
        c1x.intoArray(c, cAt + PANEL);
        c1y.intoArray(c, cAt + PANEL + cNext);
        c2x.intoArray(c, cAt + 2 * PANEL);
        c2y.intoArray(c, cAt + 2 * PANEL + cNext);
        c3x.intoArray(c, cAt + 3 * PANEL);
        c3y.intoArray(c, cAt + 3 * PANEL + cNext);
        c4x.intoArray(c, cAt + 4 * PANEL);
        c4y.intoArray(c, cAt + 4 * PANEL + cNext);
        c5x.intoArray(c, cAt + 5 * PANEL);
        c5y.intoArray(c, cAt + 5 * PANEL + cNext);
        c6x.intoArray(c, cAt + 6 * PANEL);
        c6y.intoArray(c, cAt + 6 * PANEL + cNext);
        c7x.intoArray(c, cAt + 7 * PANEL);
        c7y.intoArray(c, cAt + 7 * PANEL + cNext);
    }
}
