package io.tunebook.kernels.cpu;

import static jdk.incubator.vector.FloatVector.broadcast;
import static jdk.incubator.vector.FloatVector.fromArray;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/// A tile of 12 rows by 1 vector of 16 floats, for the last of an odd number of panels.
///
/// The sums are named local variables, because the compiler keeps those in registers, but not
/// arrays; and there is a single loop, because in nested loops the compiler may keep them in
/// memory.
///
/// Two steps of the sum share the address of a row: computing one takes as long as using it.
final class Wide12By1 {

    private static final VectorSpecies<Float> SPECIES = FloatVector.SPECIES_512;
    private static final int PANEL = Matrix.PANEL;

    /// Rows of a tile.
    static final int ROWS = 12;

    private Wide12By1() {}

    /// One tile of [Products#product], of an even length.
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
        FloatVector c4 = fromArray(SPECIES, s, sAt + 4 * sRow);
        FloatVector c5 = fromArray(SPECIES, s, sAt + 5 * sRow);
        FloatVector c6 = fromArray(SPECIES, s, sAt + 6 * sRow);
        FloatVector c7 = fromArray(SPECIES, s, sAt + 7 * sRow);
        FloatVector c8 = fromArray(SPECIES, s, sAt + 8 * sRow);
        FloatVector c9 = fromArray(SPECIES, s, sAt + 9 * sRow);
        FloatVector c10 = fromArray(SPECIES, s, sAt + 10 * sRow);
        FloatVector c11 = fromArray(SPECIES, s, sAt + 11 * sRow);
        int a1 = aAt + aRow;
        int a2 = a1 + aRow;
        int a3 = a2 + aRow;
        int a4 = a3 + aRow;
        int a5 = a4 + aRow;
        int a6 = a5 + aRow;
        int a7 = a6 + aRow;
        int a8 = a7 + aRow;
        int a9 = a8 + aRow;
        int a10 = a9 + aRow;
        int a11 = a10 + aRow;
        for (int k = 0; k < length; k += 2) {
            FloatVector row0 = fromArray(SPECIES, b, bAt + k * PANEL);
            FloatVector row1 = fromArray(SPECIES, b, bAt + (k + 1) * PANEL);
            int k0 = aAt + k;
            c0 = broadcast(SPECIES, a[k0]).fma(row0, c0);
            c0 = broadcast(SPECIES, a[k0 + 1]).fma(row1, c0);
            int k1 = a1 + k;
            c1 = broadcast(SPECIES, a[k1]).fma(row0, c1);
            c1 = broadcast(SPECIES, a[k1 + 1]).fma(row1, c1);
            int k2 = a2 + k;
            c2 = broadcast(SPECIES, a[k2]).fma(row0, c2);
            c2 = broadcast(SPECIES, a[k2 + 1]).fma(row1, c2);
            int k3 = a3 + k;
            c3 = broadcast(SPECIES, a[k3]).fma(row0, c3);
            c3 = broadcast(SPECIES, a[k3 + 1]).fma(row1, c3);
            int k4 = a4 + k;
            c4 = broadcast(SPECIES, a[k4]).fma(row0, c4);
            c4 = broadcast(SPECIES, a[k4 + 1]).fma(row1, c4);
            int k5 = a5 + k;
            c5 = broadcast(SPECIES, a[k5]).fma(row0, c5);
            c5 = broadcast(SPECIES, a[k5 + 1]).fma(row1, c5);
            int k6 = a6 + k;
            c6 = broadcast(SPECIES, a[k6]).fma(row0, c6);
            c6 = broadcast(SPECIES, a[k6 + 1]).fma(row1, c6);
            int k7 = a7 + k;
            c7 = broadcast(SPECIES, a[k7]).fma(row0, c7);
            c7 = broadcast(SPECIES, a[k7 + 1]).fma(row1, c7);
            int k8 = a8 + k;
            c8 = broadcast(SPECIES, a[k8]).fma(row0, c8);
            c8 = broadcast(SPECIES, a[k8 + 1]).fma(row1, c8);
            int k9 = a9 + k;
            c9 = broadcast(SPECIES, a[k9]).fma(row0, c9);
            c9 = broadcast(SPECIES, a[k9 + 1]).fma(row1, c9);
            int k10 = a10 + k;
            c10 = broadcast(SPECIES, a[k10]).fma(row0, c10);
            c10 = broadcast(SPECIES, a[k10 + 1]).fma(row1, c10);
            int k11 = a11 + k;
            c11 = broadcast(SPECIES, a[k11]).fma(row0, c11);
            c11 = broadcast(SPECIES, a[k11 + 1]).fma(row1, c11);
        }
        c0.intoArray(c, cAt);
        c1.intoArray(c, cAt + cRow);
        c2.intoArray(c, cAt + 2 * cRow);
        c3.intoArray(c, cAt + 3 * cRow);
        c4.intoArray(c, cAt + 4 * cRow);
        c5.intoArray(c, cAt + 5 * cRow);
        c6.intoArray(c, cAt + 6 * cRow);
        c7.intoArray(c, cAt + 7 * cRow);
        c8.intoArray(c, cAt + 8 * cRow);
        c9.intoArray(c, cAt + 9 * cRow);
        c10.intoArray(c, cAt + 10 * cRow);
        c11.intoArray(c, cAt + 11 * cRow);
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
        FloatVector c8 = fromArray(SPECIES, s, sAt + 8 * sRow);
        FloatVector c9 = fromArray(SPECIES, s, sAt + 9 * sRow);
        FloatVector c10 = fromArray(SPECIES, s, sAt + 10 * sRow);
        FloatVector c11 = fromArray(SPECIES, s, sAt + 11 * sRow);
        for (int k = 0; k < length; k++) {
            FloatVector row = fromArray(SPECIES, b, bAt + k * PANEL);
            c0 = broadcast(SPECIES, a[aAt + k * PANEL]).fma(row, c0);
            c1 = broadcast(SPECIES, a[aAt + k * PANEL + 1]).fma(row, c1);
            c2 = broadcast(SPECIES, a[aAt + k * PANEL + 2]).fma(row, c2);
            c3 = broadcast(SPECIES, a[aAt + k * PANEL + 3]).fma(row, c3);
            c4 = broadcast(SPECIES, a[aAt + k * PANEL + 4]).fma(row, c4);
            c5 = broadcast(SPECIES, a[aAt + k * PANEL + 5]).fma(row, c5);
            c6 = broadcast(SPECIES, a[aAt + k * PANEL + 6]).fma(row, c6);
            c7 = broadcast(SPECIES, a[aAt + k * PANEL + 7]).fma(row, c7);
            c8 = broadcast(SPECIES, a[aAt + k * PANEL + 8]).fma(row, c8);
            c9 = broadcast(SPECIES, a[aAt + k * PANEL + 9]).fma(row, c9);
            c10 = broadcast(SPECIES, a[aAt + k * PANEL + 10]).fma(row, c10);
            c11 = broadcast(SPECIES, a[aAt + k * PANEL + 11]).fma(row, c11);
        }
        c0.intoArray(c, cAt);
        c1.intoArray(c, cAt + cRow);
        c2.intoArray(c, cAt + 2 * cRow);
        c3.intoArray(c, cAt + 3 * cRow);
        c4.intoArray(c, cAt + 4 * cRow);
        c5.intoArray(c, cAt + 5 * cRow);
        c6.intoArray(c, cAt + 6 * cRow);
        c7.intoArray(c, cAt + 7 * cRow);
        c8.intoArray(c, cAt + 8 * cRow);
        c9.intoArray(c, cAt + 9 * cRow);
        c10.intoArray(c, cAt + 10 * cRow);
        c11.intoArray(c, cAt + 11 * cRow);
    }
}
