package io.tunebook.kernels.cpu;

import static jdk.incubator.vector.VectorOperators.GT;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorSpecies;

/// The products in register tiles. A tile keeps its sums in registers while it reads a row of `b`
/// and one number of each row of `a`; the more sums, the fewer of its cycles wait for a sum or load
/// an operand. With 32 registers of 16 floats a tile has 12 rows and two panels ([WidePair]), with
/// 16 registers of 8 floats 6 rows and one panel ([NarrowPanel]): docs/kernels.md has the speeds of
/// others.
final class VectorProducts implements Products {

    private static final int PANEL = Matrix.PANEL;
    private static final boolean WIDE = FloatVector.SPECIES_PREFERRED.length() >= PANEL;
    private static final VectorSpecies<Float> QUARTER = FloatVector.SPECIES_128;
    private static final VectorSpecies<Float> WIDEST =
            WIDE ? FloatVector.SPECIES_512 : Species.NARROW;

    private final PlainProducts plain = new PlainProducts();

    @Override
    public void product(
            float[] a,
            int aAt,
            int[] starts,
            int first,
            float[] b,
            int bAt,
            int bPanel,
            int length,
            float[] s,
            int sAt,
            int sRow,
            int sPanel,
            float[] c,
            int cAt,
            int cPanel,
            int rows,
            int panels) {
        int padded = (rows + ROWS - 1) & -ROWS;
        int p = 0;
        for (; WIDE && p + 2 <= panels; p += 2) {
            WidePair.product(
                    a,
                    aAt,
                    starts,
                    first,
                    b,
                    bAt + p * bPanel,
                    bPanel,
                    length,
                    s,
                    sAt + p * sPanel,
                    sRow,
                    sPanel,
                    c,
                    cAt + p * cPanel,
                    cPanel,
                    padded);
        }
        for (; p < panels; p++) {
            int bPart = bAt + p * bPanel;
            int sPart = sAt + p * sPanel;
            int cPart = cAt + p * cPanel;
            if (WIDE) {
                WidePanel.product(
                        a, aAt, starts, first, b, bPart, length, s, sPart, sRow, c, cPart, padded);
            } else {
                NarrowPanel.product(
                        a, aAt, starts, first, b, bPart, length, s, sPart, sRow, c, cPart, padded);
            }
        }
    }

    @Override
    public void transposed(
            float[] a,
            int aAt,
            float[] b,
            int bAt,
            int bPanel,
            int length,
            float[] s,
            int sAt,
            int sRow,
            int sPanel,
            float[] c,
            int cAt,
            int cPanel,
            int rows,
            int panels) {
        int p = 0;
        for (; WIDE && p + 2 <= panels; p += 2) {
            WidePair.transposed(
                    a,
                    aAt,
                    b,
                    bAt + p * bPanel,
                    bPanel,
                    length,
                    s,
                    sAt + p * sPanel,
                    sRow,
                    sPanel,
                    c,
                    cAt + p * cPanel,
                    cPanel,
                    rows);
        }
        for (; p < panels; p++) {
            int bPart = bAt + p * bPanel;
            int sPart = sAt + p * sPanel;
            int cPart = cAt + p * cPanel;
            if (WIDE) {
                WidePanel.transposed(a, aAt, b, bPart, length, s, sPart, sRow, c, cPart, rows);
            } else {
                NarrowPanel.transposed(a, aAt, b, bPart, length, s, sPart, sRow, c, cPart, rows);
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
    public void copyRows(
            float[] from, int fromAt, int fromStep, float[] to, int toAt, int toStep, int count) {
        int a = fromAt;
        int b = toAt;
        for (int i = 0; i < count; i++) {
            for (int j = 0; j < PANEL; j += WIDEST.length()) {
                FloatVector.fromArray(WIDEST, from, a + j).intoArray(to, b + j);
            }
            a += fromStep;
            b += toStep;
        }
    }

    @Override
    public void relu(float[] values, int from, int to) {
        int i = from;
        for (; i + WIDEST.length() <= to; i += WIDEST.length()) {
            FloatVector.fromArray(WIDEST, values, i).max(0f).intoArray(values, i);
        }
        plain.relu(values, i, to);
    }

    @Override
    public void reluGradient(float[] outputs, float[] gradient, int from, int to) {
        int i = from;
        for (; i + WIDEST.length() <= to; i += WIDEST.length()) {
            VectorMask<Float> off = FloatVector.fromArray(WIDEST, outputs, i).compare(GT, 0f).not();
            FloatVector.fromArray(WIDEST, gradient, i).blend(0f, off).intoArray(gradient, i);
        }
        plain.reluGradient(outputs, gradient, i, to);
    }

    @Override
    public void flush(float[] values, int from, int to, float smallest) {
        for (int at = from; at < to; at += WIDEST.length()) {
            FloatVector v = FloatVector.fromArray(WIDEST, values, at);
            VectorMask<Float> small = v.abs().lt(smallest);
            if (small.anyTrue()) {
                v.blend(0f, small).intoArray(values, at);
            }
        }
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
