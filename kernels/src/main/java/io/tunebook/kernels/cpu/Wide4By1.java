package io.tunebook.kernels.cpu;

import static jdk.incubator.vector.FloatVector.broadcast;
import static jdk.incubator.vector.FloatVector.fromArray;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/// A tile of 4 rows by 1 vector of 16 floats, for the rows that [Wide12By1] leaves.
///
/// The sums are named local variables, because the compiler keeps those in registers, but not
/// arrays; and there is a single loop, because in nested loops the compiler may keep them in
/// memory.
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
            int aRow,
            float[] b,
            int bAt,
            int length,
            float[] s,
            int sAt,
            int sRow,
            float[] c,
            int cAt,
            int cRow) {
        FloatVector c0 = fromArray(SPECIES, s, sAt);
        FloatVector c1 = fromArray(SPECIES, s, sAt + sRow);
        FloatVector c2 = fromArray(SPECIES, s, sAt + 2 * sRow);
        FloatVector c3 = fromArray(SPECIES, s, sAt + 3 * sRow);
        int a1 = aAt + aRow;
        int a2 = a1 + aRow;
        int a3 = a2 + aRow;
        for (int k = 0; k < length; k++) {
            FloatVector row = fromArray(SPECIES, b, bAt + k * PANEL);
            c0 = broadcast(SPECIES, a[aAt + k]).fma(row, c0);
            c1 = broadcast(SPECIES, a[a1 + k]).fma(row, c1);
            c2 = broadcast(SPECIES, a[a2 + k]).fma(row, c2);
            c3 = broadcast(SPECIES, a[a3 + k]).fma(row, c3);
        }
        c0.intoArray(c, cAt);
        c1.intoArray(c, cAt + cRow);
        c2.intoArray(c, cAt + 2 * cRow);
        c3.intoArray(c, cAt + 3 * cRow);
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
            int cAt,
            int cRow) {
        FloatVector c0 = fromArray(SPECIES, s, sAt);
        FloatVector c1 = fromArray(SPECIES, s, sAt + sRow);
        FloatVector c2 = fromArray(SPECIES, s, sAt + 2 * sRow);
        FloatVector c3 = fromArray(SPECIES, s, sAt + 3 * sRow);
        for (int k = 0; k < length; k++) {
            FloatVector row = fromArray(SPECIES, b, bAt + k * PANEL);
            c0 = broadcast(SPECIES, a[aAt + k * PANEL]).fma(row, c0);
            c1 = broadcast(SPECIES, a[aAt + k * PANEL + 1]).fma(row, c1);
            c2 = broadcast(SPECIES, a[aAt + k * PANEL + 2]).fma(row, c2);
            c3 = broadcast(SPECIES, a[aAt + k * PANEL + 3]).fma(row, c3);
        }
        c0.intoArray(c, cAt);
        c1.intoArray(c, cAt + cRow);
        c2.intoArray(c, cAt + 2 * cRow);
        c3.intoArray(c, cAt + 3 * cRow);
    }
}
