package io.tunebook.server.playbook.decision;

import io.tunebook.events.Evidence;
import io.tunebook.events.Objective;
import io.tunebook.events.Objective.Direction;
import io.tunebook.server.playbook.analysis.Formats;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// The verdict on a candidate against its baseline (PB-40). A function of what the evidence of a
/// decision records.
///
/// @param value the candidate's objective, in the search
/// @param baseline the objective of the baseline; null when it is not known or there is none
/// @param reruns of both; null without reruns
/// @param gain null unless both have reruns that differ
public record GainVerdict(
        Objective objective,
        double value,
        @Nullable Double baseline,
        Evidence.@Nullable Comparison reruns,
        Evidence.@Nullable Gain gain) {
    private static final double LIKELY = 0.8;

    /// The number of equal reruns from which the seed is probably not used.
    private static final int MIN_IDENTICAL = 3;

    public GainVerdict {
        if (reruns == null && gain != null) {
            reruns =
                    new Evidence.Comparison(
                            new Evidence.Reruns(
                                    gain.candidateRuns(), gain.candidateFailed(), null, null),
                            new Evidence.Reruns(
                                    gain.baselineRuns(), gain.baselineFailed(), null, null));
        }
    }

    /// From what excludes most to what excludes least.
    public enum Kind {
        DIVERGED,
        WORSE,
        IDENTICAL,
        NOT_MEASURED,
        WITHIN_VARIATION,
        BETTER
    }

    /// The verdict on recorded evidence.
    public static GainVerdict of(Objective objective, Evidence e) {
        return new GainVerdict(objective, e.value(), e.baseline(), e.reruns(), e.gain());
    }

    /// The verdict on a gain alone.
    public static GainVerdict of(Objective objective, Evidence.Gain gain) {
        return new GainVerdict(objective, Double.NaN, null, null, gain);
    }

    public Kind kind() {
        if (diverged()) {
            return Kind.DIVERGED;
        }
        if ((gain != null && gain.high() < 0) || worseInEveryRerun()) {
            return Kind.WORSE;
        }
        if (reruns != null && (reruns.candidate().identical() || reruns.baseline().identical())) {
            return Kind.IDENTICAL;
        }
        if (gain == null) {
            return Kind.NOT_MEASURED;
        }
        return gain.low() > 0 ? Kind.BETTER : Kind.WITHIN_VARIATION;
    }

    /// The verdict in a few words.
    public String label() {
        return switch (kind()) {
            case DIVERGED -> "%s of the candidate diverged".formatted(infeasible(candidate()));
            case WORSE -> "Worse than the baseline";
            case IDENTICAL -> "Identical reruns";
            case NOT_MEASURED -> "Gain not measured with new seeds";
            case WITHIN_VARIATION ->
                    Objects.requireNonNull(gain).estimate() > 0
                            ? "Gain not more than its variation"
                            : "No gain shown";
            case BETTER -> "Gain more than its variation";
        };
    }

    /// Why a launch needs a reason of its own; null when the evidence is not against it.
    public @Nullable String objection() {
        if (diverged()) {
            return infeasible(candidate()) + " of the candidate diverged";
        }
        if (worseInEveryRerun() && (gain == null || gain.high() >= 0)) {
            return "the candidate is worse in every rerun";
        }
        Double measured = measuredGain();
        if (measured != null && measured <= 0) {
            return gain == null
                    ? "the candidate is not better in its reruns"
                    : "the candidate is " + words().comparison(gain);
        }
        if (gain != null && gain.probability() < LIKELY) {
            return "the probability of being better is %s, below %s"
                    .formatted(GainWords.probability(gain.probability()), Formats.share(LIKELY));
        }
        if (candidate().completed() == 0 && baseline != null && !better(value, baseline)) {
            return "the candidate's %s is %s the baseline's %s"
                    .formatted(
                            Formats.value(objective, value),
                            better(baseline, value) ? "worse than" : "not better than",
                            Formats.value(objective, baseline));
        }
        return null;
    }

    /// The gain that pages show: of the reruns where they measured it, else of the search; null
    /// without the value of a baseline.
    public @Nullable ShownGain shown() {
        if (baseline == null) {
            return null;
        }
        double search = gainOf(value, baseline);
        Double measured = measuredGain();
        String failed =
                diverged()
                        ? "; %s of the candidate diverged".formatted(infeasible(candidate()))
                        : "";
        if (measured == null) {
            return new ShownGain(search, ShownGain.SEARCH + failed, null);
        }
        String runs =
                GainWords.reruns(candidate().completed(), compared().completed(), other(), "");
        return new ShownGain(measured, "mean of " + runs + failed, search);
    }

    /// The gain of the reruns; null unless both have two that completed.
    private @Nullable Double measuredGain() {
        if (gain != null) {
            return gain.estimate();
        }
        Double ours = candidate().lowest();
        Double theirs = compared().lowest();
        return candidate().identical() && compared().identical() && ours != null && theirs != null
                ? (Double) gainOf(ours, theirs)
                : null;
    }

    private double gainOf(double ours, double theirs) {
        return objective.direction() == Direction.MINIMIZE ? theirs - ours : ours - theirs;
    }

    /// What was measured, what it means, and what to do. It complements the label.
    public String sentence() {
        if (kind() == Kind.NOT_MEASURED && reruns == null) {
            return "The candidate was trained once, so its value may be luck. Rerun it with new seeds (PB-39).";
        }
        return soFar() + " " + advice();
    }

    /// What is measured while other reruns are still running: without advice.
    public String soFar() {
        return (divergence() + identity() + measured() + meaning() + data()).strip();
    }

    /// What the candidate is compared with.
    private String other() {
        return baseline == null ? "comparison" : "baseline";
    }

    /// The label, then the sentence.
    public String text() {
        return label() + ". " + sentence();
    }

    /// What is not covered by the interval: the variance of the validation set.
    public String validation() {
        return gain == null
                ? ""
                : gain.data() > 0
                        ? "Another validation set of this size would change the gain by ± %s (one standard deviation)."
                                .formatted(difference(gain.data()))
                        : "The variance of the validation set is not estimated: the objective is not a share of a known number of examples.";
    }

    /// Of the baseline; that of the candidate is the label.
    private String divergence() {
        return compared().infeasible() == 0
                ? ""
                : "%s of the %s diverged. ".formatted(infeasible(compared()), other());
    }

    private String identity() {
        boolean ours = candidate().identical();
        boolean theirs = compared().identical();
        if (!ours && !theirs) {
            return "";
        }
        boolean first = candidateIsShown();
        Evidence.Reruns shown = first ? candidate() : compared();
        String side = first ? "candidate" : other();
        if (shown.completed() < MIN_IDENTICAL) {
            return "Both reruns of the %s have the value %s: too few to know how much a seed changes. "
                    .formatted(
                            side, Formats.value(objective, Objects.requireNonNull(shown.lowest())));
        }
        return "All %d reruns of the %s have the value %s%s: probably the seed is not used. "
                .formatted(
                        shown.completed(),
                        side,
                        Formats.value(objective, Objects.requireNonNull(shown.lowest())),
                        ours && theirs && first
                                ? ", and all %d of the %s %s"
                                        .formatted(
                                                compared().completed(),
                                                other(),
                                                Formats.value(
                                                        objective,
                                                        Objects.requireNonNull(
                                                                compared().lowest())))
                                : "");
    }

    /// Which side's identical reruns are named: the one with more of them when both are.
    private boolean candidateIsShown() {
        return candidate().identical()
                && (!compared().identical() || candidate().completed() >= compared().completed());
    }

    private String measured() {
        if (gain != null) {
            return words().measured(gain, other(), diverged());
        }
        return kind() == Kind.IDENTICAL
                ? ""
                : "%s of the candidate and %d of the %s completed. "
                        .formatted(
                                Formats.plural(candidate().completed(), "rerun"),
                                compared().completed(),
                                other());
    }

    private String meaning() {
        return switch (kind()) {
            case DIVERGED -> "The candidate is not reliable with other seeds. ";
            case WORSE ->
                    gain != null && gain.high() < 0
                            ? "The difference is more than the variation between reruns. "
                            : "It is worse in every rerun. ";
            case IDENTICAL ->
                    gain == null
                            ? "The variation between seeds is not known. "
                            : "The interval has the variation of the other side alone. ";
            case NOT_MEASURED -> "A gain needs at least 2 of each. ";
            case WITHIN_VARIATION ->
                    "The interval includes zero: the difference is not more than the variation between reruns. ";
            case BETTER -> "The difference is more than the variation between reruns. ";
        };
    }

    /// A word on the validation set where it could explain the gain.
    private String data() {
        return gain != null
                        && kind() == Kind.BETTER
                        && gain.data() > 0
                        && gain.estimate() < 1.96 * gain.data()
                ? "It is within two standard deviations of what another validation set may change. "
                : "";
    }

    private String advice() {
        return switch (kind()) {
            case DIVERGED -> "Find the cause of the divergence, or reject the candidate (PB-63).";
            case WORSE -> "Reject the candidate.";
            case IDENTICAL ->
                    (candidateIsShown() ? candidate() : compared()).completed() < MIN_IDENTICAL
                            ? "Run more reruns (PB-39)."
                            : "Check that the training uses its seed, then rerun both (PB-39).";
            case NOT_MEASURED -> "Wait for the other reruns, or run more (PB-39).";
            case WITHIN_VARIATION ->
                    Objects.requireNonNull(gain).probability() >= LIKELY
                            ? "Run more reruns."
                            : "Hold or reject the candidate.";
            case BETTER -> "Weigh it against the added complexity (PB-40).";
        };
    }

    private boolean diverged() {
        return candidate().infeasible() > 0;
    }

    /// Whether the candidate's best rerun is worse than the baseline's worst one, or than the
    /// baseline's value when that was not rerun.
    private boolean worseInEveryRerun() {
        Double best = extreme(candidate(), true);
        Double worst = compared().completed() > 0 ? extreme(compared(), false) : baseline;
        return best != null && worst != null && better(worst, best);
    }

    private @Nullable Double extreme(Evidence.Reruns r, boolean best) {
        return best == (objective.direction() == Direction.MINIMIZE) ? r.lowest() : r.highest();
    }

    private boolean better(double a, double b) {
        return objective.better(a, b);
    }

    private Evidence.Reruns candidate() {
        return reruns == null ? Evidence.Reruns.NONE : reruns.candidate();
    }

    private Evidence.Reruns compared() {
        return reruns == null ? Evidence.Reruns.NONE : reruns.baseline();
    }

    private static String infeasible(Evidence.Reruns r) {
        return "%d of %s"
                .formatted(r.infeasible(), Formats.plural(r.completed() + r.infeasible(), "rerun"));
    }

    private GainWords words() {
        return new GainWords(objective);
    }

    private String difference(double x) {
        return Formats.difference(objective, x);
    }
}
