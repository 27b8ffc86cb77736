package io.tunebook.server.playbook.decision;

import static org.assertj.core.api.Assertions.assertThat;

import io.tunebook.events.Evidence;
import io.tunebook.events.Objective;
import io.tunebook.server.playbook.decision.GainVerdict.Kind;
import org.junit.jupiter.api.Test;

class GainVerdictTest {
    private static final Objective ERROR =
            new Objective("validation/error", Objective.Direction.MINIMIZE)
                    .in(Objective.Unit.FRACTION, null);
    private static final double[] NONE = {};

    private static GainVerdict verdict(double[] ours, int ourFailed, double... theirs) {
        Reruns candidate = new Reruns(ours, ourFailed, 0);
        Reruns baseline = new Reruns(theirs, 0, 0);
        return new GainVerdict(
                ERROR,
                0.02,
                0.03,
                new Evidence.Comparison(candidate.toRecord(), baseline.toRecord()),
                GainEstimate.of(ERROR, candidate, baseline, NONE));
    }

    private static double[] of(double... values) {
        return values;
    }

    @Test
    void aGainBeyondItsIntervalIsMoreThanItsVariation() {
        GainVerdict v = verdict(of(0.02, 0.021, 0.019), 0, 0.03, 0.031, 0.029);
        assertThat(v.kind()).isEqualTo(Kind.BETTER);
        assertThat(v.objection()).isNull();
        assertThat(v.sentence())
                .startsWith("Over 3 and 3 reruns the candidate gains 1.00 points")
                .contains("more than the variation between reruns. Weigh it");
    }

    @Test
    void aGainWhoseIntervalIncludesZeroIsWithinItsVariation() {
        GainVerdict v = verdict(of(0.02, 0.03), 0, 0.025, 0.034);
        assertThat(v.kind()).isEqualTo(Kind.WITHIN_VARIATION);
        assertThat(v.label()).isEqualTo("Gain not more than its variation");
        assertThat(v.sentence()).contains("The interval includes zero");
        assertThat(v.objection()).isNull();
    }

    @Test
    void divergedRerunsComeFirstAndAreAnObjection() {
        GainVerdict v = verdict(of(0.02, 0.0201), 3, 0.03, 0.0301, 0.0302, 0.0299, 0.03);
        assertThat(v.kind()).isEqualTo(Kind.DIVERGED);
        assertThat(v.label()).isEqualTo("3 of 5 reruns of the candidate diverged");
        assertThat(v.sentence())
                .startsWith("3 of 5 reruns of the candidate diverged. Over 2 and 5 reruns")
                .contains("among those that completed");
        assertThat(v.objection()).isEqualTo("3 of 5 reruns of the candidate diverged");
    }

    @Test
    void divergedRerunsCountAlsoWhereNoGainCanBeComputed() {
        GainVerdict v = verdict(of(0.02), 4, 0.03, 0.0301);
        assertThat(v.gain()).isNull();
        assertThat(v.sentence()).startsWith("4 of 5 reruns of the candidate diverged. 1 rerun of");
        assertThat(v.objection()).isNotNull();
    }

    @Test
    void aCandidateThatIsWorseInEveryRerunHasAnObjection() {
        // The interval of 2 against 2 reruns includes zero.
        GainVerdict v = verdict(of(0.04, 0.05), 0, 0.03, 0.035);
        assertThat(v.gain()).satisfies(g -> assertThat(g.high()).isPositive());
        assertThat(v.kind()).isEqualTo(Kind.WORSE);
        assertThat(v.objection()).isEqualTo("the candidate is worse in every rerun");
        assertThat(verdict(of(0.04, 0.05), 0).objection())
                .as("without reruns of the baseline its value counts")
                .isEqualTo("the candidate is worse in every rerun");
    }

    @Test
    void anIntervalBelowZeroIsAnObjection() {
        GainVerdict v = verdict(of(0.04, 0.041, 0.0301, 0.039), 0, 0.03, 0.0302, 0.0299, 0.03);
        assertThat(verdict(of(0.04, 0.041, 0.039), 0, 0.03, 0.0302, 0.0299).objection())
                .matches("the 95% interval of the gain, -.* to -.*, lies below zero");
        assertThat(v.objection()).as("worse on average alone").isNull();
    }

    @Test
    void identicalRerunsAreAFindingAndNoNumber() {
        GainVerdict both = verdict(of(0.02, 0.02), 0, 0.03, 0.03);
        assertThat(both.kind()).isEqualTo(Kind.IDENTICAL);
        assertThat(both.label()).isEqualTo("Identical reruns: is the seed used?");
        assertThat(both.sentence())
                .isEqualTo(
                        "All 2 reruns of the candidate have the value 2.00%, and all 2 of the baseline 3.00%: probably the seed is not used. The variation between seeds is not known. Check that the training uses its seed, then rerun both (PB-39).");
        GainVerdict one = verdict(of(0.02, 0.021), 0, 0.03, 0.03);
        assertThat(one.kind()).isEqualTo(Kind.IDENTICAL);
        assertThat(one.sentence())
                .contains("All 2 reruns of the baseline have the value 3.00%")
                .contains("Over 2 and 2 reruns")
                .doesNotContain("NaN");
    }

    @Test
    void aSingleTrialThatIsWorseThanTheBaselineHasAnObjection() {
        assertThat(new GainVerdict(ERROR, 0.04, 0.03, null, null).objection())
                .isEqualTo("the candidate's 4.00% is worse than the baseline's 3.00%");
        assertThat(new GainVerdict(ERROR, 0.02, 0.03, null, null).objection()).isNull();
        assertThat(new GainVerdict(ERROR, 0.04, null, null, null).sentence())
                .isEqualTo(
                        "The gain was not measured with new seeds. It may be luck. Rerun candidate and baseline (PB-39).");
    }

    /// Evidence of earlier versions has a gain and no counts of reruns.
    @Test
    void evidenceWithoutCountsHasThoseOfItsGain() {
        var gain = new Evidence.Gain(-0.01, -0.016, -0.004, 0.01, 0, 0, 0, 4, 5, 1, 0);
        assertThat(new GainVerdict(ERROR, 0.02, 0.03, null, gain).label())
                .isEqualTo("1 of 5 reruns of the candidate diverged");
    }
}
