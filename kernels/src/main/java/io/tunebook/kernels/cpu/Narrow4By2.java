package io.tunebook.kernels.cpu;

import static jdk.incubator.vector.FloatVector.broadcast;
import static jdk.incubator.vector.FloatVector.fromArray;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/// A tile of 4 rows by 2 vectors, for processors with 16 vector registers: 8 sums, 2 vectors of
/// `b`, 1 of `a`.
///
/// The sums are named local variables, because the compiler keeps those in registers, but not
/// arrays.
final class Narrow4By2 {

    private static final VectorSpecies<Float> SPECIES = Species.NARROW;
    private static final int PANEL = Matrix.PANEL;

    /// Rows of a tile.
    static final int ROWS = 4;

    private Narrow4By2() {}

    /// One tile of [Products#product]. `next` is the distance of its second vector.
    static void product(
            float[] a,
            int aAt,
            int[] starts,
            int first,
            float[] b,
            int bAt,
            int bNext,
            int length,
            float[] s,
            int sAt,
            int sRow,
            int sNext,
            float[] c,
            int cAt,
            int cNext) {
        FloatVector c0x = fromArray(SPECIES, s, sAt);
        FloatVector c0y = fromArray(SPECIES, s, sAt + sNext);
        FloatVector c1x = fromArray(SPECIES, s, sAt + sRow);
        FloatVector c1y = fromArray(SPECIES, s, sAt + sRow + sNext);
        FloatVector c2x = fromArray(SPECIES, s, sAt + 2 * sRow);
        FloatVector c2y = fromArray(SPECIES, s, sAt + 2 * sRow + sNext);
        FloatVector c3x = fromArray(SPECIES, s, sAt + 3 * sRow);
        FloatVector c3y = fromArray(SPECIES, s, sAt + 3 * sRow + sNext);
        int b2 = bAt + bNext;
        for (int k0 = 0; k0 < length; k0 += PANEL) {
            int at = aAt + starts[first + (k0 >> 4)];
            int end = Math.min(PANEL, length - k0);
            for (int r = 0; r < end; r++) {
                int k = k0 + r;
                FloatVector x = fromArray(SPECIES, b, bAt + k * PANEL);
                FloatVector y = fromArray(SPECIES, b, b2 + k * PANEL);
                FloatVector f0 = broadcast(SPECIES, a[at + r]);
                c0x = f0.fma(x, c0x);
                c0y = f0.fma(y, c0y);
                FloatVector f1 = broadcast(SPECIES, a[at + r + PANEL]);
                c1x = f1.fma(x, c1x);
                c1y = f1.fma(y, c1y);
                FloatVector f2 = broadcast(SPECIES, a[at + r + 2 * PANEL]);
                c2x = f2.fma(x, c2x);
                c2y = f2.fma(y, c2y);
                FloatVector f3 = broadcast(SPECIES, a[at + r + 3 * PANEL]);
                c3x = f3.fma(x, c3x);
                c3y = f3.fma(y, c3y);
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

    /// One tile of [Products#transposed]. `next` is the distance of its second vector.
    static void transposed(
            float[] a,
            int aAt,
            float[] b,
            int bAt,
            int bNext,
            int length,
            float[] s,
            int sAt,
            int sRow,
            int sNext,
            float[] c,
            int cAt,
            int cNext) {
        FloatVector c0x = fromArray(SPECIES, s, sAt);
        FloatVector c0y = fromArray(SPECIES, s, sAt + sNext);
        FloatVector c1x = fromArray(SPECIES, s, sAt + sRow);
        FloatVector c1y = fromArray(SPECIES, s, sAt + sRow + sNext);
        FloatVector c2x = fromArray(SPECIES, s, sAt + 2 * sRow);
        FloatVector c2y = fromArray(SPECIES, s, sAt + 2 * sRow + sNext);
        FloatVector c3x = fromArray(SPECIES, s, sAt + 3 * sRow);
        FloatVector c3y = fromArray(SPECIES, s, sAt + 3 * sRow + sNext);
        int b2 = bAt + bNext;
        for (int k = 0; k < length; k++) {
            FloatVector x = fromArray(SPECIES, b, bAt + k * PANEL);
            FloatVector y = fromArray(SPECIES, b, b2 + k * PANEL);
            FloatVector f0 = broadcast(SPECIES, a[aAt + k * PANEL]);
            c0x = f0.fma(x, c0x);
            c0y = f0.fma(y, c0y);
            FloatVector f1 = broadcast(SPECIES, a[aAt + k * PANEL + 1]);
            c1x = f1.fma(x, c1x);
            c1y = f1.fma(y, c1y);
            FloatVector f2 = broadcast(SPECIES, a[aAt + k * PANEL + 2]);
            c2x = f2.fma(x, c2x);
            c2y = f2.fma(y, c2y);
            FloatVector f3 = broadcast(SPECIES, a[aAt + k * PANEL + 3]);
            c3x = f3.fma(x, c3x);
            c3y = f3.fma(y, c3y);
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
