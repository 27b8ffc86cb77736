package io.tunebook.kernels.cpu;

import static jdk.incubator.vector.VectorOperators.GT;
import static jdk.incubator.vector.VectorOperators.MAX;

import java.util.stream.IntStream;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorSpecies;

/// What [VectorProducts] computes element by element, or row by row.
abstract class VectorElements implements Products {

    static final int PANEL = Matrix.PANEL;
    static final boolean WIDE = FloatVector.SPECIES_PREFERRED.length() >= PANEL;
    private static final VectorSpecies<Float> WIDEST =
            WIDE ? FloatVector.SPECIES_512 : Species.NARROW;

    /// The positions of a column of a panel.
    private static final int[] COLUMN =
            IntStream.range(0, WIDEST.length()).map(i -> i * PANEL).toArray();

    private final PlainProducts plain = new PlainProducts();

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
    public float largest(float[] values, int at, int count) {
        float largest = Float.NEGATIVE_INFINITY;
        for (int j = 0; j < PANEL; j += WIDEST.length()) {
            VectorMask<Float> beyond = WIDEST.indexInRange(j, count).not();
            FloatVector v = FloatVector.fromArray(WIDEST, values, at + j);
            FloatVector counted = v.blend(Float.NEGATIVE_INFINITY, beyond);
            largest = Math.max(largest, counted.reduceLanes(MAX));
        }
        return largest;
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
    public void transpose(float[] from, int at, float[] to, int toAt) {
        for (int j = 0; j < PANEL; j++) {
            for (int i = 0; i < PANEL; i += WIDEST.length()) {
                FloatVector.fromArray(WIDEST, from, at + i * PANEL + j, COLUMN, 0)
                        .intoArray(to, toAt + j * PANEL + i);
            }
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
}
