package io.tunebook.kernels.cpu;

import static jdk.incubator.vector.FloatVector.broadcast;
import static jdk.incubator.vector.FloatVector.fromArray;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/// A tile of 12 rows by 1 vector of 16 floats, for the rows that [Wide16By1] leaves.
///
/// The sums are named local variables, because the compiler keeps those in registers, but not
/// arrays.
final class Wide12By1 {

    private static final VectorSpecies<Float> SPECIES = FloatVector.SPECIES_512;
    private static final int PANEL = Matrix.PANEL;

    /// Rows of a tile.
    static final int ROWS = 12;

    private Wide12By1() {}

    /// One tile of [Products#product].
    static void product(
            float[] a,
            int aAt,
            int[] starts,
            int first,
            float[] b,
            int bAt,
            int length,
            float[] s,
            int sAt,
            int sRow,
            float[] c,
            int cAt) {
        FloatVector c0x = fromArray(SPECIES, s, sAt);
        FloatVector c1x = fromArray(SPECIES, s, sAt + sRow);
        FloatVector c2x = fromArray(SPECIES, s, sAt + 2 * sRow);
        FloatVector c3x = fromArray(SPECIES, s, sAt + 3 * sRow);
        FloatVector c4x = fromArray(SPECIES, s, sAt + 4 * sRow);
        FloatVector c5x = fromArray(SPECIES, s, sAt + 5 * sRow);
        FloatVector c6x = fromArray(SPECIES, s, sAt + 6 * sRow);
        FloatVector c7x = fromArray(SPECIES, s, sAt + 7 * sRow);
        FloatVector c8x = fromArray(SPECIES, s, sAt + 8 * sRow);
        FloatVector c9x = fromArray(SPECIES, s, sAt + 9 * sRow);
        FloatVector c10x = fromArray(SPECIES, s, sAt + 10 * sRow);
        FloatVector c11x = fromArray(SPECIES, s, sAt + 11 * sRow);
        for (int k0 = 0; k0 < length; k0 += PANEL) {
            int at = aAt + starts[first + (k0 >> 4)];
            int end = Math.min(PANEL, length - k0);
            for (int r = 0; r < end; r++) {
                int k = k0 + r;
                FloatVector x = fromArray(SPECIES, b, bAt + k * PANEL);
                FloatVector f0 = broadcast(SPECIES, a[at + r]);
                c0x = f0.fma(x, c0x);
                FloatVector f1 = broadcast(SPECIES, a[at + r + PANEL]);
                c1x = f1.fma(x, c1x);
                FloatVector f2 = broadcast(SPECIES, a[at + r + 2 * PANEL]);
                c2x = f2.fma(x, c2x);
                FloatVector f3 = broadcast(SPECIES, a[at + r + 3 * PANEL]);
                c3x = f3.fma(x, c3x);
                FloatVector f4 = broadcast(SPECIES, a[at + r + 4 * PANEL]);
                c4x = f4.fma(x, c4x);
                FloatVector f5 = broadcast(SPECIES, a[at + r + 5 * PANEL]);
                c5x = f5.fma(x, c5x);
                FloatVector f6 = broadcast(SPECIES, a[at + r + 6 * PANEL]);
                c6x = f6.fma(x, c6x);
                FloatVector f7 = broadcast(SPECIES, a[at + r + 7 * PANEL]);
                c7x = f7.fma(x, c7x);
                FloatVector f8 = broadcast(SPECIES, a[at + r + 8 * PANEL]);
                c8x = f8.fma(x, c8x);
                FloatVector f9 = broadcast(SPECIES, a[at + r + 9 * PANEL]);
                c9x = f9.fma(x, c9x);
                FloatVector f10 = broadcast(SPECIES, a[at + r + 10 * PANEL]);
                c10x = f10.fma(x, c10x);
                FloatVector f11 = broadcast(SPECIES, a[at + r + 11 * PANEL]);
                c11x = f11.fma(x, c11x);
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
        c10x.intoArray(c, cAt + 10 * PANEL);
        c11x.intoArray(c, cAt + 11 * PANEL);
    }

    /// One tile of [Products#transposed].
    static void transposed(
            float[] a,
            int aAt,
            float[] b,
            int bAt,
            int length,
            float[] s,
            int sAt,
            int sRow,
            float[] c,
            int cAt) {
        FloatVector c0x = fromArray(SPECIES, s, sAt);
        FloatVector c1x = fromArray(SPECIES, s, sAt + sRow);
        FloatVector c2x = fromArray(SPECIES, s, sAt + 2 * sRow);
        FloatVector c3x = fromArray(SPECIES, s, sAt + 3 * sRow);
        FloatVector c4x = fromArray(SPECIES, s, sAt + 4 * sRow);
        FloatVector c5x = fromArray(SPECIES, s, sAt + 5 * sRow);
        FloatVector c6x = fromArray(SPECIES, s, sAt + 6 * sRow);
        FloatVector c7x = fromArray(SPECIES, s, sAt + 7 * sRow);
        FloatVector c8x = fromArray(SPECIES, s, sAt + 8 * sRow);
        FloatVector c9x = fromArray(SPECIES, s, sAt + 9 * sRow);
        FloatVector c10x = fromArray(SPECIES, s, sAt + 10 * sRow);
        FloatVector c11x = fromArray(SPECIES, s, sAt + 11 * sRow);
        for (int k = 0; k < length; k++) {
            FloatVector x = fromArray(SPECIES, b, bAt + k * PANEL);
            FloatVector f0 = broadcast(SPECIES, a[aAt + k * PANEL]);
            c0x = f0.fma(x, c0x);
            FloatVector f1 = broadcast(SPECIES, a[aAt + k * PANEL + 1]);
            c1x = f1.fma(x, c1x);
            FloatVector f2 = broadcast(SPECIES, a[aAt + k * PANEL + 2]);
            c2x = f2.fma(x, c2x);
            FloatVector f3 = broadcast(SPECIES, a[aAt + k * PANEL + 3]);
            c3x = f3.fma(x, c3x);
            FloatVector f4 = broadcast(SPECIES, a[aAt + k * PANEL + 4]);
            c4x = f4.fma(x, c4x);
            FloatVector f5 = broadcast(SPECIES, a[aAt + k * PANEL + 5]);
            c5x = f5.fma(x, c5x);
            FloatVector f6 = broadcast(SPECIES, a[aAt + k * PANEL + 6]);
            c6x = f6.fma(x, c6x);
            FloatVector f7 = broadcast(SPECIES, a[aAt + k * PANEL + 7]);
            c7x = f7.fma(x, c7x);
            FloatVector f8 = broadcast(SPECIES, a[aAt + k * PANEL + 8]);
            c8x = f8.fma(x, c8x);
            FloatVector f9 = broadcast(SPECIES, a[aAt + k * PANEL + 9]);
            c9x = f9.fma(x, c9x);
            FloatVector f10 = broadcast(SPECIES, a[aAt + k * PANEL + 10]);
            c10x = f10.fma(x, c10x);
            FloatVector f11 = broadcast(SPECIES, a[aAt + k * PANEL + 11]);
            c11x = f11.fma(x, c11x);
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
        c10x.intoArray(c, cAt + 10 * PANEL);
        c11x.intoArray(c, cAt + 11 * PANEL);
    }
}
