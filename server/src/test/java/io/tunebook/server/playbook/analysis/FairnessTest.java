package io.tunebook.server.playbook.analysis;

import static org.assertj.core.api.Assertions.assertThat;

import io.tunebook.events.Configuration;
import io.tunebook.events.Event;
import io.tunebook.events.Value;
import io.tunebook.server.EventStory;
import io.tunebook.server.playbook.analysis.Finding.Verdict;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.DoubleSupplier;
import org.junit.jupiter.api.Test;

/// Which scientific value is better, and whether all were tuned equally (PB-36, PB-19).
class FairnessTest {
    private static Finding finding(EventStory story) {
        return Fairness.of(story.round(), Sample.of(story.snapshot().book(), story.round()))
                .getFirst();
    }

    private static EventStory studies(int a, DoubleSupplier ofA, int b, DoubleSupplier ofB) {
        EventStory story = EventStory.opened().study("a", 30).study("b", 30);
        for (int i = 0; i < a; i++) {
            story.completed("a", 0.5, ofA.getAsDouble());
        }
        for (int i = 0; i < b; i++) {
            story.completed("b", 0.5, ofB.getAsDouble());
        }
        return story;
    }

    @Test
    void aLargeDifferenceIsRealAndSaysWhatDecided() {
        SplittableRandom random = new SplittableRandom(1);
        Finding f =
                finding(
                        studies(
                                12,
                                () -> 0.1 + 0.01 * random.nextDouble(),
                                12,
                                () -> 0.2 + 0.01 * random.nextDouble()));
        assertThat(f.label()).isEqualTo("Difference is real");
        assertThat(f.verdict()).isEqualTo(Verdict.FINE);
        assertThat(f.sentence())
                .startsWith("which = a has the best trial")
                .contains("permutation test, p < 0.001");
        assertThat(f.numbers()).containsKey("p");
    }

    @Test
    void equalSettingsAreRarelyCalledDifferent() {
        int real = 0;
        for (int seed = 0; seed < 150; seed++) {
            SplittableRandom random = new SplittableRandom(seed);
            Finding f = finding(studies(12, random::nextGaussian, 12, random::nextGaussian));
            real += f.label().equals("Difference is real") ? 1 : 0;
            if (f.label().equals("Order not settled")) {
                assertThat(f.sentence()).doesNotContain("p =").contains("could reverse");
            }
        }
        assertThat(real).isLessThanOrEqualTo(12);
    }

    @Test
    void aTrialEachIsTooFewToCompare() {
        Finding f = finding(studies(1, () -> 0.1, 1, () -> 0.2));
        assertThat(f.label()).isEqualTo("Too few trials to compare");
        assertThat(f.verdict()).isEqualTo(Verdict.UNKNOWN);
        assertThat(f.sentence()).contains("too few trials to estimate").doesNotContain("by up to");
    }

    @Test
    void identicalValuesHaveAFindingWithoutNaN() {
        Finding f = finding(studies(12, () -> 0.1, 12, () -> 0.1));
        assertThat(f.label()).isEqualTo("Order not settled");
        assertThat(f.sentence()).startsWith("which = a and b have the same best value");
        assertThat(f.numbers().values()).allSatisfy(x -> assertThat(x).isFinite());
    }

    @Test
    void infeasibleTrialsUseTheBudgetAndAbandonedOnesDoNot() {
        EventStory equal = studies(4, () -> 0.1, 12, () -> 0.1);
        for (int i = 0; i < 8; i++) {
            equal.infeasible("a", 0.5);
        }
        assertThat(finding(equal).label()).isNotEqualTo("Tuned unequally");
        EventStory abandoned = studies(6, () -> 0.1, 12, () -> 0.1);
        for (int i = 0; i < 6; i++) {
            abandoned.then(new Event.TrialAbandoned(abandoned.begin("a", 0.5), "stopped"));
        }
        Finding f = finding(abandoned);
        assertThat(f.label()).isEqualTo("Tuned unequally");
        assertThat(f.sentence())
                .contains("a has 6 trials and b has 12 trials, so they were not tuned equally");
    }

    @Test
    void countsOfAJointStudyThatDifferByChanceAreNotUnfair() {
        EventStory chance = EventStory.opened().joint("j", 24);
        EventStory contradicted = EventStory.opened().joint("j", 24);
        for (int i = 0; i < 24; i++) {
            chance.completed("j", i < 8 ? "a" : "b", 0.5, 0.1 + i % 5, 0.1);
            contradicted.completed("j", i < 2 ? "a" : "b", 0.5, 0.1 + i % 5, 0.1);
        }
        assertThat(finding(chance).label()).isNotEqualTo("Tuned unequally");
        assertThat(finding(contradicted).label()).isEqualTo("Tuned unequally");
    }

    @Test
    void aValueInTheSettingsAloneIsCompared() {
        EventStory story = EventStory.opened().study("a", 12).study("b", 12).joint("j", 4);
        for (int i = 0; i < 12; i++) {
            for (String study : List.of("a", "b")) {
                String id = "%s-only-%d".formatted(study, i);
                story.then(
                        new Event.TrialProposed(
                                id, study, i, new Configuration(Map.of("x", new Value.Real(0.5)))));
                story.then(new Event.TrialStarted(id, "cpu", "test", 1));
                story.then(
                        new Event.TrialCompleted(
                                id, (study.equals("a") ? 0.1 : 0.2) + i * 1e-4, 1, 1, 1, Map.of()));
            }
        }
        for (int i = 0; i < 4; i++) {
            story.completed("j", i % 2 == 0 ? "a" : "b", 0.5, 0.3, 0.3);
        }
        List<Sample> samples = Sample.of(story.snapshot().book(), story.round());
        assertThat(Isolation.of(story.round(), samples).getFirst().points())
                .extracting(Isolation.Point::value, Isolation.Point::trials)
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple("a", 14),
                        org.assertj.core.groups.Tuple.tuple("b", 14));
        assertThat(finding(story).label()).isEqualTo("Difference is real");
    }
}
