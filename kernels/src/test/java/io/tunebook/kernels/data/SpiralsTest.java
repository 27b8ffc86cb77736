package io.tunebook.kernels.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SpiralsTest {

    @Test
    void aSeedDeterminesEveryPoint() {
        String digest = Spirals.generate(200, 3, 0.15, 7).digest();
        assertThat(Spirals.generate(200, 3, 0.15, 7).digest()).isEqualTo(digest);
        assertThat(Spirals.generate(200, 3, 0.15, 8).digest()).isNotEqualTo(digest);
    }

    @Test
    void withoutNoiseEveryPointLiesOnTheArmOfItsClass() {
        Dataset spirals = Spirals.generate(200, 4, 0, 7);
        assertThat(spirals.classes()).hasSize(4);
        for (int row = 0; row < spirals.rows(); row++) {
            double x = spirals.feature(row, 0);
            double y = spirals.feature(row, 1);
            double radius = Math.hypot(x, y);
            double angle = 4 * radius + spirals.label(row) * Math.PI / 2;
            assertThat(x).isCloseTo(radius * Math.cos(angle), within(1e-5));
            assertThat(y).isCloseTo(radius * Math.sin(angle), within(1e-5));
        }
    }

    @ParameterizedTest(name = "{0} rows, {1} arms, noise {2}: {3}")
    @CsvSource({
        "0, 3, 0.1, 'rows must be from 1 to 10000000, not 0'",
        "9, 1, 0.1, 'arms must be from 2 to 10, not 1'",
        "9, 11, 0.1, 'arms must be from 2 to 10, not 11'",
        "9, 3, -1, 'noise must be at least 0, not -1.0'",
        "9, 3, NaN, 'noise must be at least 0, not NaN'"
    })
    void parametersOutOfRangeAreReported(int rows, int arms, double noise, String message) {
        assertThatThrownBy(() -> Spirals.generate(rows, arms, noise, 1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(message);
    }
}
