package io.tunebook.kernels.cpu;

import static jdk.incubator.vector.FloatVector.broadcast;
import static jdk.incubator.vector.FloatVector.fromArray;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/// A tile of 12 rows by 2 vectors of 16 floats, which are the same row of two panels: 24 sums and 8
/// registers for its operands.
///
/// The sums are named local variables, because the compiler keeps those in registers, but not
/// arrays.
final class Wide12By2 {

    private static final VectorSpecies<Float> SPECIES = FloatVector.SPECIES_512;
    private static final int PANEL = Matrix.PANEL;

    /// Rows of a tile.
    static final int ROWS = 12;

    private Wide12By2() {}

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
        FloatVector c4x = fromArray(SPECIES, s, sAt + 4 * sRow);
        FloatVector c4y = fromArray(SPECIES, s, sAt + 4 * sRow + sNext);
        FloatVector c5x = fromArray(SPECIES, s, sAt + 5 * sRow);
        FloatVector c5y = fromArray(SPECIES, s, sAt + 5 * sRow + sNext);
        FloatVector c6x = fromArray(SPECIES, s, sAt + 6 * sRow);
        FloatVector c6y = fromArray(SPECIES, s, sAt + 6 * sRow + sNext);
        FloatVector c7x = fromArray(SPECIES, s, sAt + 7 * sRow);
        FloatVector c7y = fromArray(SPECIES, s, sAt + 7 * sRow + sNext);
        FloatVector c8x = fromArray(SPECIES, s, sAt + 8 * sRow);
        FloatVector c8y = fromArray(SPECIES, s, sAt + 8 * sRow + sNext);
        FloatVector c9x = fromArray(SPECIES, s, sAt + 9 * sRow);
        FloatVector c9y = fromArray(SPECIES, s, sAt + 9 * sRow + sNext);
        FloatVector c10x = fromArray(SPECIES, s, sAt + 10 * sRow);
        FloatVector c10y = fromArray(SPECIES, s, sAt + 10 * sRow + sNext);
        FloatVector c11x = fromArray(SPECIES, s, sAt + 11 * sRow);
        FloatVector c11y = fromArray(SPECIES, s, sAt + 11 * sRow + sNext);
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
                FloatVector f4 = broadcast(SPECIES, a[at + r + 4 * PANEL]);
                c4x = f4.fma(x, c4x);
                c4y = f4.fma(y, c4y);
                FloatVector f5 = broadcast(SPECIES, a[at + r + 5 * PANEL]);
                c5x = f5.fma(x, c5x);
                c5y = f5.fma(y, c5y);
                FloatVector f6 = broadcast(SPECIES, a[at + r + 6 * PANEL]);
                c6x = f6.fma(x, c6x);
                c6y = f6.fma(y, c6y);
                FloatVector f7 = broadcast(SPECIES, a[at + r + 7 * PANEL]);
                c7x = f7.fma(x, c7x);
                c7y = f7.fma(y, c7y);
                FloatVector f8 = broadcast(SPECIES, a[at + r + 8 * PANEL]);
                c8x = f8.fma(x, c8x);
                c8y = f8.fma(y, c8y);
                FloatVector f9 = broadcast(SPECIES, a[at + r + 9 * PANEL]);
                c9x = f9.fma(x, c9x);
                c9y = f9.fma(y, c9y);
                FloatVector f10 = broadcast(SPECIES, a[at + r + 10 * PANEL]);
                c10x = f10.fma(x, c10x);
                c10y = f10.fma(y, c10y);
                FloatVector f11 = broadcast(SPECIES, a[at + r + 11 * PANEL]);
                c11x = f11.fma(x, c11x);
                c11y = f11.fma(y, c11y);
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
        c8x.intoArray(c, cAt + 8 * PANEL);
        c8y.intoArray(c, cAt + 8 * PANEL + cNext);
        c9x.intoArray(c, cAt + 9 * PANEL);
        c9y.intoArray(c, cAt + 9 * PANEL + cNext);
        c10x.intoArray(c, cAt + 10 * PANEL);
        c10y.intoArray(c, cAt + 10 * PANEL + cNext);
        c11x.intoArray(c, cAt + 11 * PANEL);
        c11y.intoArray(c, cAt + 11 * PANEL + cNext);
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
        FloatVector c4x = fromArray(SPECIES, s, sAt + 4 * sRow);
        FloatVector c4y = fromArray(SPECIES, s, sAt + 4 * sRow + sNext);
        FloatVector c5x = fromArray(SPECIES, s, sAt + 5 * sRow);
        FloatVector c5y = fromArray(SPECIES, s, sAt + 5 * sRow + sNext);
        FloatVector c6x = fromArray(SPECIES, s, sAt + 6 * sRow);
        FloatVector c6y = fromArray(SPECIES, s, sAt + 6 * sRow + sNext);
        FloatVector c7x = fromArray(SPECIES, s, sAt + 7 * sRow);
        FloatVector c7y = fromArray(SPECIES, s, sAt + 7 * sRow + sNext);
        FloatVector c8x = fromArray(SPECIES, s, sAt + 8 * sRow);
        FloatVector c8y = fromArray(SPECIES, s, sAt + 8 * sRow + sNext);
        FloatVector c9x = fromArray(SPECIES, s, sAt + 9 * sRow);
        FloatVector c9y = fromArray(SPECIES, s, sAt + 9 * sRow + sNext);
        FloatVector c10x = fromArray(SPECIES, s, sAt + 10 * sRow);
        FloatVector c10y = fromArray(SPECIES, s, sAt + 10 * sRow + sNext);
        FloatVector c11x = fromArray(SPECIES, s, sAt + 11 * sRow);
        FloatVector c11y = fromArray(SPECIES, s, sAt + 11 * sRow + sNext);
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
            FloatVector f4 = broadcast(SPECIES, a[aAt + k * PANEL + 4]);
            c4x = f4.fma(x, c4x);
            c4y = f4.fma(y, c4y);
            FloatVector f5 = broadcast(SPECIES, a[aAt + k * PANEL + 5]);
            c5x = f5.fma(x, c5x);
            c5y = f5.fma(y, c5y);
            FloatVector f6 = broadcast(SPECIES, a[aAt + k * PANEL + 6]);
            c6x = f6.fma(x, c6x);
            c6y = f6.fma(y, c6y);
            FloatVector f7 = broadcast(SPECIES, a[aAt + k * PANEL + 7]);
            c7x = f7.fma(x, c7x);
            c7y = f7.fma(y, c7y);
            FloatVector f8 = broadcast(SPECIES, a[aAt + k * PANEL + 8]);
            c8x = f8.fma(x, c8x);
            c8y = f8.fma(y, c8y);
            FloatVector f9 = broadcast(SPECIES, a[aAt + k * PANEL + 9]);
            c9x = f9.fma(x, c9x);
            c9y = f9.fma(y, c9y);
            FloatVector f10 = broadcast(SPECIES, a[aAt + k * PANEL + 10]);
            c10x = f10.fma(x, c10x);
            c10y = f10.fma(y, c10y);
            FloatVector f11 = broadcast(SPECIES, a[aAt + k * PANEL + 11]);
            c11x = f11.fma(x, c11x);
            c11y = f11.fma(y, c11y);
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
        c8x.intoArray(c, cAt + 8 * PANEL);
        c8y.intoArray(c, cAt + 8 * PANEL + cNext);
        c9x.intoArray(c, cAt + 9 * PANEL);
        c9y.intoArray(c, cAt + 9 * PANEL + cNext);
        c10x.intoArray(c, cAt + 10 * PANEL);
        c10y.intoArray(c, cAt + 10 * PANEL + cNext);
        c11x.intoArray(c, cAt + 11 * PANEL);
        c11y.intoArray(c, cAt + 11 * PANEL + cNext);
    }
}
