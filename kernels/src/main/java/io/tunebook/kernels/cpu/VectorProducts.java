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

    /// Four panels at a time, whose chains do not wait for each other.
    @Override
    public void addRows(float[] values, int at, int panel, int panels, int length, float[] sums) {
        int p = 0;
        for (; p + 4 <= panels; p += 4) {
            for (int j = 0; j < PANEL; j += WIDEST.length()) {
                addFour(values, at + p * panel + j, panel, length, sums, p * PANEL + j);
            }
        }
        for (; p < panels; p++) {
            for (int j = 0; j < PANEL; j += WIDEST.length()) {
                FloatVector sum = FloatVector.fromArray(WIDEST, sums, p * PANEL + j);
                int first = at + p * panel + j;
                for (int r = 0; r < length; r++) {
                    sum = sum.add(FloatVector.fromArray(WIDEST, values, first + r * PANEL));
                }
                sum.intoArray(sums, p * PANEL + j);
            }
        }
    }

    private static void addFour(
            float[] values, int at, int panel, int length, float[] sums, int to) {
        FloatVector s0 = FloatVector.fromArray(WIDEST, sums, to);
        FloatVector s1 = FloatVector.fromArray(WIDEST, sums, to + PANEL);
        FloatVector s2 = FloatVector.fromArray(WIDEST, sums, to + 2 * PANEL);
        FloatVector s3 = FloatVector.fromArray(WIDEST, sums, to + 3 * PANEL);
        int at1 = at + panel;
        int at2 = at1 + panel;
        int at3 = at2 + panel;
        for (int r = 0; r < length; r++) {
            s0 = s0.add(FloatVector.fromArray(WIDEST, values, at + r * PANEL));
            s1 = s1.add(FloatVector.fromArray(WIDEST, values, at1 + r * PANEL));
            s2 = s2.add(FloatVector.fromArray(WIDEST, values, at2 + r * PANEL));
            s3 = s3.add(FloatVector.fromArray(WIDEST, values, at3 + r * PANEL));
        }
        s0.intoArray(sums, to);
        s1.intoArray(sums, to + PANEL);
        s2.intoArray(sums, to + 2 * PANEL);
        s3.intoArray(sums, to + 3 * PANEL);
    }

    @Override
    public double squares(float[] values, int from, int to) {
        double total = 0;
        int whole = from + (to - from) / (CHAINS * PANEL) * (CHAINS * PANEL);
        for (int j = 0; j < PANEL; j += WIDEST.length()) {
            FloatVector s0 = FloatVector.zero(WIDEST);
            FloatVector s1 = s0;
            FloatVector s2 = s0;
            FloatVector s3 = s0;
            for (int at = from + j; at < whole; at += CHAINS * PANEL) {
                FloatVector v0 = FloatVector.fromArray(WIDEST, values, at);
                FloatVector v1 = FloatVector.fromArray(WIDEST, values, at + PANEL);
                FloatVector v2 = FloatVector.fromArray(WIDEST, values, at + 2 * PANEL);
                FloatVector v3 = FloatVector.fromArray(WIDEST, values, at + 3 * PANEL);
                s0 = v0.fma(v0, s0);
                s1 = v1.fma(v1, s1);
                s2 = v2.fma(v2, s2);
                s3 = v3.fma(v3, s3);
            }
            for (int at = whole + j; at < to; at += PANEL) {
                FloatVector v = FloatVector.fromArray(WIDEST, values, at);
                s0 = v.fma(v, s0);
            }
            FloatVector sums = s0.add(s1).add(s2.add(s3));
            for (int lane = 0; lane < WIDEST.length(); lane++) {
                total += sums.lane(lane);
            }
        }
        return total;
    }

    @Override
    public void exponentials(float[] values, float shift, float[] results, int at) {
        for (int j = at; j < at + PANEL; j += WIDEST.length()) {
            VectorExponential.exp(FloatVector.fromArray(WIDEST, values, j).sub(shift))
                    .intoArray(results, j);
        }
    }

    @Override
    public void shares(float[] values, int at, int count, float sum, float target, float share) {
        for (int j = 0; j < PANEL; j += WIDEST.length()) {
            FloatVector v = FloatVector.fromArray(WIDEST, values, at + j);
            VectorMask<Float> used = WIDEST.indexInRange(j, count);
            FloatVector shares = v.div(sum).sub(target).mul(share);
            FloatVector.zero(WIDEST).blend(shares, used).intoArray(values, at + j);
        }
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
        FloatVector zero = FloatVector.zero(WIDEST);
        int i = from;
        for (; i + WIDEST.length() <= to; i += WIDEST.length()) {
            VectorMask<Float> on = FloatVector.fromArray(WIDEST, outputs, i).compare(GT, zero);
            zero.blend(FloatVector.fromArray(WIDEST, gradient, i), on).intoArray(gradient, i);
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
}
