package io.tunebook.kernels.cpu;

import static jdk.incubator.vector.FloatVector.broadcast;
import static jdk.incubator.vector.FloatVector.fromArray;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/// A tile of 8 rows by 2 vectors of 16 floats, for the rows that [Wide12By2] leaves.
///
/// The sums are named local variables, because the compiler keeps those in registers, but not
/// arrays; and there is a single loop, because in nested loops the compiler may keep them in
/// memory.
///
/// Two steps of the sum share the address of a row: computing one takes as long as using it.
final class Wide8By2 {

    private static final VectorSpecies<Float> SPECIES = FloatVector.SPECIES_512;
    private static final int PANEL = Matrix.PANEL;

    /// Rows of a tile.
    static final int ROWS = 8;

    private Wide8By2() {}

    /// One tile of [Products#product], of an even length. `next` is the distance of its second
    /// vector.
    static void product(
            float[] a,
            int aAt,
            int aRow,
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
            int cRow,
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
        int a1 = aAt + aRow;
        int a2 = a1 + aRow;
        int a3 = a2 + aRow;
        int a4 = a3 + aRow;
        int a5 = a4 + aRow;
        int a6 = a5 + aRow;
        int a7 = a6 + aRow;
        int b2 = bAt + bNext;
        for (int k = 0; k < length; k += 2) {
            FloatVector x0 = fromArray(SPECIES, b, bAt + k * PANEL);
            FloatVector y0 = fromArray(SPECIES, b, b2 + k * PANEL);
            FloatVector x1 = fromArray(SPECIES, b, bAt + (k + 1) * PANEL);
            FloatVector y1 = fromArray(SPECIES, b, b2 + (k + 1) * PANEL);
            int k0 = aAt + k;
            FloatVector f0a = broadcast(SPECIES, a[k0]);
            c0x = f0a.fma(x0, c0x);
            c0y = f0a.fma(y0, c0y);
            FloatVector f0b = broadcast(SPECIES, a[k0 + 1]);
            c0x = f0b.fma(x1, c0x);
            c0y = f0b.fma(y1, c0y);
            int k1 = a1 + k;
            FloatVector f1a = broadcast(SPECIES, a[k1]);
            c1x = f1a.fma(x0, c1x);
            c1y = f1a.fma(y0, c1y);
            FloatVector f1b = broadcast(SPECIES, a[k1 + 1]);
            c1x = f1b.fma(x1, c1x);
            c1y = f1b.fma(y1, c1y);
            int k2 = a2 + k;
            FloatVector f2a = broadcast(SPECIES, a[k2]);
            c2x = f2a.fma(x0, c2x);
            c2y = f2a.fma(y0, c2y);
            FloatVector f2b = broadcast(SPECIES, a[k2 + 1]);
            c2x = f2b.fma(x1, c2x);
            c2y = f2b.fma(y1, c2y);
            int k3 = a3 + k;
            FloatVector f3a = broadcast(SPECIES, a[k3]);
            c3x = f3a.fma(x0, c3x);
            c3y = f3a.fma(y0, c3y);
            FloatVector f3b = broadcast(SPECIES, a[k3 + 1]);
            c3x = f3b.fma(x1, c3x);
            c3y = f3b.fma(y1, c3y);
            int k4 = a4 + k;
            FloatVector f4a = broadcast(SPECIES, a[k4]);
            c4x = f4a.fma(x0, c4x);
            c4y = f4a.fma(y0, c4y);
            FloatVector f4b = broadcast(SPECIES, a[k4 + 1]);
            c4x = f4b.fma(x1, c4x);
            c4y = f4b.fma(y1, c4y);
            int k5 = a5 + k;
            FloatVector f5a = broadcast(SPECIES, a[k5]);
            c5x = f5a.fma(x0, c5x);
            c5y = f5a.fma(y0, c5y);
            FloatVector f5b = broadcast(SPECIES, a[k5 + 1]);
            c5x = f5b.fma(x1, c5x);
            c5y = f5b.fma(y1, c5y);
            int k6 = a6 + k;
            FloatVector f6a = broadcast(SPECIES, a[k6]);
            c6x = f6a.fma(x0, c6x);
            c6y = f6a.fma(y0, c6y);
            FloatVector f6b = broadcast(SPECIES, a[k6 + 1]);
            c6x = f6b.fma(x1, c6x);
            c6y = f6b.fma(y1, c6y);
            int k7 = a7 + k;
            FloatVector f7a = broadcast(SPECIES, a[k7]);
            c7x = f7a.fma(x0, c7x);
            c7y = f7a.fma(y0, c7y);
            FloatVector f7b = broadcast(SPECIES, a[k7 + 1]);
            c7x = f7b.fma(x1, c7x);
            c7y = f7b.fma(y1, c7y);
        }
        c0x.intoArray(c, cAt);
        c0y.intoArray(c, cAt + cNext);
        c1x.intoArray(c, cAt + cRow);
        c1y.intoArray(c, cAt + cRow + cNext);
        c2x.intoArray(c, cAt + 2 * cRow);
        c2y.intoArray(c, cAt + 2 * cRow + cNext);
        c3x.intoArray(c, cAt + 3 * cRow);
        c3y.intoArray(c, cAt + 3 * cRow + cNext);
        c4x.intoArray(c, cAt + 4 * cRow);
        c4y.intoArray(c, cAt + 4 * cRow + cNext);
        c5x.intoArray(c, cAt + 5 * cRow);
        c5y.intoArray(c, cAt + 5 * cRow + cNext);
        c6x.intoArray(c, cAt + 6 * cRow);
        c6y.intoArray(c, cAt + 6 * cRow + cNext);
        c7x.intoArray(c, cAt + 7 * cRow);
        c7y.intoArray(c, cAt + 7 * cRow + cNext);
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
            int cRow,
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
        }
        c0x.intoArray(c, cAt);
        c0y.intoArray(c, cAt + cNext);
        c1x.intoArray(c, cAt + cRow);
        c1y.intoArray(c, cAt + cRow + cNext);
        c2x.intoArray(c, cAt + 2 * cRow);
        c2y.intoArray(c, cAt + 2 * cRow + cNext);
        c3x.intoArray(c, cAt + 3 * cRow);
        c3y.intoArray(c, cAt + 3 * cRow + cNext);
        c4x.intoArray(c, cAt + 4 * cRow);
        c4y.intoArray(c, cAt + 4 * cRow + cNext);
        c5x.intoArray(c, cAt + 5 * cRow);
        c5y.intoArray(c, cAt + 5 * cRow + cNext);
        c6x.intoArray(c, cAt + 6 * cRow);
        c6y.intoArray(c, cAt + 6 * cRow + cNext);
        c7x.intoArray(c, cAt + 7 * cRow);
        c7y.intoArray(c, cAt + 7 * cRow + cNext);
    }
}
