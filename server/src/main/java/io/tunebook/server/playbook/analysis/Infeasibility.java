package io.tunebook.server.playbook.analysis;

import io.tunebook.events.InfeasibleKind;
import io.tunebook.events.PlotReference;
import io.tunebook.server.model.Curves;
import io.tunebook.server.model.Trial;
import io.tunebook.server.playbook.analysis.Finding.Verdict;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// What fraction of the trials is infeasible and why (PB-23), in which region they lie, and whether
/// the best trials lie near it (PB-26). Completed trials that gave nothing usable count as
/// infeasible ([InfeasibleTrials]).
public final class Infeasibility {
    private static final double VERY_LARGE = 0.5;
    private static final double LARGE = 0.25;
    private static final double BRINK = 0.10;
    private static final String CHANGE =
            "Change the space or its scale, or look for a bug in the training.";
    private static final String INSTABILITY =
            "Try warmup or gradient clipping, and search beyond that limit again.";

    private Infeasibility() {}

    /// The finding of a round.
    ///
    /// @param studies the findings of its studies
    static Finding worst(List<Finding> studies) {
        return Finding.worstOf(
                Question.INFEASIBLE,
                studies.stream().sorted(Comparator.comparingDouble(Infeasibility::fraction)),
                "No study has been created yet.");
    }

    /// The negative share of infeasible trials, for the order from the largest.
    private static double fraction(Finding f) {
        return -f.numbers().getOrDefault("fraction", 0.0);
    }

    public static Finding of(Sample sample, Curves curves) {
        if (sample.ended() == 0) {
            return Finding.unknown(
                    Question.INFEASIBLE, sample.label() + " has no finished trial yet.", "PB-23");
        }
        InfeasibleTrials useless = InfeasibleTrials.of(sample, curves);
        double fraction = (double) useless.total() / sample.ended();
        Threshold threshold = Threshold.of(sample, useless.ids());
        Finding finding = verdict(sample, useless, fraction, threshold);
        for (Map.Entry<InfeasibleKind, Integer> e : useless.counts().entrySet()) {
            finding = finding.withNumber(e.getKey().label(), e.getValue());
        }
        return numbered(finding, fraction, threshold);
    }

    private static Finding verdict(
            Sample sample,
            InfeasibleTrials useless,
            double fraction,
            @Nullable Threshold threshold) {
        String counted =
                "In study %s, %d of %s %s infeasible%s.%s"
                        .formatted(
                                sample.label(),
                                useless.total(),
                                Formats.plural(sample.ended(), "trial"),
                                useless.total() == 1 ? "is" : "are",
                                useless.total() == 0 ? "" : ": " + reasons(sample, useless),
                                threshold == null ? "" : " " + where(sample, threshold));
        if (fraction > VERY_LARGE) {
            return finding(
                            Verdict.TROUBLE,
                            fraction,
                            "%s That is more than half of the budget. %s"
                                    .formatted(counted, CHANGE),
                            threshold)
                    .withNextStep(CHANGE);
        }
        if (threshold != null && threshold.distanceOfBest() <= BRINK) {
            return finding(
                            Verdict.LOOK,
                            fraction,
                            "%s The best trial lies within 10%% of that region: instability may hide better values. %s"
                                    .formatted(counted, INSTABILITY),
                            threshold)
                    .withNextStep(INSTABILITY);
        }
        return finding(
                fraction > LARGE ? Verdict.LOOK : Verdict.FINE,
                fraction,
                threshold == null || threshold.value() != null
                        ? counted
                        : counted + " The best trial is far from that region.",
                threshold);
    }

    private static Finding numbered(Finding f, double fraction, @Nullable Threshold t) {
        Finding with = f.withNumber("fraction", fraction).withPlot(PlotReference.axes());
        if (t == null) {
            return with;
        }
        if (t.above() != null) {
            with = with.withNumber("threshold", t.above());
        }
        if (t.below() != null) {
            with = with.withNumber(t.above() == null ? "threshold" : "lower threshold", t.below());
        }
        return with.withNumber("infeasible in the region", t.infeasible())
                .withNumber("trials in the region", t.trials())
                .withNumber("p", t.chance())
                .withNumber("distance of the best", t.distanceOfBest())
                .withPlot(PlotReference.axis(t.parameter().key()));
    }

    private static Finding finding(
            Verdict verdict, double fraction, String sentence, @Nullable Threshold threshold) {
        return new Finding(
                Question.INFEASIBLE,
                verdict,
                Formats.share(fraction) + " infeasible",
                sentence,
                threshold == null ? List.of("PB-23") : List.of("PB-23", "PB-26"));
    }

    private static String where(Sample sample, Threshold t) {
        return t.isComplete()
                ? "All %s with %s are infeasible (p %s)."
                        .formatted(
                                Formats.plural(t.trials(), "trial"),
                                t.words(sample),
                                Formats.probability(t.chance()))
                : "Most trials with %s are infeasible: %d of %d (p %s)."
                        .formatted(
                                t.words(sample),
                                t.infeasible(),
                                t.trials(),
                                Formats.probability(t.chance()));
    }

    /// Such as `12 diverged, 5 completed but collapsed to chance`.
    private static String reasons(Sample sample, InfeasibleTrials useless) {
        return useless.counts().entrySet().stream()
                .flatMap(e -> reason(sample, useless, e.getKey(), e.getValue()))
                .collect(Collectors.joining(", "));
    }

    /// The trials recorded as infeasible for this reason, and those that completed.
    private static Stream<String> reason(
            Sample sample, InfeasibleTrials useless, InfeasibleKind kind, int all) {
        long completed = useless.completed().values().stream().filter(k -> k == kind).count();
        long recorded = all - completed;
        return Stream.of(
                        recorded == 0
                                ? ""
                                : "%d %s%s".formatted(recorded, kind.label(), most(sample, kind)),
                        completed == 0
                                ? ""
                                : "%d completed but %s".formatted(completed, kind.label()))
                .filter(text -> !text.isEmpty());
    }

    /// The first of these texts, without the full stop that would end the sentence around it.
    private static String sentence(List<String> alike) {
        String first = alike.getFirst();
        return first.endsWith(".") ? first.substring(0, first.length() - 1) : first;
    }

    /// The most frequent text; texts that differ only in numbers, such as the step, are equal.
    private static String most(Sample sample, InfeasibleKind kind) {
        if (kind != InfeasibleKind.OTHER && kind != InfeasibleKind.FAILED) {
            return "";
        }
        Map<String, List<String>> reasons =
                sample.infeasible().stream()
                        .filter(t -> InfeasibleTrials.kind(t) == kind)
                        .map(Trial.Infeasible::reason)
                        .collect(
                                Collectors.groupingBy(
                                        r -> r.replaceAll("[-+]?[0-9][0-9.,e+-]*", "…")));
        return reasons.values().stream()
                .max(Comparator.comparingInt(List::size))
                .map(alike -> " (%d like \"%s\")".formatted(alike.size(), sentence(alike)))
                .orElse("");
    }
}
