package io.tunebook.events.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tunebook.events.Algorithm;
import io.tunebook.events.Configuration;
import io.tunebook.events.Domain;
import io.tunebook.events.Event;
import io.tunebook.events.Parameter;
import io.tunebook.events.Reproduction;
import io.tunebook.events.SearchSpace;
import io.tunebook.events.Trainer;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.json.JsonMapper;

class UpcastTest {
    private static final JsonMapper JSON = JsonMapper.shared();

    /// Wire name, version, payload before and payload of the next version after it; approved once,
    /// never edited.
    record Case(String type, int version, String before, String after) {
        @Override
        public String toString() {
            return "%s %d %s".formatted(type, version, before);
        }
    }

    /// Three lines per case: name and version, the payload before, the payload after.
    static List<Case> cases() throws IOException {
        try (InputStream in = UpcastTest.class.getResourceAsStream("upcasts.txt")) {
            List<String> lines =
                    new String(in.readAllBytes(), StandardCharsets.UTF_8)
                            .lines()
                            .filter(l -> !l.isBlank())
                            .toList();
            List<Case> cases = new ArrayList<>();
            for (int i = 0; i < lines.size(); i += 3) {
                String[] head = lines.get(i).split(" ", 2);
                cases.add(
                        new Case(
                                head[0],
                                Integer.parseInt(head[1]),
                                lines.get(i + 1),
                                lines.get(i + 2)));
            }
            return cases;
        }
    }

    @ParameterizedTest
    @MethodSource("cases")
    void anOlderPayloadIsUpcastToTheApprovedOne(Case c) {
        Event event = Wire.decode(c.type(), c.version(), bytes(c.before()));
        assertThat(event).isEqualTo(Wire.decode(c.type(), c.version() + 1, bytes(c.after())));
        if (c.version() + 1 < Wire.newest(c.type())) {
            return;
        }
        assertThat(JSON.readTree(Wire.encode(event).payload())).isEqualTo(JSON.readTree(c.after()));
    }

    @ParameterizedTest
    @MethodSource("cases")
    void aRetryInTheNextVersionEqualsTheOlderPayload(Case c) {
        int next = c.version() + 1;
        assertThat(Wire.isSame(c.type(), c.version(), bytes(c.before()), next, bytes(c.after())))
                .isTrue();
        String other = c.after().replace("\"1\"", "\"2\"").replace("\"r1\"", "\"r2\"");
        assertThat(Wire.isSame(c.type(), c.version(), bytes(c.before()), next, bytes(other)))
                .isEqualTo(other.equals(c.after()));
        assertThat(
                        Wire.isSame(
                                c.type(),
                                c.version(),
                                bytes(c.before()),
                                Wire.newest(c.type()) + 1,
                                bytes("{}")))
                .isFalse();
    }

    @Test
    void everyVersionBeforeTheNewestHasACase() throws IOException {
        List<String> seen = cases().stream().map(c -> c.type() + " " + c.version()).toList();
        for (String name : Wire.names()) {
            for (int version = 1; version < Wire.newest(name); version++) {
                assertThat(seen).contains(name + " " + version);
            }
        }
    }

    @ParameterizedTest
    @CsvSource({
        "digits rows=100, BUILT_IN, digits rows=100",
        "'', BUILT_IN, ''",
        "outside, EXTERNAL, ''",
        "outside mnist, EXTERNAL, mnist",
        "outside: mnist, EXTERNAL, mnist",
        "an outside, BUILT_IN, an outside"
    })
    void theBeginningOfTheDataNamesAnExternalTrainer(String data, Trainer trainer, String rest) {
        assertThat(Trainer.namedIn(data)).isEqualTo(trainer);
        assertThat(Trainer.withoutName(data)).isEqualTo(rest);
    }

    @Test
    void theUpcastEventEqualsANewOne() {
        SearchSpace space =
                new SearchSpace(List.of(Parameter.always("lr", new Domain.Log(0.001, 0.1))));
        var tracked = new Algorithm(Algorithm.Kind.TRACKED, 0);
        assertThat(decoded("study-created 1"))
                .contains(
                        new Event.StudyCreated(
                                "mlp-s1",
                                "mlp-r1",
                                "mlp",
                                Configuration.EMPTY,
                                space,
                                tracked,
                                3,
                                Trainer.TRACKED,
                                new Reproduction(
                                        "see each run's tags",
                                        "mlflow",
                                        "mlflow experiment 'mlp'",
                                        "")));
        assertThat(decoded("run-created 1"))
                .contains(
                        new Event.RunCreated(
                                "r1",
                                "1",
                                "brave-lark-1",
                                "ada",
                                100_000_000_000L,
                                Map.of("mlflow.user", "ada")));
        assertThat(decoded("run-logged 1"))
                .contains(
                        new Event.RunLogged(
                                "r1", Map.of("lr", "0.01"), Map.of("note", "x"), List.of("old")));
        assertThat(decoded("run-changed 1"))
                .contains(
                        new Event.RunChanged(
                                "r1",
                                null,
                                Event.RunStatus.FINISHED,
                                100_000_001_000L,
                                null,
                                null));
    }

    private static List<Event> decoded(String nameAndVersion) {
        try {
            return WireTest.golden().stream()
                    .filter(l -> l.startsWith(nameAndVersion + " "))
                    .map(l -> l.split(" ", 3))
                    .map(p -> Wire.decode(p[0], Integer.parseInt(p[1]), bytes(p[2])))
                    .toList();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    @Test
    void aNewerVersionIsRejectedWithItsEventAndVersion() {
        assertThatThrownBy(() -> Wire.decode("study-created", 4, bytes("{}")))
                .isInstanceOf(UnreadableEvent.class)
                .hasMessage(
                        "event type 'study-created' has version 4, but this version of Tunebook reads 1 to 3: use a newer one");
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
