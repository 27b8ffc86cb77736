package io.tunebook.kernels.cpu;

import static jdk.incubator.vector.FloatVector.broadcast;
import static jdk.incubator.vector.FloatVector.fromArray;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/// Three taps for 4 pixels and 1 vector, for the pixels that [NarrowTaps8By1] leaves.
///
/// The sums are named local variables, because the compiler keeps those in registers, but not
/// arrays.
final class NarrowTaps4By1 {

    private static final VectorSpecies<Float> SPECIES = Species.NARROW;
    private static final int PANEL = Matrix.PANEL;

    /// Rows of a tile.
    static final int ROWS = 4;

    private NarrowTaps4By1() {}

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
                FloatVector f5 = broadcast(SPECIES, a[at + r + 5 * PANEL]);
                c3x = f5.fma(x2, c3x);
            }
        }
        c0x.intoArray(c, cAt);
        c1x.intoArray(c, cAt + PANEL);
        c2x.intoArray(c, cAt + 2 * PANEL);
        c3x.intoArray(c, cAt + 3 * PANEL);
    }
}
