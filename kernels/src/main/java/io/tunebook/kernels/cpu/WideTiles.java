package io.tunebook.kernels.cpu;

import static jdk.incubator.vector.FloatVector.broadcast;
import static jdk.incubator.vector.FloatVector.fromArray;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/// Tiles of 8 rows by 1 vector of 16 floats, for processors with 512-bit vectors: a vector is a row
/// of a panel.
///
/// The sums are named local variables, because the compiler keeps those in registers, but not
/// arrays; and there is a single loop, because in nested loops the compiler may keep them in
/// memory.
final class WideTiles {

    private static final VectorSpecies<Float> SPECIES = FloatVector.SPECIES_512;
    private static final int PANEL = Matrix.PANEL;

    /// Rows of a tile.
    static final int ROWS = 8;

    private WideTiles() {}

    /// One tile of [Products#product].
    static void product(
            float[] a,
            int a0,
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
        FloatVector c4 = fromArray(SPECIES, s, sAt + 4 * sRow);
        FloatVector c5 = fromArray(SPECIES, s, sAt + 5 * sRow);
        FloatVector c6 = fromArray(SPECIES, s, sAt + 6 * sRow);
        FloatVector c7 = fromArray(SPECIES, s, sAt + 7 * sRow);
        int a1 = a0 + aRow;
        int a2 = a1 + aRow;
        int a3 = a2 + aRow;
        int a4 = a3 + aRow;
        int a5 = a4 + aRow;
        int a6 = a5 + aRow;
        int a7 = a6 + aRow;
        for (int k = 0; k < length; k++) {
            FloatVector row = fromArray(SPECIES, b, bAt + k * PANEL);
            c0 = broadcast(SPECIES, a[a0 + k]).fma(row, c0);
            c1 = broadcast(SPECIES, a[a1 + k]).fma(row, c1);
            c2 = broadcast(SPECIES, a[a2 + k]).fma(row, c2);
            c3 = broadcast(SPECIES, a[a3 + k]).fma(row, c3);
            c4 = broadcast(SPECIES, a[a4 + k]).fma(row, c4);
            c5 = broadcast(SPECIES, a[a5 + k]).fma(row, c5);
            c6 = broadcast(SPECIES, a[a6 + k]).fma(row, c6);
            c7 = broadcast(SPECIES, a[a7 + k]).fma(row, c7);
        }
        c0.intoArray(c, cAt);
        c1.intoArray(c, cAt + cRow);
        c2.intoArray(c, cAt + 2 * cRow);
        c3.intoArray(c, cAt + 3 * cRow);
        c4.intoArray(c, cAt + 4 * cRow);
        c5.intoArray(c, cAt + 5 * cRow);
        c6.intoArray(c, cAt + 6 * cRow);
        c7.intoArray(c, cAt + 7 * cRow);
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
        FloatVector c4 = fromArray(SPECIES, s, sAt + 4 * sRow);
        FloatVector c5 = fromArray(SPECIES, s, sAt + 5 * sRow);
        FloatVector c6 = fromArray(SPECIES, s, sAt + 6 * sRow);
        FloatVector c7 = fromArray(SPECIES, s, sAt + 7 * sRow);
        for (int r = 0; r < length; r++) {
            FloatVector row = fromArray(SPECIES, b, bAt + r * PANEL);
            c0 = broadcast(SPECIES, a[aAt + r * PANEL]).fma(row, c0);
            c1 = broadcast(SPECIES, a[aAt + r * PANEL + 1]).fma(row, c1);
            c2 = broadcast(SPECIES, a[aAt + r * PANEL + 2]).fma(row, c2);
            c3 = broadcast(SPECIES, a[aAt + r * PANEL + 3]).fma(row, c3);
            c4 = broadcast(SPECIES, a[aAt + r * PANEL + 4]).fma(row, c4);
            c5 = broadcast(SPECIES, a[aAt + r * PANEL + 5]).fma(row, c5);
            c6 = broadcast(SPECIES, a[aAt + r * PANEL + 6]).fma(row, c6);
            c7 = broadcast(SPECIES, a[aAt + r * PANEL + 7]).fma(row, c7);
        }
        c0.intoArray(c, cAt);
        c1.intoArray(c, cAt + cRow);
        c2.intoArray(c, cAt + 2 * cRow);
        c3.intoArray(c, cAt + 3 * cRow);
        c4.intoArray(c, cAt + 4 * cRow);
        c5.intoArray(c, cAt + 5 * cRow);
        c6.intoArray(c, cAt + 6 * cRow);
        c7.intoArray(c, cAt + 7 * cRow);
    }
}
