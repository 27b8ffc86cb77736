package io.tunebook.server.playbook.decision;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

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
                .startsWith(
                        "Over 3 reruns each, the candidate is 1.00 points better (95% interval 0.")
                .contains(" better); probability of being better above 99.9%. ")
                .contains("more than the variation between reruns. Weigh it");
    }

    @Test
    void aGainWhoseIntervalIncludesZeroIsWithinItsVariation() {
        GainVerdict v = verdict(of(0.02, 0.03), 0, 0.025, 0.034);
        assertThat(v.kind()).isEqualTo(Kind.WITHIN_VARIATION);
        assertThat(v.label()).isEqualTo("Gain not more than its variation");
        assertThat(v.sentence())
                .contains("(95% interval 2.48 worse to 3.38 better)")
                .contains("The interval includes zero")
                .endsWith("Hold or reject the candidate.");
        assertThat(v.objection())
                .as("it is not likely enough to be better")
                .matches("the probability of being better is .*%, below 80%");
    }

    @Test
    void aLikelyGainWithinItsVariationHasNoObjection() {
        GainVerdict v = gain(0.003, -0.0006, 0.0066, 0.957);
        assertThat(v.kind()).isEqualTo(Kind.WITHIN_VARIATION);
        assertThat(v.objection()).isNull();
        assertThat(v.sentence()).endsWith("Run more reruns.");
    }

    @Test
    void aLossWithinItsVariationIsNoGainAndAnObjection() {
        GainVerdict v = gain(-0.003, -0.0066, 0.0006, 0.043);
        assertThat(v.kind()).isEqualTo(Kind.WITHIN_VARIATION);
        assertThat(v.label()).isEqualTo("No gain shown");
        assertThat(v.objection())
                .isEqualTo(
                        "the candidate is 0.30 points worse (95% interval 0.66 worse to 0.06 better)");
        assertThat(v.sentence())
                .isEqualTo(
                        "Over 4 reruns each, the candidate is 0.30 points worse (95% interval 0.66 worse to 0.06 better); probability of being better 4.3%. The interval includes zero: the difference is not more than the variation between reruns. Hold or reject the candidate.");
    }

    @Test
    void aLossIsWorseAndNeverANegativeGain() {
        GainVerdict v = gain(-0.0143, -0.0153, -0.0133, 0.00001);
        assertThat(v.sentence())
                .startsWith(
                        "Over 4 reruns each, the candidate is 1.43 points worse (95% interval 1.33 to 1.53 worse); probability of being better below 0.1%. ");
        assertThat(gain(0.0143, 0.0133, 0.0153, 0.99999).sentence())
                .startsWith(
                        "Over 4 reruns each, the candidate is 1.43 points better (95% interval 1.33 to 1.53 better); probability of being better above 99.9%. ");
    }

    @Test
    void theShownGainIsThatOfTheRerunsOnceTheyMeasuredIt() {
        assertThat(new GainVerdict(ERROR, 0.0292, 0.03, null, null).shown())
                .satisfies(g -> {
                    assertThat(g.value()).isCloseTo(0.0008, within(1e-9));
                    assertThat(g.basis()).isEqualTo("in the search, trained once");
                    assertThat(g.search()).isNull();
                });
        assertThat(gain(-0.0143, -0.0153, -0.0133, 0).shown())
                .satisfies(g -> {
                    assertThat(g.value()).isEqualTo(-0.0143);
                    assertThat(g.basis()).isEqualTo("mean of 4 reruns each");
                    assertThat(g.search()).isCloseTo(0.01, within(1e-9));
                });
        assertThat(verdict(of(0.04, 0.041, 0.042), 0, 0.03, 0.031).shown())
                .satisfies(g ->
                        assertThat(g.basis())
                                .isEqualTo(
                                        "mean of 3 reruns of the candidate and 2 of the baseline"));
        assertThat(verdict(of(), 2, 0.03, 0.031).shown())
                .satisfies(g ->
                        assertThat(g.basis())
                                .isEqualTo(
                                        "in the search, trained once; 2 of 2 reruns of the candidate diverged"));
        assertThat(verdict(of(0.04, 0.04), 0, 0.03, 0.03).shown())
                .as("identical reruns have a gain without an interval")
                .satisfies(g -> assertThat(g.value()).isCloseTo(-0.01, within(1e-9)));
        assertThat(new GainVerdict(ERROR, 0.0292, null, null, null).shown()).isNull();
    }

    @Test
    void equalIdenticalRerunsAreAnObjection() {
        assertThat(verdict(of(0.03, 0.03), 0, 0.03, 0.03).objection())
                .isEqualTo("the candidate is not better in its reruns");
    }

    private static GainVerdict gain(double estimate, double low, double high, double probability) {
        return new GainVerdict(
                ERROR,
                0.02,
                0.03,
                null,
                new Evidence.Gain(estimate, low, high, probability, 0.001, 0, 0, 4, 4));
    }

    @Test
    void divergedRerunsComeFirstAndAreAnObjection() {
        GainVerdict v = verdict(of(0.02, 0.0201), 3, 0.03, 0.0301, 0.0302, 0.0299, 0.03);
        assertThat(v.kind()).isEqualTo(Kind.DIVERGED);
        assertThat(v.label()).isEqualTo("3 of 5 reruns of the candidate diverged");
        assertThat(v.sentence())
                .as("the label is not repeated")
                .startsWith(
                        "Over 2 reruns of the candidate and 5 of the baseline that completed, the candidate is");
        assertThat(v.objection()).isEqualTo("3 of 5 reruns of the candidate diverged");
    }

    @Test
    void divergedRerunsCountAlsoWhereNoGainCanBeComputed() {
        GainVerdict v = verdict(of(0.02), 4, 0.03, 0.0301);
        assertThat(v.gain()).isNull();
        assertThat(v.sentence()).startsWith("1 rerun of the candidate and 2");
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
                .matches("the candidate is .* points worse \\(95% interval .* to .* worse\\)");
        assertThat(v.objection())
                .as("worse on average alone")
                .matches("the candidate is .* worse to .* better\\)");
    }

    @Test
    void identicalRerunsAreAFindingAndNoNumber() {
        GainVerdict both = verdict(of(0.02, 0.02, 0.02), 0, 0.03, 0.03);
        assertThat(both.kind()).isEqualTo(Kind.IDENTICAL);
        assertThat(both.label()).isEqualTo("Identical reruns");
        assertThat(both.sentence())
                .isEqualTo(
                        "All 3 reruns of the candidate have the value 2.00%, and all 2 of the baseline 3.00%: probably the seed is not used. The variation between seeds is not known. Check that the training uses its seed, then rerun both (PB-39).");
        GainVerdict one = verdict(of(0.02, 0.021), 0, 0.03, 0.03, 0.03);
        assertThat(one.kind()).isEqualTo(Kind.IDENTICAL);
        assertThat(one.sentence())
                .contains("All 3 reruns of the baseline have the value 3.00%")
                .contains("Over 2 reruns of the candidate and 3 of the baseline")
                .doesNotContain("NaN");
    }

    @Test
    void twoEqualValuesAreNoSignThatTheSeedIsNotUsed() {
        assertThat(verdict(of(0.02, 0.02), 0, 0.03, 0.031).sentence())
                .startsWith(
                        "Both reruns of the candidate have the value 2.00%: too few to know how much a seed changes.")
                .endsWith("Run more reruns (PB-39).");
    }

    @Test
    void aSingleTrialThatIsWorseThanTheBaselineHasAnObjection() {
        assertThat(new GainVerdict(ERROR, 0.04, 0.03, null, null).objection())
                .isEqualTo("the candidate's 4.00% is worse than the baseline's 3.00%");
        assertThat(new GainVerdict(ERROR, 0.03, 0.03, null, null).objection())
                .isEqualTo("the candidate's 3.00% is not better than the baseline's 3.00%");
        assertThat(new GainVerdict(ERROR, 0.02, 0.03, null, null).objection()).isNull();
        assertThat(new GainVerdict(ERROR, 0.04, null, null, null).sentence())
                .isEqualTo(
                        "The candidate was trained once, so its value may be luck. Rerun it with new seeds (PB-39).");
    }

    /// Evidence of earlier versions has a gain and no counts of reruns.
    @Test
    void evidenceWithoutCountsHasThoseOfItsGain() {
        var gain = new Evidence.Gain(-0.01, -0.016, -0.004, 0.01, 0, 0, 0, 4, 5, 1, 0);
        assertThat(new GainVerdict(ERROR, 0.02, 0.03, null, gain).label())
                .isEqualTo("1 of 5 reruns of the candidate diverged");
    }
}
