package io.tunebook.server.playbook.analysis;

import static org.assertj.core.api.Assertions.assertThat;

import io.tunebook.events.Algorithm;
import io.tunebook.events.Configuration;
import io.tunebook.events.Event;
import io.tunebook.events.Reproduction;
import io.tunebook.events.Trainer;
import io.tunebook.events.Value;
import io.tunebook.server.EventStory;
import io.tunebook.server.model.Trial;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class RepeatsTest {
    private static EventStory story() {
        return EventStory.opened()
                .then(
                        new Event.StudyCreated(
                                "a",
                                "p-r1",
                                "Repeated",
                                new Configuration(Map.of("which", new Value.Text("a"))),
                                EventStory.SPACE,
                                new Algorithm(Algorithm.Kind.HALTON, 1),
                                6,
                                Trainer.BUILT_IN,
                                new Reproduction("cmd", "1", "data", "00"),
                                3))
                .then(new Event.StudyStarted("a"));
    }

    private static Sample sample(EventStory story) {
        return Sample.of(
                story.snapshot().book(),
                Objects.requireNonNull(story.snapshot().book().study("a")));
    }

    @Test
    void aConfigurationIsJudgedByTheMeanOfItsRepeats() {
        EventStory story =
                story().completed("a", 0.2, 0.1)
                        .completed("a", 0.2, 0.2)
                        .completed("a", 0.2, 0.6)
                        .completed("a", 0.8, 0.25);
        Sample sample = sample(story);
        assertThat(sample.values()).containsExactly(0.25, 0.3);
        assertThat(sample.completed())
                .extracting(Trial.Completed::id)
                .containsExactly("a-t3", "a-t0");
    }

    @Test
    void aConfigurationOfWhichMostRepeatsAreInfeasibleIsInfeasible() {
        EventStory story =
                story().completed("a", 0.2, 0.1)
                        .infeasible("a", 0.2)
                        .infeasible("a", 0.2)
                        .completed("a", 0.8, 0.25)
                        .infeasible("a", 0.8);
        Sample sample = sample(story);
        assertThat(sample.values()).containsExactly(0.25);
        assertThat(sample.infeasible()).hasSize(1);
    }
}
