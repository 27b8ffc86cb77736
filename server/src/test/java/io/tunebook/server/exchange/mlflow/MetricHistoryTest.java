package io.tunebook.server.exchange.mlflow;

import static org.assertj.core.api.Assertions.assertThat;

import io.tunebook.events.Measurements;
import java.util.Arrays;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MetricHistoryTest {
    private static MetricHistory steps(int n) {
        long[] steps = LongStream.range(0, n).map(i -> n - 1 - i).toArray();
        return new MetricHistory(new Measurements("m", steps, steps, new double[n]));
    }

    /// The steps that MLflow 3.17 on SQLite answers with.
    @ParameterizedTest
    @CsvSource({
        "10, 5, 0, 99, '0, 2, 4, 6, 9'",
        "20, 5, 0, 99, '0, 4, 8, 12, 19'",
        "10, 5, 0, 4, '0, 1, 2, 3, 4'",
        "10, 1, 0, 99, '9'",
        "7, 3, 0, 99, '0, 3, 6'",
        "3, 5, 0, 99, '0, 1, 2'",
        "3, 5, 4, 99, ''",
    })
    void aSampleIsThatOfMlflow(int n, int most, long from, long to, String expected) {
        assertThat(steps(n).sample(from, to, most).stream().map(MetricHistory.Point::step))
                .containsExactly(
                        Arrays.stream(expected.split(", "))
                                .filter(s -> !s.isEmpty())
                                .map(Long::valueOf)
                                .toArray(Long[]::new));
    }

    @Test
    void theOrderIsTimeThenStepThenValue() {
        var all =
                new MetricHistory(
                        new Measurements(
                                "m",
                                new long[] {3, 3, 2, 3, -1},
                                new long[] {2, 1, 1, 1, 1},
                                new double[] {12, 12, 10, Double.NaN, 0}));
        assertThat(java.util.stream.IntStream.range(0, 5).mapToObj(i -> all.byTime(i).value()))
                .containsExactly(0.0, 10.0, 12.0, Double.NaN, 12.0);
    }
}
