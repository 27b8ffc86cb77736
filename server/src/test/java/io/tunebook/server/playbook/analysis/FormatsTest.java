package io.tunebook.server.playbook.analysis;

import static org.assertj.core.api.Assertions.assertThat;

import io.tunebook.events.Domain;
import io.tunebook.events.Objective;
import io.tunebook.events.Parameter;
import io.tunebook.events.SearchSpace;
import io.tunebook.events.Value;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FormatsTest {
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
    void numbersHaveThreeDigitsWithoutTrailingZeros(double x, String words) {
        assertThat(Formats.number(x)).isEqualTo(words);
    }

    @ParameterizedTest
    @CsvSource({
        "FRACTION, 0.0253, 2.53%, 2.53 points",
        "PERCENT, 93.21, 93.21%, 93.21 points",
        "NONE, 0.253, 0.2530, 0.253",
        ", 0.253, 0.2530, 0.253"
    })
    void theUnitOfTheObjectiveDecidesHowItsValuesAreShown(
            Objective.@Nullable Unit unit, double x, String value, String difference) {
        Objective objective =
                new Objective("validation/error", Objective.Direction.MINIMIZE, unit, null);
        assertThat(Formats.value(objective, x)).isEqualTo(value);
        assertThat(Formats.difference(objective, x)).isEqualTo(difference);
    }

    @Test
    void aSharedNameGetsItsCondition() {
        Parameter rate = Parameter.always("learning_rate", new Domain.Log(0.1, 1));
        Parameter adams = under("adam");
        assertThat(Formats.name(rate, new SearchSpace(List.of(rate)))).isEqualTo("learning_rate");
        Parameter optimizer =
                Parameter.always(
                        "optimizer",
                        new Domain.Categorical(List.of(Value.of("adam"), Value.of("nadam"))));
        assertThat(Formats.name(adams, new SearchSpace(List.of(optimizer, adams))))
                .isEqualTo("beta1");
        assertThat(Formats.name(adams, new SearchSpace(List.of(optimizer, adams, under("nadam")))))
                .isEqualTo("beta1 (optimizer adam)");
    }

    private static Parameter under(String optimizer) {
        return new Parameter(
                "beta1",
                new Domain.Linear(0.5, 0.9),
                new Parameter.Condition("optimizer", Value.of(optimizer)));
    }
}
