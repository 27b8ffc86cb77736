package io.tunebook.kernels.cpu;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/// The products in register tiles: [WideTiles] if a vector holds a whole row of a panel, otherwise,
/// and for the remaining rows, [NarrowTiles].
final class VectorProducts implements Products {

    private static final int PANEL = Matrix.PANEL;
    private static final boolean WIDE = FloatVector.SPECIES_PREFERRED.length() >= PANEL;
    private static final VectorSpecies<Float> QUARTER = FloatVector.SPECIES_128;

    @Override
    public void product(
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
            int cRow,
            int rows) {
        int i = 0;
        if (WIDE) {
            for (; i + WideTiles.ROWS <= rows; i += WideTiles.ROWS) {
                WideTiles.product(
                        a,
                        aAt + i * aRow,
                        aRow,
                        b,
                        bAt,
                        length,
                        s,
                        sAt + i * sRow,
                        sRow,
                        c,
                        cAt + i * cRow,
                        cRow);
            }
        }
        for (; i < rows; i += NarrowTiles.ROWS) {
            for (int j = 0; j < PANEL; j += NarrowTiles.COLUMNS) {
                NarrowTiles.product(
                        a,
                        aAt + i * aRow,
                        aRow,
                        b,
                        bAt + j,
                        length,
                        s,
                        sAt + i * sRow + j,
                        sRow,
                        c,
                        cAt + i * cRow + j,
                        cRow);
            }
        }
    }

    @Override
    public void transposed(
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
            int cRow,
            int rows) {
        int i = 0;
        if (WIDE) {
            for (; i + WideTiles.ROWS <= rows; i += WideTiles.ROWS) {
                WideTiles.transposed(
                        a,
                        aAt + i,
                        b,
                        bAt,
                        length,
                        s,
                        sAt + i * sRow,
                        sRow,
                        c,
                        cAt + i * cRow,
                        cRow);
            }
        }
        for (; i < rows; i += NarrowTiles.ROWS) {
            for (int j = 0; j < PANEL; j += NarrowTiles.COLUMNS) {
                NarrowTiles.transposed(
                        a,
                        aAt + i,
                        b,
                        bAt + j,
                        length,
                        s,
                        sAt + i * sRow + j,
                        sRow,
                        c,
                        cAt + i * cRow + j,
                        cRow);
            }
        }
    }

    @Override
    public void addRows(float[] values, int at, int step, int length, float[] sums) {
        FloatVector s0 = FloatVector.fromArray(QUARTER, sums, 0);
        FloatVector s1 = FloatVector.fromArray(QUARTER, sums, 4);
        FloatVector s2 = FloatVector.fromArray(QUARTER, sums, 8);
        FloatVector s3 = FloatVector.fromArray(QUARTER, sums, 12);
        for (int r = 0; r < length; r++) {
            int from = at + r * step;
            s0 = s0.add(FloatVector.fromArray(QUARTER, values, from));
            s1 = s1.add(FloatVector.fromArray(QUARTER, values, from + 4));
            s2 = s2.add(FloatVector.fromArray(QUARTER, values, from + 8));
            s3 = s3.add(FloatVector.fromArray(QUARTER, values, from + 12));
        }
        s0.intoArray(sums, 0);
        s1.intoArray(sums, 4);
        s2.intoArray(sums, 8);
        s3.intoArray(sums, 12);
    }

    @Override
    public double squares(float[] values, int from, int to) {
        FloatVector s0 = FloatVector.zero(QUARTER);
        FloatVector s1 = FloatVector.zero(QUARTER);
        FloatVector s2 = FloatVector.zero(QUARTER);
        FloatVector s3 = FloatVector.zero(QUARTER);
        for (int at = from; at < to; at += PANEL) {
            FloatVector v0 = FloatVector.fromArray(QUARTER, values, at);
            FloatVector v1 = FloatVector.fromArray(QUARTER, values, at + 4);
            FloatVector v2 = FloatVector.fromArray(QUARTER, values, at + 8);
            FloatVector v3 = FloatVector.fromArray(QUARTER, values, at + 12);
            s0 = v0.fma(v0, s0);
            s1 = v1.fma(v1, s1);
            s2 = v2.fma(v2, s2);
            s3 = v3.fma(v3, s3);
        }
        return sum(s3, sum(s2, sum(s1, sum(s0, 0))));
    }

    @Override
    public String description() {
        return FloatVector.SPECIES_PREFERRED.vectorBitSize() + "-bit vectors";
    }

    /// Adds lane by lane, so that the order is that of the plain loops.
    private static double sum(FloatVector lanes, double start) {
        return start + lanes.lane(0) + lanes.lane(1) + lanes.lane(2) + lanes.lane(3);
    }
}
