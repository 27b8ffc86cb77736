package io.tunebook.server.playbook.search;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.hipparchus.random.SobolSequenceGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SobolTest {
    /// The first points in the publication of S. Joe and F. Y. Kuo.
    @Test
    void theDirectionsAreThePublishedOnes() {
        SobolSequenceGenerator plain = new SobolSequenceGenerator(3);
        double[][] published = {
            {0, 0, 0},
            {0.5, 0.5, 0.5},
            {0.75, 0.25, 0.25},
            {0.25, 0.75, 0.75},
            {0.375, 0.375, 0.625},
            {0.875, 0.875, 0.125},
            {0.625, 0.125, 0.875},
            {0.125, 0.625, 0.375}
        };
        for (double[] point : published) {
            assertThat(plain.nextVector()).containsExactly(point);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 5, 10})
    void itFillsSpaceMoreEvenlyThanRandomPoints(int dimensions) {
        for (long seed = 1; seed <= 5; seed++) {
            Sobol sobol = new Sobol(dimensions, seed);
            SplittableRandom random = new SplittableRandom(seed);
            double[][] quasi = new double[64][];
            double[][] independent = new double[64][dimensions];
            for (int i = 0; i < 64; i++) {
                quasi[i] = sobol.point(i);
                for (int d = 0; d < dimensions; d++) {
                    independent[i][d] = random.nextDouble();
                }
            }
            assertThat(Discrepancy.of(quasi))
                    .as("seed %d", seed)
                    .isLessThan(Discrepancy.of(independent));
        }
    }

    /// The net property, which scrambling must keep.
    @Test
    void everySixteenthOfEachAxisHasOneOfSixteenPoints() {
        for (long seed = 0; seed < 20; seed++) {
            Sobol sobol = new Sobol(6, seed);
            for (int d = 0; d < 6; d++) {
                int[] counts = new int[16];
                for (int i = 0; i < 16; i++) {
                    counts[(int) (sobol.point(i)[d] * 16)]++;
                }
                assertThat(Arrays.stream(counts).boxed())
                        .as("seed %d, dimension %d", seed, d)
                        .allMatch(c -> c == 1);
            }
        }
    }

    @Test
    void everyQuarterByQuarterOfThePlaneHasOneOfSixteenPoints() {
        for (long seed = 0; seed < 20; seed++) {
            Sobol sobol = new Sobol(2, seed);
            int[] counts = new int[16];
            for (int i = 0; i < 16; i++) {
                double[] p = sobol.point(i);
                int row = (int) (p[0] * 4);
                int column = (int) (p[1] * 4);
                counts[row * 4 + column]++;
            }
            assertThat(Arrays.stream(counts).boxed()).as("seed %d", seed).allMatch(c -> c == 1);
        }
    }

    @Test
    void theSameSeedGivesTheSamePointsAndAnotherSeedOthers() {
        assertThat(new Sobol(3, 7).point(41)).isEqualTo(new Sobol(3, 7).point(41));
        assertThat(new Sobol(3, 7).point(41)).isNotEqualTo(new Sobol(3, 8).point(41));
    }
}
