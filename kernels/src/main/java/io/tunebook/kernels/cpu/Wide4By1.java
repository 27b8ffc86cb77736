package io.tunebook.kernels.cpu;

import static jdk.incubator.vector.FloatVector.broadcast;
import static jdk.incubator.vector.FloatVector.fromArray;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/// A tile of 4 rows by 1 vector of 16 floats, for the rows that [Wide12By1] leaves.
///
/// The sums are named local variables, because the compiler keeps those in registers, but not
/// arrays.
final class Wide4By1 {

    private static final VectorSpecies<Float> SPECIES = FloatVector.SPECIES_512;
    private static final int PANEL = Matrix.PANEL;

    /// Rows of a tile.
    static final int ROWS = 4;

    private Wide4By1() {}

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
            }
        }
        c0x.intoArray(c, cAt);
        c1x.intoArray(c, cAt + PANEL);
        c2x.intoArray(c, cAt + 2 * PANEL);
        c3x.intoArray(c, cAt + 3 * PANEL);
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
        }
        c0x.intoArray(c, cAt);
        c1x.intoArray(c, cAt + PANEL);
        c2x.intoArray(c, cAt + 2 * PANEL);
        c3x.intoArray(c, cAt + 3 * PANEL);
    }
}
