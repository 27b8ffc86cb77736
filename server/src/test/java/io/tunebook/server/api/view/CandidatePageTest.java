package io.tunebook.server.api.view;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.tunebook.events.Configuration;
import io.tunebook.events.Event;
import io.tunebook.events.Evidence;
import io.tunebook.events.Value;
import io.tunebook.server.EventStory;
import io.tunebook.server.RerunStory;
import io.tunebook.server.model.Trial;
import java.util.List;
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
    void theGainIsOfTheSearchUntilRerunsMeasuredIt() {
        assertThat(page("a-t0").gain()).isCloseTo(0.01, within(1e-9));
        assertThat(page("a-t0").gainBasis()).isEqualTo("in the search, trained once");
        assertThat(page("a-t0").evidence().sentence())
                .isEqualTo(
                        "The candidate was trained once, so its value may be luck. Rerun it with new seeds (PB-39).");
        assertThat(page("a-t0").evidence().warnings()).as("no second sentence on it").isEmpty();
        new RerunStory(story, "again", "a-t0").reruns(0.045, 0.046).ofBaseline(0.03, 0.031);
        CandidatePage measured = page("a-t0");
        assertThat(measured.gain()).isCloseTo(-0.015, within(1e-9));
        assertThat(measured.gainBasis()).isEqualTo("mean of 2 reruns each");
        assertThat(measured.searchGain()).isCloseTo(0.01, within(1e-9));
        assertThat(measured.evidence().gain())
                .satisfies(g -> assertThat(g.candidateRuns()).isEqualTo(2));
        assertThat(RoundPage.of(story.snapshot(), story.round()).decision())
                .satisfies(d -> {
                    assertThat(d.gain()).isEqualTo(measured.gain());
                    assertThat(d.gainBasis()).isEqualTo(measured.gainBasis());
                });
    }

    @Test
    void aLaunchHasTheGainOfItsReruns() {
        new RerunStory(story, "again", "a-t0").reruns(0.045, 0.046).ofBaseline(0.03, 0.031);
        story.then(new Event.LaunchProposed("p-l1", "p", "p-r1", 1, "a-t0", null));
        var evidence =
                new Evidence(
                        9,
                        Configuration.EMPTY,
                        0.02,
                        0.03,
                        List.of(),
                        List.of(),
                        page("a-t0").evidence().gain(),
                        null);
        story.then(
                new Event.LaunchDecided(
                        "p-l1", Event.Decision.REJECT, "worse", evidence, Map.of(), "", null));
        assertThat(LaunchRow.of(story.snapshot().book(), List.of("p-l1")).getFirst())
                .satisfies(l -> {
                    assertThat(l.gain()).isCloseTo(-0.015, within(1e-9));
                    assertThat(l.gainBasis()).isEqualTo("mean of 2 reruns each");
                    assertThat(l.searchGain()).isCloseTo(0.01, within(1e-9));
                });
    }

    @Test
    void aCandidateWhoseRerunsAllDivergedWasNotTrainedOnce() {
        new RerunStory(story, "again", "a-t0")
                .reruns(Double.NaN, Double.NaN)
                .ofBaseline(0.03, 0.031);
        var evidence = page("a-t0").evidence();
        assertThat(evidence.label()).isEqualTo("2 of 2 reruns of the candidate diverged");
        assertThat(evidence.sentence() + evidence.warnings()).doesNotContain("trained once");
    }

    @Test
    void theBaselineHasNoAdvice() {
        Configuration own = story.snapshot().book().trial("a-t0").configuration();
        story.then(new Event.BaselineRecorded("p", own, 0.02, "live"));
        assertThat(page("a-t0").gain()).isNull();
        assertThat(page("a-t0").evidence())
                .satisfies(e -> {
                    assertThat(e.baseline()).isTrue();
                    assertThat(e.label()).isEqualTo("This configuration is the baseline");
                    assertThat(e.sentence()).isEmpty();
                    assertThat(e.objection()).isNull();
                });
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
                    assertThat(g.label()).isEqualTo("Identical reruns");
                    assertThat(g.gain()).isNull();
                });
        var decision = RoundPage.of(story.snapshot(), story.round()).decision();
        assertThat(decision.evidence())
                .satisfies(e -> assertThat(e.label()).startsWith("Identical reruns"));
    }
}
