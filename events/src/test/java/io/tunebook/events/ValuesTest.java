package io.tunebook.events;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tunebook.events.Parameter.Condition;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class ValuesTest {
    private static final Value ADAM = new Value.Text("adam");

    static List<Arguments> impossible() {
        return List.of(
                rejected("low not below high", () -> new Domain.Linear(1, 1), "low < high"),
                rejected("low above high", () -> new Domain.Log(2, 1), "low < high"),
                rejected("a log range over zero", () -> new Domain.Log(0, 1), "above 0"),
                rejected("a negative log range", () -> new Domain.Log(-1, 1), "above 0"),
                rejected("momentum of one", () -> new Domain.ReverseLog(0.5, 1), "below 1"),
                rejected("an infinite range", () -> new Domain.Linear(0, 1 / 0.0), "low < high"),
                rejected("NaN", () -> new Domain.Linear(Double.NaN, 1), "low < high"),
                rejected(
                        "a log range of integers over zero",
                        () -> new Domain.LogInt(0, 4),
                        "above 0"),
                rejected(
                        "a single choice",
                        () -> new Domain.Categorical(List.of(ADAM)),
                        "at least two"),
                rejected(
                        "a repeated choice",
                        () -> new Domain.Categorical(List.of(ADAM, ADAM)),
                        "different"),
                rejected("an empty name", () -> parameter("", null), "beginning with a letter"),
                rejected(
                        "an unknown parent",
                        () ->
                                new SearchSpace(
                                        List.of(
                                                parameter(
                                                        "beta1",
                                                        new Condition("optimizer", ADAM)))),
                        "PB-16"),
                rejected(
                        "a repeated parameter",
                        () -> new SearchSpace(List.of(parameter("a", null), parameter("a", null))),
                        "twice"),
                rejected(
                        "a fixed role over a range",
                        () -> new Role.Assignment(parameter("a", null), Role.FIXED, "why"),
                        "PB-12"),
                rejected(
                        "a role without a reason",
                        () -> new Role.Assignment(parameter("a", null), Role.NUISANCE, " "),
                        "empty"),
                rejected(
                        "an empty goal",
                        () -> new Goal(Goal.Kind.GREEDY, Goal.Phase.EXPLOITATION, " "),
                        "empty"),
                rejected(
                        "a completed trial without a finite objective",
                        () -> new Event.TrialCompleted("t", Double.NaN, 1, 1, 1, Map.of()),
                        "infeasible"),
                rejected(
                        "a range below its bounds",
                        () ->
                                bounded(
                                        new Domain.Linear(-0.25, 0.5),
                                        new Bounds(0.0, 1.0, false, true)),
                        "dropout is -0.25 to 0.5, but its bounds are at least 0 and below 1"),
                rejected(
                        "a range that includes an open bound",
                        () -> bounded(new Domain.Linear(0, 1), new Bounds(0.0, 1.0, false, true)),
                        "dropout is 0 to 1"),
                rejected(
                        "a listed number outside of its bounds",
                        () ->
                                bounded(
                                        new Domain.Categorical(
                                                List.of(new Value.Int(1), new Value.Int(9))),
                                        new Bounds(null, 8.0, false, false)),
                        "dropout is one of [1, 9], but its bounds are at most 8"),
                rejected("no bound", () -> new Bounds(null, null, false, false), "low, high"),
                rejected("reversed bounds", () -> new Bounds(1.0, 0.0, false, false), "low < high"),
                rejected(
                        "a share of no examples",
                        () ->
                                new Objective(
                                        "error",
                                        Objective.Direction.MINIMIZE,
                                        Objective.Unit.FRACTION,
                                        0L),
                        "use 1 or more"),
                rejected(
                        "examples without a share",
                        () ->
                                new Objective(
                                        "mse",
                                        Objective.Direction.MINIMIZE,
                                        Objective.Unit.NONE,
                                        9L),
                        "only a fraction or a percentage"),
                rejected(
                        "a negative repeat",
                        () -> new Event.TrialProposed("t", "s", 0, Configuration.EMPTY, -1),
                        "count from 0"),
                rejected(
                        "steps that do not increase",
                        () -> new Curve(new long[] {2, 2}, List.of("a"), new float[][] {{1, 2}}),
                        "increase"),
                rejected(
                        "a column that is too short",
                        () -> new Curve(new long[] {1, 2}, List.of("a"), new float[][] {{1}}),
                        "2 steps"));
    }

    private static Arguments rejected(String what, ThrowingCallable make, String message) {
        return Arguments.of(what, make, message);
    }

    private static Parameter bounded(Domain domain, Bounds bounds) {
        return new Parameter("dropout", domain, null, bounds);
    }

    private static Parameter parameter(String name, Condition when) {
        return new Parameter(name, new Domain.Linear(0, 1), when);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("impossible")
    void invalidValuesAreRejectedWithAReason(String what, ThrowingCallable make, String message) {
        assertThatThrownBy(make).isInstanceOf(Rejection.class).hasMessageContaining(message);
    }

    @Test
    void boundsAreNoPartOfAParametersKeyAndStayWithItsRange() {
        Parameter bounded = bounded(new Domain.Linear(0, 0.5), new Bounds(0.0, 1.0, false, true));
        assertThat(bounded.key()).isEqualTo("dropout");
        assertThat(bounded.over(new Domain.Linear(0, 0.8)).bounds()).isEqualTo(bounded.bounds());
    }

    @Test
    void theSameNameUnderTwoParentsIsTwoParameters() {
        Value nesterov = new Value.Text("nesterov");
        SearchSpace space =
                new SearchSpace(
                        List.of(
                                Parameter.always(
                                        "optimizer",
                                        new Domain.Categorical(List.of(ADAM, nesterov))),
                                parameter("rate", new Condition("optimizer", ADAM)),
                                parameter("rate", new Condition("optimizer", nesterov))));
        assertThat(space.parameters())
                .extracting(Parameter::key)
                .containsExactly("optimizer", "rate[optimizer=adam]", "rate[optimizer=nesterov]");
        assertThat(space.activeIn(new Configuration(Map.of("optimizer", ADAM))))
                .extracting(Parameter::key)
                .containsExactly("optimizer", "rate[optimizer=adam]");
    }

    @ParameterizedTest
    @CsvSource({
        "0.999, 0.999",
        "1e-8, 1e-8",
        "0.26890001, 0.2689",
        "3, 3",
        "0, 0",
        "2.5e-5, 2.5e-5",
        "NaN, NaN",
        "1e9, 1e9"
    })
    void aRealIsPrintedWithFourSignificantDigits(double value, String text) {
        assertThat(new Value.Real(value)).hasToString(text);
    }
}
