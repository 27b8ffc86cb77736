package io.tunebook.kernels.cpu;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.tunebook.kernels.random.SeededRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

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
        plain.product(a, 0, apart, b, 0, depth, start, 0, apart, byPlain, 0, apart, rows);
        vector.product(a, 0, apart, b, 0, depth, start, 0, apart, byVector, 0, apart, rows);
        assertThat(byVector).containsExactly(byPlain);

        plain.product(a, 1, 3, b, 0, depth, start, 0, 0, byPlain, 0, apart, rows);
        vector.product(a, 1, 3, b, 0, depth, start, 0, 0, byVector, 0, apart, rows);
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
        plain.transposed(a, 0, b, 8, depth, start, 0, 16, byPlain, 0, 16, rows);
        vector.transposed(a, 0, b, 8, depth, start, 0, 16, byVector, 0, 16, rows);
        assertThat(byVector).containsExactly(byPlain);
    }

    @Test
    void tilesForWideVectorsGiveTheSameBitsOnEveryMachine() {
        float[] a = noise(8 * 48, 1);
        float[] b = noise(48 * 16, 2);
        float[] start = noise(8 * 32, 3);
        float[] wide = new float[start.length];
        float[] expected = new float[start.length];
        WideTiles.product(a, 0, 48, b, 0, 48, start, 0, 32, wide, 0, 32);
        plain.product(a, 0, 48, b, 0, 48, start, 0, 32, expected, 0, 32, 8);
        assertThat(wide).containsExactly(expected);

        WideTiles.transposed(a, 0, b, 0, 20, start, 0, 16, wide, 0, 16);
        plain.transposed(a, 0, b, 0, 20, start, 0, 16, expected, 0, 16, 8);
        assertThat(wide).containsExactly(expected);
    }

    @Test
    void productsEqualTheirDefinition() {
        int depth = 37;
        float[] a = noise(12 * 48, 1);
        float[] b = noise(48 * 16, 2);
        float[] start = noise(16, 3);
        float[] c = new float[12 * 16];
        vector.product(a, 0, 48, b, 0, depth, start, 0, 0, c, 0, 16, 12);
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
        vector.transposed(a, 0, c, 0, 12, new float[16], 0, 0, again, 0, 16, 8);
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
