package io.tunebook.server.playbook.decision;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.tunebook.events.Algorithm;
import io.tunebook.events.Configuration;
import io.tunebook.events.Event;
import io.tunebook.events.Reproduction;
import io.tunebook.events.Value;
import io.tunebook.server.EventStory;
import io.tunebook.server.RerunStory;
import io.tunebook.server.model.Book;
import io.tunebook.server.model.Trial;
import io.tunebook.server.playbook.analysis.Finding.Verdict;
import io.tunebook.server.playbook.analysis.RoundAnswer;
import io.tunebook.server.playbook.analysis.RoundFindings;
import io.tunebook.server.playbook.analysis.Sample;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// The sentence that a round opens with, and its next action.
class RoundConclusionTest {
    private static RoundFindings findings(EventStory story) {
        Book book = story.snapshot().book();
        return RoundFindings.of(
                book.position(),
                story.round(),
                Sample.of(book, story.round()),
                story.snapshot().curves());
    }

    private static Trial.@Nullable Completed best(EventStory story) {
        Book book = story.snapshot().book();
        return Sample.of(book, story.round()).stream()
                .flatMap(s -> s.completed().stream())
                .min(Comparator.comparingDouble(Trial.Completed::value))
                .orElse(null);
    }

    private static RoundAnswer answer(EventStory story) {
        return RoundConclusion.of(
                story.snapshot().book(), story.round(), findings(story), best(story));
    }

    private static NextAction next(EventStory story) {
        return NextAction.of(
                story.snapshot().book(), story.round(), findings(story).checklist(), best(story));
    }

    /// Eight trials of a and of b, the best of a 0.10, of b `ofB`.
    private static EventStory searched(double ofB) {
        EventStory story = EventStory.opened().study("a", 8).study("b", 8);
        for (int i = 0; i < 8; i++) {
            story.completed("a", 0.2 + 0.05 * i, 0.10 + 0.01 * i);
            story.completed("b", 0.2 + 0.05 * i, ofB + 0.01 * i);
        }
        return finished(story, "a", "b");
    }

    private static EventStory finished(EventStory story, String... studies) {
        for (String study : studies) {
            story.then(new Event.StudyFinished(study));
        }
        return story;
    }

    @Test
    void withoutACompletedTrialThereIsNoAnswer() {
        assertThat(answer(EventStory.opened().study("a", 8)).sentence())
                .isEqualTo("No completed trials yet.");
    }

    @Test
    void theBestOfEachSettingIsNamedWithWhetherTheyDiffer() {
        assertThat(answer(searched(0.105)))
                .extracting(RoundAnswer::parameter, RoundAnswer::sentence, RoundAnswer::verdict)
                .containsExactly(
                        "which",
                        "a 10.00%, b 10.50%: not separable with 8 trials each.",
                        Verdict.LOOK);
        assertThat(answer(searched(0.5)))
                .extracting(RoundAnswer::sentence, RoundAnswer::verdict)
                .containsExactly("a 10.00%, b 50.00%: a is better by 40.00 points.", Verdict.FINE);
    }

    @Test
    void aFewTrialsAreCalledTooFew() {
        EventStory story = EventStory.opened().study("a", 2).study("b", 2);
        for (String study : List.of("a", "b")) {
            story.completed(study, 0.4, 0.1).completed(study, 0.6, 0.2);
        }
        assertThat(answer(story).sentence())
                .isEqualTo(
                        "a 10.00%, b 10.00%: too few trials to compare, with 2 completed trials each.");
    }

    @Test
    void oneSettingAloneHasItsBestTrialAgainstTheBaseline() {
        EventStory story = EventStory.opened().study("a", 2).completed("a", 0.5, 0.1);
        assertThat(answer(story).sentence())
                .isEqualTo("Best validation/error 10.00% (a, trial 0).");
        story.then(
                new Event.BaselineRecorded(
                        "p", new Configuration(Map.of("x", new Value.Real(0.9))), 0.12, "live"));
        assertThat(answer(story).sentence())
                .isEqualTo(
                        "Best validation/error 10.00% (a, trial 0), 2.00 points better than the baseline, trained once.");
    }

    @Test
    void rerunsOfBothReplaceTheSearchInTheAnswer() {
        EventStory story = searched(0.105);
        story.then(
                new Event.BaselineRecorded(
                        "p", new Configuration(Map.of("x", new Value.Real(0.9))), 0.12, "live"));
        new RerunStory(story, "p-s3", "a-t0")
                .reruns(0.100, 0.101, 0.102)
                .ofBaseline(0.130, 0.131, 0.132);
        RoundAnswer answer = answer(story);
        assertThat(answer.sentence())
                .startsWith(
                        "a 10.10% and the baseline 13.10% over 3 reruns each: a is 3.00 points better (95% interval ")
                .endsWith(" better).");
        assertThat(answer.verdict()).isEqualTo(Verdict.FINE);
    }

    /// Reruns of two configurations, the first three of the first.
    private static void rerun(EventStory story, String study, String one, String other) {
        Book book = story.snapshot().book();
        var points =
                List.of(
                        Objects.requireNonNull(book.trial(one)).configuration(),
                        Objects.requireNonNull(book.trial(other)).configuration());
        story.then(
                new Event.StudyCreated(
                        study,
                        "p-r1",
                        "Reruns of " + one,
                        Configuration.EMPTY,
                        EventStory.SPACE,
                        new Algorithm(Algorithm.Kind.RERUN, 9, points),
                        6,
                        new Reproduction("c", "v", "d", "00")));
        story.then(new Event.StudyStarted(study));
        for (int i = 0; i < 6; i++) {
            String id = study + "-t" + i;
            int side = i / 3;
            story.then(new Event.TrialProposed(id, study, i, points.get(side)));
            story.then(new Event.TrialStarted(id, "cpu", "test", i));
            story.then(
                    new Event.TrialCompleted(
                            id, 0.10 + 0.03 * side + 0.001 * (i % 3), 1, 1, 1, Map.of()));
        }
    }

    @Test
    void aJointStudysAnswerNamesTheSettingsThatWereRerun() {
        EventStory story = EventStory.opened().joint("j", 16);
        for (int i = 0; i < 8; i++) {
            story.completed("j", "a", 0.2 + 0.05 * i, 0.10 + 0.01 * i);
            story.completed("j", "b", 0.2 + 0.05 * i, 0.105 + 0.01 * i);
        }
        rerun(story, "p-s2", "j-t0", "j-t1");
        assertThat(answer(story).sentence())
                .startsWith("a 10.10% and b 13.10% over 3 reruns each: a is 3.00 points better");
    }

    @Test
    void theOtherSidesRerunsCountAsWell() {
        EventStory story = searched(0.105);
        rerun(story, "p-s3", "a-t0", "b-t0");
        Trial other = Objects.requireNonNull(story.snapshot().book().trial("b-t0"));
        GainVerdict verdict = GainEstimate.of(story.snapshot().book(), story.round(), other);
        assertThat(verdict.kind()).isEqualTo(GainVerdict.Kind.WORSE);
        assertThat(Objects.requireNonNull(verdict.gain()).estimate())
                .isCloseTo(-0.03, within(1e-9));
    }

    @Test
    void withABaselineTheGainIsOverTheBaselineAlone() {
        EventStory story = searched(0.105);
        rerun(story, "p-s3", "a-t0", "b-t0");
        story.then(
                new Event.BaselineRecorded(
                        "p", new Configuration(Map.of("x", new Value.Real(0.9))), 0.12, "live"));
        Trial candidate = Objects.requireNonNull(story.snapshot().book().trial("a-t0"));
        GainVerdict verdict = GainEstimate.of(story.snapshot().book(), story.round(), candidate);
        assertThat(verdict.gain()).isNull();
        assertThat(verdict.kind()).isEqualTo(GainVerdict.Kind.NOT_MEASURED);
        assertThat(verdict.sentence())
                .startsWith("3 reruns of the candidate and 0 of the baseline completed.");
        assertThat(answer(story).sentence()).startsWith("a 10.10% and b 13.10% over 3 reruns");
    }

    @Test
    void theNextActionFollowsTheLoopOfThePlaybook() {
        assertThat(next(EventStory.opened()).kind()).isEqualTo(NextAction.Kind.DESIGN);
        assertThat(next(EventStory.opened().study("a", 8)))
                .isEqualTo(new NextAction(NextAction.Kind.WAIT, "Wait for 8 trials", null));
        EventStory stopped =
                EventStory.opened().study("a", 8).then(new Event.StudyStopped("a", "lunch"));
        assertThat(next(stopped))
                .isEqualTo(new NextAction(NextAction.Kind.RUN, "Start study Tuned a", "a"));
        assertThat(next(searched(0.105)))
                .isEqualTo(
                        new NextAction(
                                NextAction.Kind.RERUN, "Rerun trial 0 of a with new seeds", null));
    }

    @Test
    void aProblemOfTheSearchComesBeforeReruns() {
        EventStory story = EventStory.opened().study("a", 20);
        for (int i = 0; i < 8; i++) {
            story.completed("a", 0.2 + 0.05 * i, 0.10 + 0.01 * i);
            story.infeasible("a", 0.1 + 0.1 * i);
        }
        for (int i = 0; i < 4; i++) {
            story.infeasible("a", 0.15 + 0.2 * i);
        }
        NextAction next = next(finished(story, "a"));
        assertThat(next.kind()).isEqualTo(NextAction.Kind.REVISE);
        assertThat(next.study()).isEqualTo("a");
    }
}
