package io.tunebook.server.playbook.analysis;

import static org.assertj.core.api.Assertions.assertThat;

import io.tunebook.server.EventStory;
import io.tunebook.server.playbook.analysis.Finding.Verdict;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.Objects;
import java.util.Random;
import java.util.function.DoublePredicate;
import org.junit.jupiter.api.Test;

/// Studies of one hyperparameter `x` from 0 to 1 with a known region of infeasible trials.
class InfeasibilityTest {
    private static Sample evenly(DoublePredicate infeasible) {
        return sample(evenlyTold(infeasible));
    }

    private static EventStory evenlyTold(DoublePredicate infeasible) {
        EventStory story = EventStory.opened().study("a", 24);
        for (int i = 0; i < 24; i++) {
            double x = (i + 0.5) / 24;
            if (infeasible.test(x)) {
                story.infeasible("a", x);
            } else {
                story.completed("a", x, 0.05 + Math.abs(x - 0.3));
            }
        }
        return story;
    }

    private static Sample sample(EventStory story) {
        return Sample.of(story.snapshot().book(), story.round()).getFirst();
    }

    private static Finding finding(EventStory story) {
        return Infeasibility.of(sample(story), story.snapshot().curves());
    }

    @Test
    void aRegionOnOneSideIsNamed() {
        Threshold t = Objects.requireNonNull(Threshold.of(evenly(x -> x < 0.33)));
        assertThat(t.below()).isEqualTo(8.5 / 24);
        assertThat(t.above()).isNull();
        assertThat(t.isComplete()).isTrue();
    }

    @Test
    void aRegionOnBothSidesIsNamed() {
        Threshold t = Objects.requireNonNull(Threshold.of(evenly(x -> x < 0.16 || x > 0.84)));
        assertThat(t.below()).isEqualTo(4.5 / 24);
        assertThat(t.above()).isEqualTo(19.5 / 24);
    }

    @Test
    void aRegionWithAnExceptionIsNamed() {
        EventStory story = evenlyTold(x -> x > 0.66 && (x < 0.8 || x > 0.83));
        assertThat(finding(story).sentence())
                .contains("Most trials with x above 0.646 are infeasible: 7 of 8");
    }

    @Test
    void aValueOfAChoiceIsNamed() {
        EventStory story = EventStory.opened().joint("j", 24);
        for (int i = 0; i < 24; i++) {
            if (i % 3 == 0) {
                story.infeasible("j", "b", (i * 7 % 24) / 24.0);
            } else {
                story.completed("j", "a", (i * 7 % 24) / 24.0, 0.1 + i * 0.01);
            }
        }
        Threshold t = Objects.requireNonNull(Threshold.of(sample(story)));
        assertThat(t.parameter().name()).isEqualTo("which");
        assertThat(t.value()).hasToString("b");
    }

    @Test
    void infeasibleTrialsWithoutARegionHaveNoThreshold() {
        int named = 0;
        for (int seed = 0; seed < 40; seed++) {
            Random random = new Random(seed);
            named += Threshold.of(evenly(_ -> random.nextInt(3) == 0)) == null ? 0 : 1;
        }
        assertThat(named).isLessThanOrEqualTo(4);
    }

    @Test
    void uselessTrialsAreCountedWithTheirReasons() {
        EventStory story = EventStory.opened().study("a", 40);
        for (int i = 0; i < 40; i++) {
            double x = (i + 0.5) / 40;
            if (i < 3) {
                story.infeasible("a", x);
            } else if (i < 8) {
                story.completed("a", x, 0.9, flat(0.9, i));
            } else if (i < 12) {
                story.completed("a", x, 0.3, collapsing(0.3, 0.9, i));
            } else {
                double best = 0.1 + 0.001 * i;
                story.completed("a", x, best, learning(best, i));
            }
        }
        Finding f = finding(story);
        assertThat(f.label()).isEqualTo("30% infeasible");
        assertThat(f.sentence())
                .contains(
                        "12 of 40 trials are infeasible: 3 diverged, 4 completed but collapsed to chance,")
                .contains("5 completed but never above chance.")
                .contains("below");
        assertThat(f.verdict()).isEqualTo(Verdict.LOOK);
    }

    @Test
    void aTrialFarOutsideTheOthersIsInfeasible() {
        EventStory story = evenlyTold(_ -> false).completed("a", 0.5, 1e6);
        assertThat(finding(story).label()).isEqualTo("4% infeasible");
        assertThat(finding(story).sentence())
                .contains(
                        "1 of 25 trials is infeasible: 1 completed but far outside the other trials.");
    }

    @Test
    void aWideButOrdinaryDistributionHasNoOutlier() {
        EventStory story = EventStory.opened().study("a", 60);
        Random random = new Random(4);
        for (int i = 0; i < 60; i++) {
            story.completed("a", random.nextDouble(), -Math.log(1 - random.nextDouble()));
        }
        assertThat(finding(story).label()).isEqualTo("0% infeasible");
        assertThat(finding(story).sentence()).contains("0 of 60 trials are infeasible.");
    }

    @Test
    void thousandsOfTrialsAreScannedQuickly() {
        EventStory story = EventStory.opened().study("a", 5000);
        Random random = new Random(1);
        for (int i = 0; i < 5000; i++) {
            double x = random.nextDouble();
            if (x > 0.8 && random.nextInt(10) > 0) {
                story.infeasible("a", x);
            } else {
                story.completed("a", x, x);
            }
        }
        Sample sample = sample(story);
        ThreadMXBean cpu = ManagementFactory.getThreadMXBean();
        double best = Double.POSITIVE_INFINITY;
        for (int i = 0; i < 5; i++) {
            long start = cpu.getCurrentThreadCpuTime();
            assertThat(Boundary.edges(sample)).isNotEmpty();
            assertThat(Objects.requireNonNull(Threshold.of(sample)).above()).isBetween(0.75, 0.82);
            best = Math.min(best, (cpu.getCurrentThreadCpuTime() - start) / 1e6);
        }
        assertThat(best).as("milliseconds of CPU").isLessThan(250);
    }

    private static double[] flat(double level, int seed) {
        double[] curve = new double[20];
        Random random = new Random(seed);
        for (int i = 0; i < curve.length; i++) {
            curve[i] = level + 0.001 * random.nextGaussian();
        }
        return curve;
    }

    private static double[] collapsing(double best, double level, int seed) {
        double[] curve = flat(level, seed);
        for (int i = 1; i < 9; i++) {
            curve[i] = best + (level - best) * Math.exp(-i);
        }
        return curve;
    }

    private static double[] learning(double best, int seed) {
        double[] curve = flat(best, seed);
        for (int i = 0; i < curve.length; i++) {
            curve[i] += best * 8 * Math.exp(-i);
        }
        return curve;
    }
}
