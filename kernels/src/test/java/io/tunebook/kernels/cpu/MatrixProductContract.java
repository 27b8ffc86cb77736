package io.tunebook.kernels.cpu;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The contract of [Products]: every element is one chain of fused multiply-adds in the order of
/// the summed index, bit for bit. Each implementation has a subclass.
abstract class MatrixProductContract {

    abstract Products products();

    @ParameterizedTest(name = "{0} rows, {1} deep, rows {2} apart")
    @CsvSource({"1, 1, 16", "3, 5, 16", "4, 16, 16", "17, 33, 48", "28, 48, 16"})
    void everyElementOfAProductIsOneChainInOrder(int rows, int depth, int apart) {
        float[] a = ProductsTest.noise((rows + 4) * apart + depth, 1);
        float[] b = ProductsTest.noise(depth * 16 + 16, 2);
        float[] start = ProductsTest.noise((rows + 4) * apart + 16, 3);
        float[] c = new float[start.length];
        products()
                .product(a, 0, apart, b, 0, 0, depth, start, 0, apart, 0, c, 0, apart, 0, rows, 1);
        for (int i = 0; i < rows; i++) {
            for (int j = 0; j < 16; j++) {
                float sum = start[i * apart + j];
                for (int k = 0; k < depth; k++) {
                    sum = Math.fma(a[i * apart + k], b[k * 16 + j], sum);
                }
                assertThat(c[i * apart + j]).as("element %d, %d", i, j).isEqualTo(sum);
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
        products().transposed(a, 0, b, 8, 0, depth, start, 0, 16, 0, c, 0, 16, 0, rows, 1);
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

    @ParameterizedTest(name = "{0} rows, {1} apart")
    @CsvSource({"1, 16", "9, 16", "33, 48"})
    void rowsAreAddedInOrder(int rows, int apart) {
        float[] values = ProductsTest.noise(rows * apart + 16, 4);
        float[] sums = ProductsTest.noise(16, 5);
        float[] expected = sums.clone();
        products().addRows(values, 0, apart, rows, sums);
        for (int r = 0; r < rows; r++) {
            for (int j = 0; j < 16; j++) {
                expected[j] += values[r * apart + j];
            }
        }
        assertThat(sums).containsExactly(expected);
    }
}
