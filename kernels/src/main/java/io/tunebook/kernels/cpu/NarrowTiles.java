package io.tunebook.kernels.cpu;

import static jdk.incubator.vector.FloatVector.broadcast;
import static jdk.incubator.vector.FloatVector.fromArray;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/// Tiles of 4 rows by 2 vectors, for processors with 16 vector registers: 8 sums, 2 vectors of `b`,
/// 1 of `a`.
///
/// The sums are named local variables, because the compiler keeps those in registers, but not
/// arrays; and there is a single loop, because in nested loops the compiler may keep them in
/// memory.
final class NarrowTiles {

    private static final VectorSpecies<Float> SPECIES =
            FloatVector.SPECIES_PREFERRED.length() >= 8
                    ? FloatVector.SPECIES_256
                    : FloatVector.SPECIES_128;
    private static final int LANES = SPECIES.length();
    private static final int PANEL = Matrix.PANEL;

    /// Rows of a tile.
    static final int ROWS = 4;

    /// Columns of a tile.
    static final int COLUMNS = 2 * LANES;

    private NarrowTiles() {}

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
        FloatVector c00 = fromArray(SPECIES, s, sAt);
        FloatVector c01 = fromArray(SPECIES, s, sAt + LANES);
        FloatVector c10 = fromArray(SPECIES, s, sAt + sRow);
        FloatVector c11 = fromArray(SPECIES, s, sAt + sRow + LANES);
        FloatVector c20 = fromArray(SPECIES, s, sAt + 2 * sRow);
        FloatVector c21 = fromArray(SPECIES, s, sAt + 2 * sRow + LANES);
        FloatVector c30 = fromArray(SPECIES, s, sAt + 3 * sRow);
        FloatVector c31 = fromArray(SPECIES, s, sAt + 3 * sRow + LANES);
        int a1 = a0 + aRow;
        int a2 = a1 + aRow;
        int a3 = a2 + aRow;
        for (int k = 0; k < length; k++) {
            FloatVector b0 = fromArray(SPECIES, b, bAt + k * PANEL);
            FloatVector b1 = fromArray(SPECIES, b, bAt + k * PANEL + LANES);
            FloatVector x0 = broadcast(SPECIES, a[a0 + k]);
            c00 = x0.fma(b0, c00);
            c01 = x0.fma(b1, c01);
            FloatVector x1 = broadcast(SPECIES, a[a1 + k]);
            c10 = x1.fma(b0, c10);
            c11 = x1.fma(b1, c11);
            FloatVector x2 = broadcast(SPECIES, a[a2 + k]);
            c20 = x2.fma(b0, c20);
            c21 = x2.fma(b1, c21);
            FloatVector x3 = broadcast(SPECIES, a[a3 + k]);
            c30 = x3.fma(b0, c30);
            c31 = x3.fma(b1, c31);
        }
        c00.intoArray(c, cAt);
        c01.intoArray(c, cAt + LANES);
        c10.intoArray(c, cAt + cRow);
        c11.intoArray(c, cAt + cRow + LANES);
        c20.intoArray(c, cAt + 2 * cRow);
        c21.intoArray(c, cAt + 2 * cRow + LANES);
        c30.intoArray(c, cAt + 3 * cRow);
        c31.intoArray(c, cAt + 3 * cRow + LANES);
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
        FloatVector c00 = fromArray(SPECIES, s, sAt);
        FloatVector c01 = fromArray(SPECIES, s, sAt + LANES);
        FloatVector c10 = fromArray(SPECIES, s, sAt + sRow);
        FloatVector c11 = fromArray(SPECIES, s, sAt + sRow + LANES);
        FloatVector c20 = fromArray(SPECIES, s, sAt + 2 * sRow);
        FloatVector c21 = fromArray(SPECIES, s, sAt + 2 * sRow + LANES);
        FloatVector c30 = fromArray(SPECIES, s, sAt + 3 * sRow);
        FloatVector c31 = fromArray(SPECIES, s, sAt + 3 * sRow + LANES);
        for (int r = 0; r < length; r++) {
            FloatVector b0 = fromArray(SPECIES, b, bAt + r * PANEL);
            FloatVector b1 = fromArray(SPECIES, b, bAt + r * PANEL + LANES);
            FloatVector x0 = broadcast(SPECIES, a[aAt + r * PANEL]);
            c00 = x0.fma(b0, c00);
            c01 = x0.fma(b1, c01);
            FloatVector x1 = broadcast(SPECIES, a[aAt + r * PANEL + 1]);
            c10 = x1.fma(b0, c10);
            c11 = x1.fma(b1, c11);
            FloatVector x2 = broadcast(SPECIES, a[aAt + r * PANEL + 2]);
            c20 = x2.fma(b0, c20);
            c21 = x2.fma(b1, c21);
            FloatVector x3 = broadcast(SPECIES, a[aAt + r * PANEL + 3]);
            c30 = x3.fma(b0, c30);
            c31 = x3.fma(b1, c31);
        }
        c00.intoArray(c, cAt);
        c01.intoArray(c, cAt + LANES);
        c10.intoArray(c, cAt + cRow);
        c11.intoArray(c, cAt + cRow + LANES);
        c20.intoArray(c, cAt + 2 * cRow);
        c21.intoArray(c, cAt + 2 * cRow + LANES);
        c30.intoArray(c, cAt + 3 * cRow);
        c31.intoArray(c, cAt + 3 * cRow + LANES);
    }
}
