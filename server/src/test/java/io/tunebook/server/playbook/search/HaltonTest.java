package io.tunebook.server.playbook.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HaltonTest {
    /// The first points in bases 2, 3 and 5, as in textbooks.
    @ParameterizedTest
    @CsvSource({
        "0, 0.5, 0.333333333333, 0.2",
        "1, 0.25, 0.666666666667, 0.4",
        "2, 0.75, 0.111111111111, 0.6",
        "3, 0.125, 0.444444444444, 0.8",
        "4, 0.625, 0.777777777778, 0.04",
        "5, 0.375, 0.222222222222, 0.24",
        "6, 0.875, 0.555555555556, 0.44"
    })
    void withoutScramblingItIsTheSequenceOfTheTextbooks(int index, double x, double y, double z) {
        double[] point = Halton.plain(3).point(index);
        assertThat(point[0]).isCloseTo(x, within(1e-11));
        assertThat(point[1]).isCloseTo(y, within(1e-11));
        assertThat(point[2]).isCloseTo(z, within(1e-11));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 5, 10})
    void itFillsSpaceMoreEvenlyThanRandomPoints(int dimensions) {
        for (long seed = 1; seed <= 5; seed++) {
            Halton halton = new Halton(dimensions, seed);
            SplittableRandom random = new SplittableRandom(seed);
            double[][] quasi = new double[64][];
            double[][] independent = new double[64][dimensions];
            for (int i = 0; i < 64; i++) {
                quasi[i] = halton.point(i);
                for (int d = 0; d < dimensions; d++) {
                    independent[i][d] = random.nextDouble();
                }
            }
            assertThat(Discrepancy.of(quasi))
                    .as("seed %d", seed)
                    .isLessThan(Discrepancy.of(independent));
        }
    }

    @Test
    void everyIntervalOfABaseHasItsShare() {
        Halton halton = new Halton(4, 99);
        int[] counts = new int[8];
        for (int i = 0; i < 64; i++) {
            counts[(int) (halton.point(i)[0] * 8)]++;
        }
        assertThat(java.util.Arrays.stream(counts).boxed()).allMatch(c -> c >= 7 && c <= 9);
    }

    @Test
    void theSameSeedGivesTheSamePointsAndAnotherSeedOthers() {
        assertThat(new Halton(3, 7).point(41)).isEqualTo(new Halton(3, 7).point(41));
        assertThat(new Halton(3, 7).point(41)).isNotEqualTo(new Halton(3, 8).point(41));
    }
}
