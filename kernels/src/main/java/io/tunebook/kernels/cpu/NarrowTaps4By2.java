package io.tunebook.kernels.cpu;

import static jdk.incubator.vector.FloatVector.broadcast;
import static jdk.incubator.vector.FloatVector.fromArray;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/// Three taps for 4 pixels and 2 vectors, for processors with 16 vector registers: 8 sums, 6
/// vectors of weights, 1 of a pixel.
///
/// The sums are named local variables, because the compiler keeps those in registers, but not
/// arrays.
final class NarrowTaps4By2 {

    private static final VectorSpecies<Float> SPECIES = Species.NARROW;
    private static final int PANEL = Matrix.PANEL;

    /// Rows of a tile.
    static final int ROWS = 4;

    private NarrowTaps4By2() {}

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
                FloatVector f5 = broadcast(SPECIES, a[at + r + 5 * PANEL]);
                c3x = f5.fma(x2, c3x);
                c3y = f5.fma(y2, c3y);
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
    }
}
