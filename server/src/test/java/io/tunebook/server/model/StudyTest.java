package io.tunebook.server.model;

import static org.assertj.core.api.Assertions.assertThat;

import io.tunebook.events.Algorithm;
import io.tunebook.events.Configuration;
import io.tunebook.events.Event;
import io.tunebook.events.Reproduction;
import io.tunebook.events.Value;
import io.tunebook.server.EventStory;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;

class StudyTest {
    private static Study study(Map<String, Value> settings) {
        return Study.of(
                new Event.StudyCreated(
                        "s",
                        "r1",
                        "Wide",
                        new Configuration(settings),
                        EventStory.SPACE,
                        new Algorithm(Algorithm.Kind.HALTON, 1),
                        2,
                        new Reproduction("cmd", "1", "data", "00")),
                new Stamp(1, Instant.EPOCH, "ada"));
    }

    @Test
    void aNumberInALabelHasItsParameter() {
        assertThat(study(Map.of("width", new Value.Int(32))).label()).isEqualTo("width = 32");
    }

    @Test
    void aTextIsALabelAlone() {
        assertThat(study(Map.of("optimizer", new Value.Text("adam"))).label()).isEqualTo("adam");
    }

    @Test
    void withoutSettingsTheLabelIsTheName() {
        assertThat(study(Map.of()).label()).isEqualTo("Wide");
    }
}
