package io.tunebook.server.analysis;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WordsTest {
    @ParameterizedTest
    @CsvSource({
        "0, 0",
        "1.5, 1.5",
        "0.9394, 0.939",
        "12345, 12300",
        "0.00012, 1.2e-4",
        "-3, -3",
        "1e6, 1e6",
        "123456, 1.23e5",
        "NaN, NaN",
        "0.999, 0.999"
    })
    void numbersHaveThreeDigitsAndNoIdleZeros(double x, String words) {
        assertThat(Words.number(x)).isEqualTo(words);
    }
}
