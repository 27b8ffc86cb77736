package io.tunebook.server.ledger.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.tunebook.events.Algorithm;
import io.tunebook.events.Configuration;
import io.tunebook.events.Event;
import io.tunebook.events.Value;
import io.tunebook.server.EventStory;
import io.tunebook.server.ledger.command.CommandDecision.Accepted;
import io.tunebook.server.ledger.command.CommandDecision.Rejected;
import io.tunebook.server.playbook.analysis.Sample;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RerunTest {
    private final EventStory story =
            EventStory.opened()
                    .study("a", 2)
                    .completed("a", 0.5, 0.02)
                    .infeasible("a", 0.9)
                    .then(
                            new Event.BaselineRecorded(
                                    "p",
                                    new Configuration(Map.of("x", new Value.Real(0.1))),
                                    0.03,
                                    "live"));

    private CommandDecision rerun(String candidate, int times, long seed) {
        return Decide.decide(
                story.snapshot().book(),
                new Command.RerunForEvidence("p-r1", candidate, null, times, seed));
    }

    @Test
    void candidateAndBaselineAreTrainedEquallyOften() {
        assertThat(rerun("a-t0", 5, 77))
                .isInstanceOfSatisfying(
                        Accepted.class,
                        a -> {
                            var created = (Event.StudyCreated) a.events().getFirst();
                            assertThat(created.algorithm().kind()).isEqualTo(Algorithm.Kind.RERUN);
                            assertThat(created.algorithm().points()).hasSize(2);
                            assertThat(created.trials()).isEqualTo(10);
                            assertThat(a.events().getLast())
                                    .isEqualTo(new Event.StudyStarted("p-s2"));
                            a.events().forEach(story::then);
                        });
        assertThat(Sample.of(story.snapshot().book(), story.round()))
                .as("reruns are no search")
                .hasSize(1);
    }

    @ParameterizedTest
    @CsvSource({
        "a-t1, 5, 77, only a completed trial",
        "a-t9, 5, 77, no trial of this round",
        "a-t0, 1, 77, times is 1",
        "a-t0, 5, 1, seed 1 was used in this project before"
    })
    void invalidRerunsAreRejected(String candidate, int times, long seed, String message) {
        assertThat(rerun(candidate, times, seed))
                .isInstanceOfSatisfying(
                        Rejected.class, r -> assertThat(r.reason()).contains(message));
    }
}
