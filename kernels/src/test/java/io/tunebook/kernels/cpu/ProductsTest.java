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

    @ParameterizedTest(name = "{0} x {1} by {1} x {2}")
    @CsvSource({
        "1,1,1",
        "3,5,2",
        "16,16,16",
        "17,33,10",
        "64,784,128",
        "128,300,40",
        "5,513,17",
        "100,64,10"
    })
    void vectorsAndPlainLoopsGiveTheSameBits(int m, int n, int p) {
        Matrix a = random(m, n, 1);
        Matrix b = random(n, p, 2);
        Matrix sameRows = random(m, p, 3);
        Matrix byPlain = random(m, p, 4);
        Matrix byVector = random(m, p, 4);
        plain.addProduct(a, b, byPlain, m);
        vector.addProduct(a, b, byVector, m);
        assertThat(byVector.data).containsExactly(byPlain.data);

        Matrix plainTransposed = random(n, p, 5);
        Matrix vectorTransposed = random(n, p, 5);
        plain.addTransposedProduct(a, sameRows, plainTransposed, m);
        vector.addTransposedProduct(a, sameRows, vectorTransposed, m);
        assertThat(vectorTransposed.data).containsExactly(plainTransposed.data);
    }

    @Test
    void tilesForWideVectorsGiveTheSameBitsOnEveryMachine() {
        Matrix a = random(8, 48, 1);
        Matrix b = random(48, 16, 2);
        Matrix wide = random(8, 16, 3);
        Matrix expected = random(8, 16, 3);
        WideTiles.product(a.data, 0, a.paddedRows * 16, b.data, 0, wide.data, 0, 3);
        plain.addProduct(a, b, expected, 8);
        assertThat(wide.data).containsExactly(expected.data);

        Matrix left = random(20, 8, 4);
        Matrix right = random(20, 16, 5);
        Matrix wideTransposed = random(8, 16, 6);
        Matrix expectedTransposed = random(8, 16, 6);
        WideTiles.transposed(left.data, 0, right.data, 0, wideTransposed.data, 0, 20);
        plain.addTransposedProduct(left, right, expectedTransposed, 20);
        assertThat(wideTransposed.data).containsExactly(expectedTransposed.data);
    }

    @Test
    void productsAreThoseOfTheTextbook() {
        int m = 19;
        int n = 37;
        int p = 21;
        Matrix a = random(m, n, 1);
        Matrix b = random(n, p, 2);
        Matrix c = Matrix.zero(m, p);
        vector.addProduct(a, b, c, m);
        Matrix again = Matrix.zero(n, p);
        vector.addTransposedProduct(a, c, again, m);
        for (int j = 0; j < p; j++) {
            for (int i = 0; i < m; i++) {
                double sum = 0;
                for (int k = 0; k < n; k++) {
                    sum += (double) a.get(i, k) * b.get(k, j);
                }
                assertThat((double) c.get(i, j)).isCloseTo(sum, within(1e-4));
            }
            for (int k = 0; k < n; k++) {
                double sum = 0;
                for (int i = 0; i < m; i++) {
                    sum += (double) a.get(i, k) * c.get(i, j);
                }
                assertThat((double) again.get(k, j)).isCloseTo(sum, within(1e-3));
            }
        }
    }

    @Test
    void rowsBeyondThoseAskedForDoNotCount() {
        Matrix a = random(32, 20, 1);
        Matrix b = random(32, 12, 2);
        Matrix few = Matrix.zero(20, 12);
        vector.addTransposedProduct(a, b, few, 7);
        for (int row = 7; row < 32; row++) {
            for (int column = 0; column < 12; column++) {
                b.set(row, column, Float.NaN);
            }
        }
        Matrix same = Matrix.zero(20, 12);
        vector.addTransposedProduct(a, b, same, 7);
        assertThat(same.data).containsExactly(few.data);
    }

    private static Matrix random(int rows, int columns, long seed) {
        SeededRandom random = new SeededRandom(seed);
        Matrix matrix = Matrix.zero(rows, columns);
        for (int row = 0; row < rows; row++) {
            for (int column = 0; column < columns; column++) {
                matrix.set(row, column, (float) random.gaussian());
            }
        }
        return matrix;
    }
}
