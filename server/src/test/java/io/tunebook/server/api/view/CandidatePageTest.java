package io.tunebook.server.api.view;

import static org.assertj.core.api.Assertions.assertThat;

import io.tunebook.events.Configuration;
import io.tunebook.events.Event;
import io.tunebook.events.Value;
import io.tunebook.server.EventStory;
import io.tunebook.server.RerunStory;
import io.tunebook.server.model.Trial;
import java.util.Map;
import org.junit.jupiter.api.Test;

class CandidatePageTest {
    private final EventStory story =
            EventStory.opened()
                    .study("a", 20)
                    .completed("a", 0.5, 0.02)
                    .completed("a", 0.6, 0.025)
                    .then(
                            new Event.BaselineRecorded(
                                    "p",
                                    new Configuration(Map.of("x", new Value.Real(0.1))),
                                    0.03,
                                    "live"));

    private CandidatePage page(String trial) {
        var book = story.snapshot().book();
        return CandidatePage.of(book, story.round(), (Trial.Completed) book.trial(trial));
    }

    @Test
    void theBestTrialTrainedOnceIsWarnedAbout() {
        assertThat(page("a-t0").evidence().warnings())
                .containsExactly(
                        "It is the best of 2 completed trials, trained once: part of its value may be luck. Rerun it with new seeds before the launch (PB-08, PB-39).");
        new RerunStory(story, "again", "a-t0").reruns(0.02, 0.021).ofBaseline(0.03, 0.031);
        assertThat(page("a-t0").evidence().warnings()).isEmpty();
    }

    @Test
    void aTrialThatIsNotTheBestCanBeProposedWithAWarning() {
        assertThat(page("a-t1").evidence().objection()).isNull();
        assertThat(page("a-t1").evidence().warnings().getFirst())
                .startsWith("Trial 0 of a is better by 0.50 points in the search");
    }

    /// Fault 1: these pages failed for good.
    @Test
    void identicalRerunsLeaveThePagesWhole() {
        new RerunStory(story, "again", "a-t0").reruns(0.02, 0.02).ofBaseline(0.03, 0.03);
        var learning = RoundLearningPage.of(story.snapshot(), story.round(), 1);
        assertThat(learning.gain())
                .satisfies(g -> {
                    assertThat(g.label()).isEqualTo("Identical reruns: is the seed used?");
                    assertThat(g.gain()).isNull();
                });
        var decision = RoundPage.of(story.snapshot(), story.round()).decision();
        assertThat(decision.evidence())
                .satisfies(e -> assertThat(e.label()).startsWith("Identical reruns"));
    }
}
