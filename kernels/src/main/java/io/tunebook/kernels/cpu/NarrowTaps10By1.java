package io.tunebook.kernels.cpu;

import static jdk.incubator.vector.FloatVector.broadcast;
import static jdk.incubator.vector.FloatVector.fromArray;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/// Three taps for 10 pixels and 1 vector, for processors with 16 vector registers: 10 sums, 3
/// vectors of weights, and a number of a pixel that is used three times.
///
/// The sums are named local variables, because the compiler keeps those in registers, but not
/// arrays.
final class NarrowTaps10By1 {

    private static final VectorSpecies<Float> SPECIES = Species.NARROW;
    private static final int PANEL = Matrix.PANEL;

    /// Rows of a tile.
    static final int ROWS = 10;

    private NarrowTaps10By1() {}

    /// One tile of [Products#threeTaps].
    static void product(
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
            int cAt) {
        FloatVector startX = fromArray(SPECIES, s, sAt);
        FloatVector c0x = startX;
        FloatVector c1x = startX;
        FloatVector c2x = startX;
        FloatVector c3x = startX;
        FloatVector c4x = startX;
        FloatVector c5x = startX;
        FloatVector c6x = startX;
        FloatVector c7x = startX;
        FloatVector c8x = startX;
        FloatVector c9x = startX;
        int bAt1 = bAt + bTap;
        int bAt2 = bAt1 + bTap;
        for (int k0 = 0; k0 < length; k0 += PANEL) {
            int at = aAt + starts[k0 >> 4];
            for (int r = 0; r < PANEL; r++) {
                int k = (k0 + r) * PANEL;
                FloatVector x0 = fromArray(SPECIES, b, bAt + k);
                FloatVector x1 = fromArray(SPECIES, b, bAt1 + k);
                FloatVector x2 = fromArray(SPECIES, b, bAt2 + k);
                FloatVector f0 = broadcast(SPECIES, a[at + r]);
                c0x = f0.fma(x0, c0x);
                FloatVector f1 = broadcast(SPECIES, a[at + r + PANEL]);
                c0x = f1.fma(x1, c0x);
                c1x = f1.fma(x0, c1x);
                FloatVector f2 = broadcast(SPECIES, a[at + r + 2 * PANEL]);
                c0x = f2.fma(x2, c0x);
                c1x = f2.fma(x1, c1x);
                c2x = f2.fma(x0, c2x);
                FloatVector f3 = broadcast(SPECIES, a[at + r + 3 * PANEL]);
                c1x = f3.fma(x2, c1x);
                c2x = f3.fma(x1, c2x);
                c3x = f3.fma(x0, c3x);
                FloatVector f4 = broadcast(SPECIES, a[at + r + 4 * PANEL]);
                c2x = f4.fma(x2, c2x);
                c3x = f4.fma(x1, c3x);
                c4x = f4.fma(x0, c4x);
                FloatVector f5 = broadcast(SPECIES, a[at + r + 5 * PANEL]);
                c3x = f5.fma(x2, c3x);
                c4x = f5.fma(x1, c4x);
                c5x = f5.fma(x0, c5x);
                FloatVector f6 = broadcast(SPECIES, a[at + r + 6 * PANEL]);
                c4x = f6.fma(x2, c4x);
                c5x = f6.fma(x1, c5x);
                c6x = f6.fma(x0, c6x);
                FloatVector f7 = broadcast(SPECIES, a[at + r + 7 * PANEL]);
                c5x = f7.fma(x2, c5x);
                c6x = f7.fma(x1, c6x);
                c7x = f7.fma(x0, c7x);
                FloatVector f8 = broadcast(SPECIES, a[at + r + 8 * PANEL]);
                c6x = f8.fma(x2, c6x);
                c7x = f8.fma(x1, c7x);
                c8x = f8.fma(x0, c8x);
                FloatVector f9 = broadcast(SPECIES, a[at + r + 9 * PANEL]);
                c7x = f9.fma(x2, c7x);
                c8x = f9.fma(x1, c8x);
                c9x = f9.fma(x0, c9x);
                FloatVector f10 = broadcast(SPECIES, a[at + r + 10 * PANEL]);
                c8x = f10.fma(x2, c8x);
                c9x = f10.fma(x1, c9x);
                FloatVector f11 = broadcast(SPECIES, a[at + r + 11 * PANEL]);
                c9x = f11.fma(x2, c9x);
            }
        }
        c0x.intoArray(c, cAt);
        c1x.intoArray(c, cAt + PANEL);
        c2x.intoArray(c, cAt + 2 * PANEL);
        c3x.intoArray(c, cAt + 3 * PANEL);
        c4x.intoArray(c, cAt + 4 * PANEL);
        c5x.intoArray(c, cAt + 5 * PANEL);
        c6x.intoArray(c, cAt + 6 * PANEL);
        c7x.intoArray(c, cAt + 7 * PANEL);
        c8x.intoArray(c, cAt + 8 * PANEL);
        c9x.intoArray(c, cAt + 9 * PANEL);
    }
}
