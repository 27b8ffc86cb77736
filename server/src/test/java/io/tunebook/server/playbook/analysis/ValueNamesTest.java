package io.tunebook.server.playbook.analysis;

import static org.assertj.core.api.Assertions.assertThat;

import io.tunebook.events.Algorithm;
import io.tunebook.events.Configuration;
import io.tunebook.events.Domain;
import io.tunebook.events.Event;
import io.tunebook.events.Parameter;
import io.tunebook.events.Reproduction;
import io.tunebook.events.SearchSpace;
import io.tunebook.events.Value;
import io.tunebook.server.EventStory;
import io.tunebook.server.model.Study;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/// How values of a scientific hyperparameter are grouped and named.
class ValueNamesTest {
    private static Study over(Parameter p) {
        EventStory story =
                EventStory.opened()
                        .then(
                                new Event.StudyCreated(
                                        "s",
                                        "p-r1",
                                        "S",
                                        Configuration.EMPTY,
                                        new SearchSpace(
                                                List.of(
                                                        p,
                                                        Parameter.always(
                                                                "x", new Domain.Linear(0, 1)))),
                                        new Algorithm(Algorithm.Kind.HALTON, 1),
                                        12,
                                        new Reproduction("cmd", "1", "data", "00")));
        return Objects.requireNonNull(story.snapshot().book().study("s"));
    }

    private static String name(Domain domain, Value value) {
        Parameter p = Parameter.always("width", domain);
        return ValueNames.of(p, List.of(over(p))).name(value);
    }

    @Test
    void fewIntegersAreNamedByThemselves() {
        assertThat(name(new Domain.Int(1, 6), new Value.Int(4))).isEqualTo("4");
    }

    @Test
    void bucketsOfIntegersDoNotOverlap() {
        Domain domain = new Domain.Int(1, 12);
        assertThat(name(domain, new Value.Int(1))).isEqualTo("1 … 2");
        assertThat(name(domain, new Value.Int(12))).isEqualTo("11 … 12");
        for (long i = 1; i <= 12; i++) {
            String[] ends = name(domain, new Value.Int(i)).split(" … ", -1);
            assertThat(i).isBetween(Long.parseLong(ends[0]), Long.parseLong(ends[ends.length - 1]));
        }
    }

    @Test
    void continuousValuesAreNamedByTheirBucket() {
        assertThat(name(new Domain.Log(1e-6, 1), new Value.Real(3e-6))).isEqualTo("1e-6 … 1e-5");
    }

    @Test
    void aFixedValueOfAContinuousHyperparameterIsNamedByItself() {
        Parameter p = Parameter.always("width", new Domain.Linear(0, 1));
        Study fixed = over(Parameter.always("width", new Domain.Fixed(new Value.Real(0.25))));
        assertThat(ValueNames.of(p, List.of(fixed)).name(new Value.Real(0.25))).isEqualTo("0.25");
    }
}
