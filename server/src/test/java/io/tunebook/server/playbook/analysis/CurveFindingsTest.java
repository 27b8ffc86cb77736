package io.tunebook.server.playbook.analysis;

import static org.assertj.core.api.Assertions.assertThat;

import io.tunebook.events.Curve;
import io.tunebook.events.Event;
import io.tunebook.server.EventStory;
import io.tunebook.server.playbook.analysis.CurveShape.Kind;
import io.tunebook.server.playbook.analysis.Finding.Verdict;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/// What the findings say about curves that are missing, contradicted, of unequal length or at
/// chance.
class CurveFindingsTest {
    private static final String ERROR = "validation/error";

    private final EventStory story = EventStory.opened().study("a", 40);

    private void completed(double value, long steps, Map<String, float[]> curves) {
        String id = story.begin("a", 0.5);
        curves.forEach((metric, values) ->
                story.then(
                        new Event.CurveMeasured(
                                id,
                                new Curve(
                                        LongStream.rangeClosed(1, values.length)
                                                .map(i -> i * steps / values.length)
                                                .toArray(),
                                        List.of(metric),
                                        new float[][] {values}))));
        story.then(new Event.TrialCompleted(id, value, steps, steps, 1, Map.of()));
    }

    private Sample sample() {
        return Sample.of(story.snapshot().book(), story.round()).getFirst();
    }

    private List<Finding> training() {
        return TrainingIssues.each(
                sample(),
                List.of(sample()),
                new TrainingIssues.Rivals(0, Double.NaN),
                story.snapshot().curves());
    }

    /// Falls to a level, and by `rise` up again in its second half.
    private static float[] falling(double level, double rise) {
        float[] values = new float[40];
        for (int i = 0; i < 40; i++) {
            values[i] =
                    (float)
                            (level
                                    + 0.5 * Math.exp(-i / 4.0)
                                    + rise * Math.max(0, i - 20) / 20
                                    + 0.001 * Math.sin(i * i));
        }
        return values;
    }

    private static float[] chance(int good) {
        float[] values = new float[20];
        for (int i = 0; i < 20; i++) {
            values[i] = i > 0 && i <= good ? 0.2f : new float[] {0.646f, 0.673f, 0.682f}[i * i % 3];
        }
        return values;
    }

    @Test
    void aTrialWithoutATrainingLossIsNotKnownToBeFine() {
        completed(0.1, 400, Map.of(ERROR, falling(0.1, 0)));
        assertThat(training())
                .filteredOn(f -> f.rules().contains("PB-35"))
                .extracting(Finding::label, Finding::verdict)
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple("No training loss", Verdict.UNKNOWN));
        assertThat(EpochSwing.of(sample(), story.snapshot().curves()).orElseThrow())
                .extracting(Finding::label, Finding::verdict)
                .containsExactly("No training loss", Verdict.UNKNOWN);
    }

    @Test
    void aTrainingLossOfAnotherNameIsRead() {
        completed(0.1, 400, Map.of(ERROR, falling(0.1, 0), "train_loss", falling(0.3, 0.4)));
        assertThat(training()).extracting(Finding::label).contains("Training loss rises");
    }

    @Test
    void manyInfeasibleTrialsAreAnOptimisationIssue() {
        completed(0.1, 400, Map.of(ERROR, falling(0.1, 0), "training/loss", falling(0.3, 0)));
        story.infeasible("a", 0.9).infeasible("a", 0.8);
        Finding worst = TrainingIssues.worst(training());
        assertThat(worst.label()).isEqualTo("Training fails in 67% of trials");
        assertThat(worst.verdict()).isEqualTo(Verdict.TROUBLE);
    }

    @Test
    void aLossThatRisesWhileTheErrorFallsIsNoOverfitting() {
        completed(0.1, 400, Map.of(ERROR, falling(0.1, 0), "validation/loss", falling(0.3, 0.4)));
        Finding f = RisingLoss.of(sample(), story.snapshot().curves()).orElseThrow();
        assertThat(f.label()).isEqualTo("Loss rises, objective does not");
        assertThat(f.verdict()).isEqualTo(Verdict.LOOK);
        assertThat(f.sentence()).contains("overconfident");
    }

    @Test
    void aRecordedValueThatContradictsItsCurveIsNamed() {
        float[] curve = falling(0.1, 0);
        float best = curve[0];
        for (float v : curve) {
            best = Math.min(best, v);
        }
        completed(best, 400, Map.of(ERROR, curve));
        completed(0.2, 400, Map.of(ERROR, curve));
        Finding f = ContradictedValues.of(sample(), story.snapshot().curves()).orElseThrow();
        assertThat(f.label()).isEqualTo("1 value contradicts its curve");
        assertThat(f.sentence()).contains("trial 1 records 20.00%").contains("its curve is 9.9");
    }

    @Test
    void roundingIsNoContradiction() {
        assertThat(ContradictedValues.differs(0.1234, 0.12344f)).isFalse();
        assertThat(ContradictedValues.differs(0.1234567891, (float) 0.1234567891)).isFalse();
        assertThat(ContradictedValues.differs(5e-320, 0)).as("below float32").isFalse();
        assertThat(ContradictedValues.differs(0.1234, 0.12346f)).isTrue();
        assertThat(ContradictedValues.differs(3, 3.5f)).isTrue();
        assertThat(ContradictedValues.differs(3, Double.NaN)).isFalse();
    }

    @Test
    void trialsOfVeryDifferentLengthsAreNamed() {
        completed(0.1, 400, Map.of());
        completed(0.2, 800, Map.of());
        assertThat(TrialLengths.of(sample())).isEmpty();
        completed(0.3, 1000, Map.of());
        Finding f = TrialLengths.of(sample()).orElseThrow();
        assertThat(f.label()).isEqualTo("Trial lengths differ");
        assertThat(f.sentence()).contains("400 to 1,000 steps").contains("favours longer trials");
    }

    @Test
    void trialsThatCollapseOrNeverLeaveChanceAreCounted() {
        for (int i = 0; i < 8; i++) {
            completed(0.1 + 0.01 * i, 400, Map.of(ERROR, falling(0.1 + 0.01 * i, 0)));
        }
        for (int i = 0; i < 3; i++) {
            completed(0.646, 400, Map.of(ERROR, chance(0)));
        }
        completed(0.2, 400, Map.of(ERROR, chance(6)));
        assertThat(
                        ChanceLevel.useless(
                                sample().objective(),
                                sample().completed(),
                                story.snapshot().curves()))
                .containsOnly(
                        Map.entry("a-t8", Kind.NO_PROGRESS),
                        Map.entry("a-t9", Kind.NO_PROGRESS),
                        Map.entry("a-t10", Kind.NO_PROGRESS),
                        Map.entry("a-t11", Kind.COLLAPSED));
        Finding f = Infeasibility.of(sample(), story.snapshot().curves());
        assertThat(f.label()).isEqualTo("33% infeasible");
        assertThat(f.sentence())
                .contains("4 of 12 trials are infeasible")
                .contains(
                        "1 completed but collapsed to chance, 3 completed but never above chance");
    }
}
