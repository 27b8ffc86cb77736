package io.tunebook.kernels.cpu;

import static jdk.incubator.vector.FloatVector.broadcast;
import static jdk.incubator.vector.FloatVector.fromArray;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/// Tiles of 4 rows by 2 vectors, for processors with 16 vector registers: 8 sums, 2 vectors of `b`,
/// 1 of `a`.
///
/// The sums are local variables with names, since the compiler keeps those in registers, and arrays
/// not.
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

    /// `c[i][j] += sum of a[i][k] b[k][j]` over 16 `panels` values of k; `a`'s panels are `stride`
    /// floats apart.
    static void product(
            float[] a,
            int aFrom,
            int stride,
            float[] b,
            int bFrom,
            float[] c,
            int cAt,
            int panels) {
        FloatVector c00 = fromArray(SPECIES, c, cAt);
        FloatVector c01 = fromArray(SPECIES, c, cAt + LANES);
        FloatVector c10 = fromArray(SPECIES, c, cAt + PANEL);
        FloatVector c11 = fromArray(SPECIES, c, cAt + PANEL + LANES);
        FloatVector c20 = fromArray(SPECIES, c, cAt + 2 * PANEL);
        FloatVector c21 = fromArray(SPECIES, c, cAt + 2 * PANEL + LANES);
        FloatVector c30 = fromArray(SPECIES, c, cAt + 3 * PANEL);
        FloatVector c31 = fromArray(SPECIES, c, cAt + 3 * PANEL + LANES);
        int bAt = bFrom;
        for (int panel = 0; panel < panels; panel++) {
            int aAt = aFrom + panel * stride;
            for (int k = 0; k < PANEL; k++) {
                FloatVector b0 = fromArray(SPECIES, b, bAt);
                FloatVector b1 = fromArray(SPECIES, b, bAt + LANES);
                FloatVector a0 = broadcast(SPECIES, a[aAt + k]);
                c00 = a0.fma(b0, c00);
                c01 = a0.fma(b1, c01);
                FloatVector a1 = broadcast(SPECIES, a[aAt + k + PANEL]);
                c10 = a1.fma(b0, c10);
                c11 = a1.fma(b1, c11);
                FloatVector a2 = broadcast(SPECIES, a[aAt + k + 2 * PANEL]);
                c20 = a2.fma(b0, c20);
                c21 = a2.fma(b1, c21);
                FloatVector a3 = broadcast(SPECIES, a[aAt + k + 3 * PANEL]);
                c30 = a3.fma(b0, c30);
                c31 = a3.fma(b1, c31);
                bAt += PANEL;
            }
        }
        c00.intoArray(c, cAt);
        c01.intoArray(c, cAt + LANES);
        c10.intoArray(c, cAt + PANEL);
        c11.intoArray(c, cAt + PANEL + LANES);
        c20.intoArray(c, cAt + 2 * PANEL);
        c21.intoArray(c, cAt + 2 * PANEL + LANES);
        c30.intoArray(c, cAt + 3 * PANEL);
        c31.intoArray(c, cAt + 3 * PANEL + LANES);
    }

    /// `c[i][j] += sum of a[r][i] b[r][j]` over `depth` values of r.
    static void transposed(
            float[] a, int aFrom, float[] b, int bFrom, float[] c, int cAt, int depth) {
        FloatVector c00 = fromArray(SPECIES, c, cAt);
        FloatVector c01 = fromArray(SPECIES, c, cAt + LANES);
        FloatVector c10 = fromArray(SPECIES, c, cAt + PANEL);
        FloatVector c11 = fromArray(SPECIES, c, cAt + PANEL + LANES);
        FloatVector c20 = fromArray(SPECIES, c, cAt + 2 * PANEL);
        FloatVector c21 = fromArray(SPECIES, c, cAt + 2 * PANEL + LANES);
        FloatVector c30 = fromArray(SPECIES, c, cAt + 3 * PANEL);
        FloatVector c31 = fromArray(SPECIES, c, cAt + 3 * PANEL + LANES);
        for (int r = 0; r < depth; r++) {
            int aAt = aFrom + r * PANEL;
            int bAt = bFrom + r * PANEL;
            FloatVector b0 = fromArray(SPECIES, b, bAt);
            FloatVector b1 = fromArray(SPECIES, b, bAt + LANES);
            FloatVector a0 = broadcast(SPECIES, a[aAt]);
            c00 = a0.fma(b0, c00);
            c01 = a0.fma(b1, c01);
            FloatVector a1 = broadcast(SPECIES, a[aAt + 1]);
            c10 = a1.fma(b0, c10);
            c11 = a1.fma(b1, c11);
            FloatVector a2 = broadcast(SPECIES, a[aAt + 2]);
            c20 = a2.fma(b0, c20);
            c21 = a2.fma(b1, c21);
            FloatVector a3 = broadcast(SPECIES, a[aAt + 3]);
            c30 = a3.fma(b0, c30);
            c31 = a3.fma(b1, c31);
        }
        c00.intoArray(c, cAt);
        c01.intoArray(c, cAt + LANES);
        c10.intoArray(c, cAt + PANEL);
        c11.intoArray(c, cAt + PANEL + LANES);
        c20.intoArray(c, cAt + 2 * PANEL);
        c21.intoArray(c, cAt + 2 * PANEL + LANES);
        c30.intoArray(c, cAt + 3 * PANEL);
        c31.intoArray(c, cAt + 3 * PANEL + LANES);
    }
}
