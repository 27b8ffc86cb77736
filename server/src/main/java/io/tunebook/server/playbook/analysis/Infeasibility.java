package io.tunebook.server.playbook.analysis;

import io.tunebook.events.PlotReference;
import io.tunebook.server.playbook.analysis.Finding.Verdict;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// What fraction of the trials is infeasible and why (PB-23), and whether the best trials lie near
/// the infeasible region (PB-26).
public final class Infeasibility {
    private static final double VERY_LARGE = 0.5;
    private static final double LARGE = 0.25;
    private static final double BRINK = 0.10;

    private Infeasibility() {}

    public static Finding of(List<Sample> samples) {
        return worst(samples.stream().map(Infeasibility::of).toList());
    }

    /// The finding of a round.
    ///
    /// @param studies the findings of its studies
    static Finding worst(List<Finding> studies) {
        return Finding.worstOf(
                Question.INFEASIBLE, studies.stream(), "No study has been created yet.");
    }

    static Finding of(Sample sample) {
        if (sample.ended() == 0) {
            return Finding.unknown(
                    Question.INFEASIBLE, sample.label() + " has no finished trial yet.", "PB-23");
        }
        double fraction = (double) sample.infeasible().size() / sample.ended();
        Threshold threshold = Threshold.of(sample);
        return numbered(verdict(sample, fraction, threshold), fraction, threshold);
    }

    private static Finding verdict(Sample sample, double fraction, @Nullable Threshold threshold) {
        String counted =
                "%s: %d of %d trials are infeasible%s"
                        .formatted(
                                sample.label(),
                                sample.infeasible().size(),
                                sample.ended(),
                                where(threshold, sample));
        if (fraction > VERY_LARGE) {
            return finding(
                            Verdict.TROUBLE,
                            fraction,
                            "%s%s. Change the space or its scale, or look for a bug in the training."
                                    .formatted(counted, why(sample)),
                            "PB-23")
                    .withNextStep(
                            "Change the space or its scale, or look for a bug in the training.");
        }
        if (threshold != null && threshold.distanceOfBest() <= BRINK) {
            return finding(
                            Verdict.LOOK,
                            fraction,
                            counted
                                    + ", and the best trial lies right at that threshold: instability may keep"
                                    + " the search from better values.",
                            "PB-26")
                    .withNextStep(
                            "Check the training loss just beyond it; try warmup or gradient clipping (PB-60, PB-63).");
        }
        return finding(
                fraction > LARGE ? Verdict.LOOK : Verdict.FINE,
                fraction,
                counted
                        + (threshold == null
                                ? why(sample) + "."
                                : "; the best trial is far from it."),
                threshold == null ? "PB-23" : "PB-26");
    }

    private static Finding numbered(Finding f, double fraction, @Nullable Threshold t) {
        Finding with = f.withNumber("fraction", fraction).withPlot(PlotReference.axes());
        return t == null
                ? with
                : with.withNumber("threshold", t.value())
                        .withNumber("beyond", t.beyond())
                        .withNumber("p", t.chance())
                        .withNumber("distance of the best", t.distanceOfBest())
                        .withPlot(PlotReference.axis(t.parameter().key()));
    }

    private static Finding finding(Verdict verdict, double fraction, String sentence, String rule) {
        return new Finding(
                Question.INFEASIBLE, verdict, Formats.share(fraction), sentence, List.of(rule));
    }

    private static String where(@Nullable Threshold t, Sample sample) {
        return t == null
                ? ""
                : ", all %d with %s %s %s"
                        .formatted(
                                t.beyond(),
                                Formats.name(t.parameter(), sample.study().facts().space()),
                                t.above() ? "above" : "below",
                                Formats.number(t.value()));
    }

    /// The most frequent reason; reasons that differ only in numbers, such as the step, are equal.
    private static String why(Sample sample) {
        Map<String, Long> reasons =
                sample.infeasible().stream()
                        .collect(
                                Collectors.groupingBy(
                                        t -> t.reason().replaceAll("[-+]?[0-9][0-9.,e+-]*", "…"),
                                        Collectors.counting()));
        return reasons.entrySet().stream()
                .max(Map.Entry.comparingByValue(Comparator.naturalOrder()))
                .map(e -> ", %d of them because: %s".formatted(e.getValue(), e.getKey()))
                .orElse("");
    }
}
