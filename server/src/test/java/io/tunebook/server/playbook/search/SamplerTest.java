package io.tunebook.server.playbook.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.tunebook.events.Algorithm;
import io.tunebook.events.Configuration;
import io.tunebook.events.Domain;
import io.tunebook.events.Parameter;
import io.tunebook.events.SearchSpace;
import io.tunebook.events.Value;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

class SamplerTest {
    private static final Value ADAM = new Value.Text("adam");
    private static final Value NESTEROV = new Value.Text("nesterov");
    private static final SearchSpace SPACE =
            new SearchSpace(
                    List.of(
                            Parameter.always(
                                    "optimizer", new Domain.Categorical(List.of(NESTEROV, ADAM))),
                            new Parameter(
                                    "rate",
                                    new Domain.Log(1e-3, 1),
                                    new Parameter.Condition("optimizer", NESTEROV)),
                            new Parameter(
                                    "rate",
                                    new Domain.Log(1e-5, 1e-3),
                                    new Parameter.Condition("optimizer", ADAM)),
                            new Parameter(
                                    "beta1",
                                    new Domain.ReverseLog(0.5, 0.999),
                                    new Parameter.Condition("optimizer", ADAM)),
                            Parameter.always("width", new Domain.Fixed(new Value.Int(64)))));

    static Stream<Domain> domains() {
        return Stream.of(
                new Domain.Linear(-2, 5),
                new Domain.Log(1e-5, 10),
                new Domain.ReverseLog(0, 0.999),
                new Domain.Int(-3, 9),
                new Domain.LogInt(1, 1000));
    }

    @ParameterizedTest
    @MethodSource("domains")
    void valuesAreWithinTheBoundsAndUnitIsTheInverse(Domain domain) {
        double low = Scale.at(domain, 0).number();
        double high = Scale.at(domain, Math.nextDown(1.0)).number();
        for (double u : new double[] {0, 0.1, 0.25, 0.5, 0.75, 0.99, Math.nextDown(1.0)}) {
            Value value = Scale.at(domain, u);
            assertThat(value.number()).isBetween(low, high);
            boolean whole = value instanceof Value.Int;
            assertThat(Scale.unit(domain, value)).isCloseTo(u, within(whole ? 0.12 : 1e-9));
        }
    }

    @Test
    void aReverseLogRangeSpreadsOneMinusTheValue() {
        assertThat(Scale.at(new Domain.ReverseLog(0, 0.99), 0.5).number())
                .isCloseTo(0.9, within(1e-12));
    }

    @Test
    void eachIntegerIsEquallyFrequent() {
        Domain die = new Domain.Int(1, 6);
        int[] counts = new int[7];
        for (int i = 0; i < 600; i++) {
            counts[(int) Scale.at(die, (i + 0.5) / 600).number()]++;
        }
        assertThat(counts).containsExactly(0, 100, 100, 100, 100, 100, 100);
    }

    @ParameterizedTest
    @EnumSource(
            names = {"LIST", "RERUN", "TRACKED"},
            mode = EnumSource.Mode.EXCLUDE)
    void aConfigurationHasExactlyTheParametersThatExistInIt(Algorithm.Kind kind) {
        Sampler sampler = new Sampler(SPACE, new Algorithm(kind, 5), 60);
        for (int i = 0; i < 50; i++) {
            Configuration c = sampler.configuration(i);
            boolean adam = ADAM.equals(c.values().get("optimizer"));
            assertThat(c.values())
                    .containsOnlyKeys(
                            adam
                                    ? List.of("optimizer", "rate", "beta1", "width")
                                    : List.of("optimizer", "rate", "width"));
            double rate = c.values().get("rate").number();
            assertThat(rate).isBetween(adam ? 0.99999e-5 : 0.99999e-3, adam ? 1.00001e-3 : 1.00001);
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"HALTON", "SOBOL", "RANDOM", "BAYESIAN"})
    void pointIDoesNotDependOnEarlierCalls(Algorithm.Kind kind) {
        Algorithm algorithm = new Algorithm(kind, 5);
        Configuration alone = new Sampler(SPACE, algorithm, 60).configuration(17);
        Sampler walked = new Sampler(SPACE, algorithm, 60);
        for (int i = 0; i < 17; i++) {
            assertThat(walked.configuration(i)).isNotEqualTo(alone);
        }
        assertThat(walked.configuration(17)).isEqualTo(alone);
    }
}
