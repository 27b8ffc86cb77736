package io.tunebook.kernels.cpu;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The contract of [Products]: every element is one chain of fused multiply-adds in the order of
/// the summed index, bit for bit. Each implementation has a subclass.
abstract class MatrixProductContract {

    abstract Products products();

    @ParameterizedTest(name = "{0} rows, {1} deep")
    @CsvSource({"1, 1", "3, 5", "4, 16", "17, 33", "28, 48"})
    void everyElementOfAProductIsOneChainInOrder(int rows, int depth) {
        int panel = (rows + 4) * 16;
        int[] starts = {2 * panel, 0, panel};
        float[] a = ProductsTest.noise(3 * panel, 1);
        float[] b = ProductsTest.noise(depth * 16, 2);
        float[] start = ProductsTest.noise(panel, 3);
        float[] c = new float[panel];
        products().product(a, 0, starts, 0, b, 0, 0, depth, start, 0, 16, 0, c, 0, 0, rows, 1);
        for (int i = 0; i < rows; i++) {
            for (int j = 0; j < 16; j++) {
                float sum = start[i * 16 + j];
                for (int k = 0; k < depth; k++) {
                    sum = Math.fma(a[starts[k / 16] + k % 16 + i * 16], b[k * 16 + j], sum);
                }
                assertThat(c[i * 16 + j]).as("element %d, %d", i, j).isEqualTo(sum);
            }
        }
    }

    @ParameterizedTest(name = "{0} rows, {1} panels")
    @CsvSource({"1, 1", "4, 2", "8, 1", "12, 3", "16, 2", "20, 1", "24, 1", "28, 3", "32, 2"})
    void everyElementOfThreeTapsIsOneChainTapByTap(int rows, int panels) {
        int line = (rows + 6) * 16;
        int[] starts = {line, 0};
        float[] a = ProductsTest.noise(2 * line, 1);
        float[] b = ProductsTest.noise(panels * 3 * 32 * 16, 2);
        float[] start = ProductsTest.noise(panels * 16, 3);
        float[] c = new float[panels * line];
        int next = 3 * 32 * 16;
        products()
                .threeTaps(
                        a, 0, starts, b, 0, 512, next, 32, start, 0, 16, c, 0, line, rows, panels);
        for (int i = 0; i < rows; i++) {
            for (int j = 0; j < panels * 16; j++) {
                float sum = start[j];
                for (int k = 0; k < 32; k++) {
                    for (int t = 0; t < 3; t++) {
                        float factor = a[starts[k / 16] + k % 16 + (i + t) * 16];
                        int weight = j / 16 * next + t * 512 + k * 16 + j % 16;
                        sum = Math.fma(factor, b[weight], sum);
                    }
                }
                assertThat(c[j / 16 * line + i * 16 + j % 16])
                        .as("element %d, %d", i, j)
                        .isEqualTo(sum);
            }
        }
    }

    @ParameterizedTest(name = "{0} rows, {1} deep")
    @CsvSource({"4, 1", "4, 33", "12, 7", "16, 256"})
    void everyElementOfATransposedProductIsOneChainInOrder(int rows, int depth) {
        float[] a = ProductsTest.noise(depth * 16 + 16, 1);
        float[] b = ProductsTest.noise(depth * 16 + 16, 2);
        float[] start = ProductsTest.noise(rows * 16, 3);
        float[] c = new float[start.length];
        products().transposed(a, 0, b, 8, 0, depth, start, 0, 16, 0, c, 0, 0, rows, 1);
        for (int i = 0; i < rows; i++) {
            for (int j = 0; j < 16; j++) {
                float sum = start[i * 16 + j];
                for (int r = 0; r < depth; r++) {
                    sum = Math.fma(a[r * 16 + i], b[8 + r * 16 + j], sum);
                }
                assertThat(c[i * 16 + j]).as("element %d, %d", i, j).isEqualTo(sum);
            }
        }
    }

    @ParameterizedTest(name = "{0} rows, {1} panels")
    @CsvSource({"0, 1", "1, 1", "9, 4", "33, 6"})
    void rowsAreAddedInOrder(int rows, int panels) {
        int panel = rows * 16 + 16;
        float[] values = ProductsTest.noise(panels * panel, 4);
        float[] sums = ProductsTest.noise(panels * 16, 5);
        float[] expected = sums.clone();
        products().addRows(values, 3, panel, panels, rows, sums);
        for (int i = 0; i < expected.length; i++) {
            for (int r = 0; r < rows; r++) {
                expected[i] += values[3 + i / 16 * panel + r * 16 + i % 16];
            }
        }
        assertThat(sums).containsExactly(expected);
    }
}
