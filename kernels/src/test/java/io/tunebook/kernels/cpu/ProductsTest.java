package io.tunebook.kernels.cpu;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.data.Index.atIndex;

import io.tunebook.kernels.random.SeededRandom;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ProductsTest {

    private final Products plain = new PlainProducts();
    private final Products vector = new VectorProducts();

    @ParameterizedTest(name = "{0} rows, {1} deep, rows {2} apart")
    @CsvSource({"1, 1, 16", "3, 5, 16", "4, 16, 16", "17, 33, 48", "28, 48, 16", "128, 256, 272"})
    void vectorsAndPlainLoopsGiveTheSameBits(int rows, int depth, int apart) {
        float[] a = noise((rows + 4) * apart + depth, 1);
        float[] b = noise(depth * apart + 16, 2);
        float[] start = noise((rows + 4) * apart + 16, 3);
        float[] byPlain = new float[start.length];
        float[] byVector = new float[start.length];
        plain.product(
                a, 0, apart, b, 0, 0, depth, start, 0, apart, 0, byPlain, 0, apart, 0, rows, 1);
        vector.product(
                a, 0, apart, b, 0, 0, depth, start, 0, apart, 0, byVector, 0, apart, 0, rows, 1);
        assertThat(byVector).containsExactly(byPlain);

        plain.product(a, 1, 3, b, 0, 0, depth, start, 0, 0, 0, byPlain, 0, apart, 0, rows, 1);
        vector.product(a, 1, 3, b, 0, 0, depth, start, 0, 0, 0, byVector, 0, apart, 0, rows, 1);
        assertThat(byVector).containsExactly(byPlain);
    }

    @ParameterizedTest(name = "{0} rows, {1} deep")
    @CsvSource({"4, 1", "4, 33", "12, 7", "16, 256"})
    void transposedProductsGiveTheSameBits(int rows, int depth) {
        float[] a = noise(depth * 16 + 16, 1);
        float[] b = noise(depth * 16 + 16, 2);
        float[] start = noise(rows * 16, 3);
        float[] byPlain = new float[start.length];
        float[] byVector = new float[start.length];
        plain.transposed(a, 0, b, 8, 0, depth, start, 0, 16, 0, byPlain, 0, 16, 0, rows, 1);
        vector.transposed(a, 0, b, 8, 0, depth, start, 0, 16, 0, byVector, 0, 16, 0, rows, 1);
        assertThat(byVector).containsExactly(byPlain);
    }

    @ParameterizedTest(name = "{0} rows, {1} panels")
    @CsvSource({"4, 2", "8, 2", "12, 3", "16, 5", "20, 4", "28, 2"})
    void severalPanelsGiveTheSameBits(int rows, int panels) {
        int depth = 37;
        float[] a = noise(rows * 48 + 16 * depth, 1);
        float[] b = noise(panels * 40 * 16, 2);
        float[] start = noise(rows * 96, 3);
        float[] byPlain = new float[start.length];
        float[] byVector = new float[start.length];
        for (int panelOfStart : new int[] {0, 16}) {
            for (Products p : List.of(plain, vector)) {
                float[] c = p instanceof PlainProducts ? byPlain : byVector;
                p.product(
                        a,
                        0,
                        48,
                        b,
                        0,
                        640,
                        depth,
                        start,
                        0,
                        96,
                        panelOfStart,
                        c,
                        0,
                        96,
                        16,
                        rows,
                        panels);
            }
            assertThat(byVector).containsExactly(byPlain);
            for (Products p : List.of(plain, vector)) {
                float[] c = p instanceof PlainProducts ? byPlain : byVector;
                p.transposed(
                        a,
                        0,
                        b,
                        0,
                        640,
                        depth,
                        start,
                        0,
                        0,
                        panelOfStart,
                        c,
                        0,
                        96,
                        16,
                        Math.min(rows, 16),
                        panels);
            }
            assertThat(byVector).containsExactly(byPlain);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {4, 8, 12, 16, 28})
    void tilesForWideVectorsGiveTheSameBitsOnEveryMachine(int rows) {
        float[] a = noise(rows * 48 + 16 * 48, 1);
        float[] b = noise(2 * 48 * 16, 2);
        float[] start = noise(Math.max(rows, 8) * 32, 3);
        float[] wide = new float[start.length];
        float[] expected = new float[start.length];
        WidePair.product(a, 0, 48, b, 0, 768, 48, start, 0, 32, 16, wide, 0, 32, 16, rows);
        plain.product(a, 0, 48, b, 0, 768, 48, start, 0, 32, 16, expected, 0, 32, 16, rows, 2);
        assertThat(wide).containsExactly(expected);

        int few = Math.min(rows, 16);
        WidePair.transposed(a, 0, b, 0, 768, 20, start, 0, 32, 16, wide, 0, 32, 16, few);
        plain.transposed(a, 0, b, 0, 768, 20, start, 0, 32, 16, expected, 0, 32, 16, few, 2);
        assertThat(wide).containsExactly(expected);
        for (int length : new int[] {1, 47, 48}) {
            WidePanel.product(a, 0, 48, b, 0, length, start, 0, 32, wide, 0, 32, rows);
            plain.product(a, 0, 48, b, 0, 0, length, start, 0, 32, 0, expected, 0, 32, 0, rows, 1);
            assertThat(wide).containsExactly(expected);
            NarrowPanel.product(a, 0, 48, b, 0, length, start, 0, 32, wide, 0, 32, rows);
            assertThat(wide).containsExactly(expected);
            WidePair.product(a, 0, 48, b, 0, 768, length, start, 0, 32, 16, wide, 0, 32, 16, rows);
            plain.product(
                    a, 0, 48, b, 0, 768, length, start, 0, 32, 16, expected, 0, 32, 16, rows, 2);
            assertThat(wide).containsExactly(expected);
        }
        WidePanel.transposed(a, 0, b, 0, 20, start, 0, 32, wide, 0, 32, few);
        plain.transposed(a, 0, b, 0, 0, 20, start, 0, 32, 0, expected, 0, 32, 0, few, 1);
        assertThat(wide).containsExactly(expected);
    }

    @Test
    void productsEqualTheirDefinition() {
        int depth = 37;
        float[] a = noise(12 * 48, 1);
        float[] b = noise(48 * 16, 2);
        float[] start = noise(16, 3);
        float[] c = new float[12 * 16];
        vector.product(a, 0, 48, b, 0, 0, depth, start, 0, 0, 0, c, 0, 16, 0, 12, 1);
        for (int i = 0; i < 12; i++) {
            for (int j = 0; j < 16; j++) {
                double sum = start[j];
                for (int k = 0; k < depth; k++) {
                    sum += (double) a[i * 48 + k] * b[k * 16 + j];
                }
                assertThat((double) c[i * 16 + j]).isCloseTo(sum, within(1e-5));
            }
        }
        float[] again = new float[8 * 16];
        vector.transposed(a, 0, c, 0, 0, 12, new float[16], 0, 0, 0, again, 0, 16, 0, 8, 1);
        for (int i = 0; i < 8; i++) {
            for (int j = 0; j < 16; j++) {
                double sum = 0;
                for (int r = 0; r < 12; r++) {
                    sum += (double) a[r * 16 + i] * c[r * 16 + j];
                }
                assertThat((double) again[i * 16 + j]).isCloseTo(sum, within(1e-4));
            }
        }
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
        assertThat(changed(gradient, g -> vector.copyRows(values, 1, 20, g, 2, 17, 3)))
                .containsExactly(
                        changed(gradient, g -> plain.copyRows(values, 1, 20, g, 2, 17, 3)));
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
