package io.tunebook.server.playbook.analysis;

import static org.assertj.core.api.Assertions.assertThat;

import io.tunebook.events.Curve;
import io.tunebook.events.Event;
import io.tunebook.events.MetricKind;
import io.tunebook.events.PlotReference;
import io.tunebook.server.EventStory;
import io.tunebook.server.playbook.analysis.Finding.Verdict;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Findings from the best trial of each scientific setting (PB-30), whether the setting is a study
/// or a part of a joint one.
class ScientificSettingsTest {
    private static final double[] SETTLED = curve(0, 0.0005);
    private static final double[] OVERFITS = curve(0.05, 0.0005);

    private static double[] curve(double climb, double noise) {
        Random random = new Random(1);
        return IntStream.range(0, 24)
                .mapToDouble(i ->
                        0.04
                                + 0.3 * Math.exp(-i / 2.0)
                                + (i > 12 ? climb * (i - 12) / 11 : 0)
                                + noise * random.nextGaussian())
                .toArray();
    }

    private static Finding finding(EventStory story, Question question) {
        return Checklist.of(story.snapshot().book(), story.snapshot().curves(), story.round())
                .stream()
                .filter(f -> f.question() == question)
                .findFirst()
                .orElseThrow();
    }

    @Test
    void overfittingOfTheOtherSettingsBestTrialIsFoundInAJointStudy() {
        EventStory story =
                EventStory.opened()
                        .joint("j", 8)
                        .completed("j", "a", 0.2, 0.02, SETTLED)
                        .completed("j", "a", 0.3, 0.03, SETTLED)
                        .completed("j", "b", 0.2, 0.05, OVERFITS)
                        .completed("j", "b", 0.3, 0.06, SETTLED);
        Finding f = finding(story, Question.CURVES);
        assertThat(f.verdict()).isEqualTo(Verdict.TROUBLE);
        assertThat(f.label()).isEqualTo("Overfitting");
        assertThat(f.sentence()).contains("Joint j with which = b's best trial is best at");
        assertThat(f.rules()).contains("PB-29", "PB-30");
        assertThat(f.plot()).isEqualTo(PlotReference.curves("j-t2").inStudy("j"));
    }

    @Test
    void overfittingOfTheOtherTrialsIsReported() {
        EventStory story = EventStory.opened().study("a", 8).completed("a", 0.1, 0.02, SETTLED);
        for (int i = 0; i < 4; i++) {
            story.completed("a", 0.2 + 0.1 * i, 0.05 + 0.01 * i, i < 3 ? OVERFITS : SETTLED);
        }
        Finding f = finding(story, Question.CURVES);
        assertThat(f.verdict()).isEqualTo(Verdict.LOOK);
        assertThat(f.label()).isEqualTo("75% of the other trials overfit");
        assertThat(f.sentence()).contains("75% of the other completed trials overfit (PB-31)");
    }

    @Test
    void noiseAboveTheGapBetweenSettingsRecommendsDecay() {
        double[] loud = curve(0, 0.01);
        EventStory noisy =
                EventStory.opened()
                        .study("a", 2)
                        .study("b", 2)
                        .completed("a", 0.5, 0.040, loud)
                        .completed("b", 0.5, 0.045, loud);
        Finding f = finding(noisy, Question.OPTIMISATION);
        assertThat(f.verdict()).isEqualTo(Verdict.LOOK);
        assertThat(f.label()).isEqualTo("Evaluation noise is high");
        assertThat(f.rules()).containsExactly("PB-32");
        assertThat(f.next()).contains("Decay the learning rate");
        EventStory clear =
                EventStory.opened()
                        .study("a", 2)
                        .study("b", 2)
                        .completed("a", 0.5, 0.04, loud)
                        .completed("b", 0.5, 0.24, loud);
        assertThat(finding(clear, Question.OPTIMISATION).label())
                .as("nothing worse than a training loss that is not known")
                .isEqualTo("No training loss");
    }

    @ParameterizedTest
    @ValueSource(strings = {"training/loss", "train_loss", "loss/train", "fit/objective"})
    void aRisingTrainingLossIsTroubleForEveryObjectiveAndUnderEveryName(String metric) {
        EventStory story = EventStory.opened().study("a", 2);
        if (metric.equals("fit/objective")) {
            story.then(new Event.MetricDescribed("p", metric, MetricKind.TRAINING_LOSS));
        }
        String id = story.begin("a", 0.5);
        long[] steps = new long[400];
        for (int i = 0; i < 400; i++) {
            steps[i] = i + 1L;
        }
        Random random = new Random(1);
        float[] loss = new float[400];
        for (int i = 0; i < 400; i++) {
            double level = 0.2 * (1 + Math.max(0, i / 400.0 - 0.5) * 2);
            loss[i] = (float) (level * Math.exp(0.2 * random.nextGaussian()));
        }
        story.then(
                new Event.CurveMeasured(
                        id, new Curve(steps, List.of(metric), new float[][] {loss})));
        story.then(new Event.TrialCompleted(id, 0.02, 10, 400, 1, java.util.Map.of()));
        Finding f = finding(story, Question.OPTIMISATION);
        assertThat(f.verdict()).isEqualTo(Verdict.TROUBLE);
        assertThat(f.rules()).containsExactly("PB-35");
        assertThat(f.next()).contains("bug");
    }

    @Test
    void equalFindingsOfManySettingsAreSummarized() {
        EventStory story = EventStory.opened();
        for (int i = 0; i < 12; i++) {
            story.study("s" + i, 1).completed("s" + i, 0.5, 0.04 + i * 0.001, SETTLED);
        }
        Finding f = finding(story, Question.CURVES);
        assertThat(f.verdict()).isEqualTo(Verdict.FINE);
        assertThat(f.sentence()).endsWith("9 further findings have the same result.");
    }
}
