package io.tunebook.kernels.cpu;

import static jdk.incubator.vector.FloatVector.broadcast;
import static jdk.incubator.vector.FloatVector.fromArray;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/// Tiles of 8 rows by 1 vector of 16 floats, for processors with 512-bit vectors: a vector is a row
/// of a panel.
///
/// The sums are local variables with names, since the compiler keeps those in registers, and arrays
/// not.
final class WideTiles {

    private static final VectorSpecies<Float> SPECIES = FloatVector.SPECIES_512;
    private static final int PANEL = Matrix.PANEL;

    /// Rows of a tile.
    static final int ROWS = 8;

    private WideTiles() {}

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
        FloatVector c0 = fromArray(SPECIES, c, cAt);
        FloatVector c1 = fromArray(SPECIES, c, cAt + PANEL);
        FloatVector c2 = fromArray(SPECIES, c, cAt + 2 * PANEL);
        FloatVector c3 = fromArray(SPECIES, c, cAt + 3 * PANEL);
        FloatVector c4 = fromArray(SPECIES, c, cAt + 4 * PANEL);
        FloatVector c5 = fromArray(SPECIES, c, cAt + 5 * PANEL);
        FloatVector c6 = fromArray(SPECIES, c, cAt + 6 * PANEL);
        FloatVector c7 = fromArray(SPECIES, c, cAt + 7 * PANEL);
        int bAt = bFrom;
        for (int panel = 0; panel < panels; panel++) {
            int aAt = aFrom + panel * stride;
            for (int k = 0; k < PANEL; k++) {
                FloatVector row = fromArray(SPECIES, b, bAt);
                c0 = broadcast(SPECIES, a[aAt + k]).fma(row, c0);
                c1 = broadcast(SPECIES, a[aAt + k + PANEL]).fma(row, c1);
                c2 = broadcast(SPECIES, a[aAt + k + 2 * PANEL]).fma(row, c2);
                c3 = broadcast(SPECIES, a[aAt + k + 3 * PANEL]).fma(row, c3);
                c4 = broadcast(SPECIES, a[aAt + k + 4 * PANEL]).fma(row, c4);
                c5 = broadcast(SPECIES, a[aAt + k + 5 * PANEL]).fma(row, c5);
                c6 = broadcast(SPECIES, a[aAt + k + 6 * PANEL]).fma(row, c6);
                c7 = broadcast(SPECIES, a[aAt + k + 7 * PANEL]).fma(row, c7);
                bAt += PANEL;
            }
        }
        c0.intoArray(c, cAt);
        c1.intoArray(c, cAt + PANEL);
        c2.intoArray(c, cAt + 2 * PANEL);
        c3.intoArray(c, cAt + 3 * PANEL);
        c4.intoArray(c, cAt + 4 * PANEL);
        c5.intoArray(c, cAt + 5 * PANEL);
        c6.intoArray(c, cAt + 6 * PANEL);
        c7.intoArray(c, cAt + 7 * PANEL);
    }

    /// `c[i][j] += sum of a[r][i] b[r][j]` over `depth` values of r.
    static void transposed(
            float[] a, int aFrom, float[] b, int bFrom, float[] c, int cAt, int depth) {
        FloatVector c0 = fromArray(SPECIES, c, cAt);
        FloatVector c1 = fromArray(SPECIES, c, cAt + PANEL);
        FloatVector c2 = fromArray(SPECIES, c, cAt + 2 * PANEL);
        FloatVector c3 = fromArray(SPECIES, c, cAt + 3 * PANEL);
        FloatVector c4 = fromArray(SPECIES, c, cAt + 4 * PANEL);
        FloatVector c5 = fromArray(SPECIES, c, cAt + 5 * PANEL);
        FloatVector c6 = fromArray(SPECIES, c, cAt + 6 * PANEL);
        FloatVector c7 = fromArray(SPECIES, c, cAt + 7 * PANEL);
        for (int r = 0; r < depth; r++) {
            int aAt = aFrom + r * PANEL;
            int bAt = bFrom + r * PANEL;
            FloatVector row = fromArray(SPECIES, b, bAt);
            c0 = broadcast(SPECIES, a[aAt]).fma(row, c0);
            c1 = broadcast(SPECIES, a[aAt + 1]).fma(row, c1);
            c2 = broadcast(SPECIES, a[aAt + 2]).fma(row, c2);
            c3 = broadcast(SPECIES, a[aAt + 3]).fma(row, c3);
            c4 = broadcast(SPECIES, a[aAt + 4]).fma(row, c4);
            c5 = broadcast(SPECIES, a[aAt + 5]).fma(row, c5);
            c6 = broadcast(SPECIES, a[aAt + 6]).fma(row, c6);
            c7 = broadcast(SPECIES, a[aAt + 7]).fma(row, c7);
        }
        c0.intoArray(c, cAt);
        c1.intoArray(c, cAt + PANEL);
        c2.intoArray(c, cAt + 2 * PANEL);
        c3.intoArray(c, cAt + 3 * PANEL);
        c4.intoArray(c, cAt + 4 * PANEL);
        c5.intoArray(c, cAt + 5 * PANEL);
        c6.intoArray(c, cAt + 6 * PANEL);
        c7.intoArray(c, cAt + 7 * PANEL);
    }
}
