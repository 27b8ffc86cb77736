package io.tunebook.kernels.cpu;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.data.Index.atIndex;

import io.tunebook.kernels.random.SeededRandom;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ProductsTest {

    private final Products plain = new PlainProducts();
    private final Products vector = new VectorProducts();

    @ParameterizedTest(name = "{0} rows, {1} deep, {2} panels")
    @CsvSource({
        "1, 1, 1",
        "3, 5, 2",
        "4, 16, 3",
        "8, 33, 1",
        "12, 37, 5",
        "16, 32, 2",
        "17, 33, 4",
        "20, 48, 1",
        "28, 48, 2",
        "128, 256, 3"
    })
    void vectorsAndPlainLoopsGiveTheSameBits(int rows, int depth, int panels) {
        Case c = new Case(rows, depth, panels);
        for (boolean sameStart : new boolean[] {false, true}) {
            assertThat(c.product(vector, sameStart)).containsExactly(c.product(plain, sameStart));
        }
    }

    @ParameterizedTest(name = "{0} rows, {1} deep, {2} panels")
    @CsvSource({"4, 1, 1", "4, 33, 2", "8, 20, 3", "12, 7, 2", "16, 256, 5"})
    void transposedProductsGiveTheSameBits(int rows, int depth, int panels) {
        Case c = new Case(rows, depth, panels);
        for (boolean sameStart : new boolean[] {false, true}) {
            assertThat(c.transposed(vector, sameStart))
                    .containsExactly(c.transposed(plain, sameStart));
        }
    }

    /// Inputs of a product whose blocks of sixteen terms lie in any order.
    private static final class Case {
        private final int rows;
        private final int depth;
        private final int panels;
        private final int padded;
        private final int[] starts;
        private final float[] a;
        private final float[] b;
        private final float[] start;

        Case(int rows, int depth, int panels) {
            this.rows = rows;
            this.depth = depth;
            this.panels = panels;
            this.padded = (rows + 3) & -4;
            int blocks = (depth + 15) / 16;
            this.starts = new int[blocks + 1];
            for (int i = 0; i < blocks; i++) {
                starts[i + 1] = (i * 7 % blocks) * (padded * 16 + 5);
            }
            this.a = noise(Math.max(blocks * (padded * 16 + 5), depth * 16) + 16, 1);
            this.b = noise(panels * (depth + 3) * 16, 2);
            this.start = noise(panels * (padded + 1) * 16, 3);
        }

        float[] product(Products products, boolean sameStart) {
            float[] c = new float[start.length];
            products.product(
                    a,
                    2,
                    starts,
                    1,
                    b,
                    3,
                    (depth + 2) * 16,
                    depth,
                    start,
                    1,
                    sameStart ? 0 : 16,
                    sameStart ? 16 : padded * 16,
                    c,
                    4,
                    padded * 16,
                    rows,
                    panels);
            return c;
        }

        float[] transposed(Products products, boolean sameStart) {
            float[] c = new float[start.length];
            products.transposed(
                    a,
                    0,
                    b,
                    3,
                    (depth + 2) * 16,
                    depth,
                    start,
                    1,
                    sameStart ? 0 : 16,
                    sameStart ? 16 : padded * 16,
                    c,
                    4,
                    padded * 16,
                    rows,
                    panels);
            return c;
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {4, 8, 12, 16, 20, 28})
    void tilesForWideVectorsGiveTheSameBitsOnEveryMachine(int rows) {
        float[] a = noise(4 * rows * 16, 1);
        float[] b = noise(2 * 48 * 16, 2);
        float[] start = noise(2 * rows * 16, 3);
        float[] wide = new float[start.length];
        float[] expected = new float[start.length];
        int[] starts = {0, rows * 16, 2 * rows * 16};
        int next = rows * 16;
        for (int n : new int[] {1, 47, 48}) {
            WidePair.product(
                    a, 0, starts, 0, b, 0, 768, n, start, 0, 16, next, wide, 0, next, rows);
            plain.product(
                    a, 0, starts, 0, b, 0, 768, n, start, 0, 16, next, expected, 0, next, rows, 2);
            assertThat(wide).containsExactly(expected);
            WidePanel.product(a, 0, starts, 0, b, 16, n, start, 0, 16, wide, 0, rows);
            plain.product(a, 0, starts, 0, b, 16, 0, n, start, 0, 16, 0, expected, 0, 0, rows, 1);
            assertThat(wide).containsExactly(expected);
            NarrowPanel.product(a, 0, starts, 0, b, 16, n, start, 0, 16, wide, 0, rows);
            assertThat(wide).containsExactly(expected);
        }
        int few = Math.min(rows, 16);
        WidePair.transposed(a, 0, b, 0, 768, 13, start, 0, 16, next, wide, 0, next, few);
        plain.transposed(a, 0, b, 0, 768, 13, start, 0, 16, next, expected, 0, next, few, 2);
        assertThat(wide).containsExactly(expected);
        WidePanel.transposed(a, 0, b, 16, 13, start, 0, 16, wide, 0, few);
        plain.transposed(a, 0, b, 16, 0, 13, start, 0, 16, 0, expected, 0, 0, few, 1);
        assertThat(wide).containsExactly(expected);
        NarrowPanel.transposed(a, 0, b, 16, 13, start, 0, 16, wide, 0, few);
        assertThat(wide).containsExactly(expected);
    }

    @Test
    void elementwiseOperationsGiveTheSameBits() {
        float[] values = noise(16 * 5 + 3, 1);
        values[20] = Float.NaN;
        values[21] = -0f;
        values[22] = 0x1p-130f;
        values[23] = -0x1p-101f;
        float[] gradient = noise(values.length, 2);
        for (int to : new int[] {16 * 5, values.length}) {
            assertThat(changed(values, v -> vector.relu(v, 16, to)))
                    .containsExactly(changed(values, v -> plain.relu(v, 16, to)));
            assertThat(changed(gradient, g -> vector.reluGradient(values, g, 16, to)))
                    .containsExactly(changed(gradient, g -> plain.reluGradient(values, g, 16, to)));
        }
        assertThat(changed(values, v -> vector.flush(v, 16, 80, 0x1p-100f)))
                .containsExactly(changed(values, v -> plain.flush(v, 16, 80, 0x1p-100f)))
                .contains(0f, atIndex(22))
                .contains(0f, atIndex(23));
        float[] square = noise(600, 9);
        assertThat(changed(new float[300], t -> vector.transpose(square, 3, t, 5)))
                .containsExactly(changed(new float[300], t -> plain.transpose(square, 3, t, 5)))
                .contains(square[3 + 16 * 7 + 2], atIndex(5 + 16 * 2 + 7));
        assertThat(changed(gradient, g -> vector.copyRows(values, 1, 20, g, 2, 17, 3)))
                .containsExactly(
                        changed(gradient, g -> plain.copyRows(values, 1, 20, g, 2, 17, 3)));
    }

    @ParameterizedTest
    @ValueSource(ints = {4, 8, 12, 16, 20, 24, 28, 32})
    void tilesOfThreeTapsGiveTheSameBitsOnEveryMachine(int rows) {
        int line = (rows + 2) * 16;
        int[] starts = {line, 0};
        float[] a = noise(2 * line + 16, 1);
        float[] b = noise(2 * 3 * 512, 2);
        float[] start = noise(32, 3);
        float[] wide = new float[2 * line];
        float[] expected = new float[2 * line];
        Taps.pair(a, 0, starts, b, 0, 512, 1536, 32, start, 0, 16, wide, 0, line, rows);
        plain.threeTaps(
                a, 0, starts, b, 0, 512, 1536, 32, start, 0, 16, expected, 0, line, rows, 2);
        assertThat(wide).containsExactly(expected);
        Taps.single(a, 0, starts, b, 9, 512, 32, start, 0, wide, 0, rows);
        plain.threeTaps(a, 0, starts, b, 9, 512, 0, 32, start, 0, 0, expected, 0, 0, rows, 1);
        assertThat(wide).containsExactly(expected);
        Taps.narrow(a, 0, starts, b, 9, 512, 32, start, 0, wide, 0, rows);
        assertThat(wide).containsExactly(expected);
    }

    @Test
    void exponentialsAndSharesGiveTheSameBits() {
        float[] values = noise(16 * 60, 1);
        for (int i = 0; i < values.length; i++) {
            values[i] *= 40;
        }
        float[] special = {
            Float.NaN,
            Float.NEGATIVE_INFINITY,
            Float.POSITIVE_INFINITY,
            -87f,
            88f,
            88.1f,
            -87.1f,
            0f
        };
        System.arraycopy(special, 0, values, 32, special.length);
        float[] byPlain = new float[values.length];
        float[] byVector = new float[values.length];
        for (int at = 0; at < values.length; at += 16) {
            float shift = at == 32 ? 0 : 0.3f * at;
            plain.exponentials(values, shift, byPlain, at);
            vector.exponentials(values, shift, byVector, at);
        }
        assertThat(byVector).containsExactly(byPlain);
        for (int count : new int[] {1, 10, 16}) {
            for (int at : new int[] {0, 32}) {
                Float largest = plain.largest(values, at, count);
                assertThat((Float) vector.largest(values, at, count)).isEqualTo(largest);
            }
            assertThat(changed(values, v -> vector.shares(v, 16, count, 3.1f, 0.01f, 0.2f)))
                    .containsExactly(
                            changed(values, v -> plain.shares(v, 16, count, 3.1f, 0.01f, 0.2f)));
        }
    }

    private static float[] changed(float[] values, Consumer<float[]> change) {
        float[] copy = values.clone();
        change.accept(copy);
        return copy;
    }

    @Test
    void sumsOfSquaresAreTheSameBitForBit() {
        float[] values = noise(16 * 33, 7);
        double sum = 0;
        for (int i = 16; i < values.length; i++) {
            sum += (double) values[i] * values[i];
        }
        assertThat(vector.squares(values, 16, values.length))
                .isEqualTo(plain.squares(values, 16, values.length))
                .isCloseTo(sum, within(1e-4 * sum));
    }

    static float[] noise(int length, long seed) {
        SeededRandom random = new SeededRandom(seed);
        float[] values = new float[length];
        for (int i = 0; i < length; i++) {
            values[i] = (float) random.gaussian();
        }
        return values;
    }
}
