package io.tunebook.server.analysis;

import io.tunebook.events.Parameter;
import io.tunebook.server.analysis.Finding.Verdict;
import io.tunebook.server.book.Trial;
import io.tunebook.server.search.Scale;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What fraction is infeasible (PB-23), and whether the best trials stand at the brink (PB-26).
public final class Infeasibility {
    private static final double VERY_LARGE = 0.5;
    private static final double LARGE = 0.25;
    private static final double BRINK = 0.10;
    private static final int FEWEST_BEYOND = 3;

    private Infeasibility() {}

    public static Finding of(List<Sample> samples) {
        return Finding.worstOf(
                Question.INFEASIBLE,
                samples.stream().map(Infeasibility::of),
                "No study has been created yet.");
    }

    static Finding of(Sample sample) {
        if (sample.ended() == 0) {
            return Finding.unknown(
                    Question.INFEASIBLE, sample.label() + " has no finished trial yet.", "PB-23");
        }
        double fraction = (double) sample.infeasible().size() / sample.ended();
        String counted =
                "%s: %d of %d trials are infeasible"
                        .formatted(sample.label(), sample.infeasible().size(), sample.ended());
        Threshold threshold = threshold(sample);
        if (fraction > VERY_LARGE) {
            return finding(
                    Verdict.TROUBLE,
                    fraction,
                    counted
                            + where(threshold)
                            + ". Change the space or its scale, or look for a bug in the training.",
                    "PB-23");
        }
        if (threshold != null && threshold.distanceOfBest() <= BRINK) {
            return finding(
                    Verdict.LOOK,
                    fraction,
                    counted
                            + where(threshold)
                            + ", and the best trial stands right at it: a stability problem may keep"
                            + " the model from better values.",
                    "PB-26");
        }
        return finding(
                fraction > LARGE ? Verdict.LOOK : Verdict.FINE,
                fraction,
                counted
                        + where(threshold)
                        + (threshold == null ? "." : "; the best stand well clear of it."),
                threshold == null ? "PB-23" : "PB-26");
    }

    private static Finding finding(Verdict verdict, double fraction, String sentence, String rule) {
        return new Finding(
                Question.INFEASIBLE, verdict, Words.share(fraction), sentence, List.of(rule));
    }

    private static String where(@Nullable Threshold t) {
        return t == null
                ? ""
                : ", all %d with %s above %s"
                        .formatted(t.beyond(), t.parameter().name(), Words.number(t.value()));
    }

    /// Above `value` every trial was infeasible.
    ///
    /// @param beyond how many were
    /// @param distanceOfBest from the threshold down to the best trial, as a share of the scale
    record Threshold(Parameter parameter, double value, int beyond, double distanceOfBest) {}

    /// The parameter beyond whose threshold the most trials failed, if any has three or more.
    static @Nullable Threshold threshold(Sample sample) {
        Threshold found = null;
        for (Parameter p : sample.study().facts().space().varying()) {
            if (Scale.ordered(p.domain()) && !sample.completedWith(p).isEmpty()) {
                Threshold t = threshold(sample, p);
                if (t.beyond() >= FEWEST_BEYOND && (found == null || t.beyond() > found.beyond())) {
                    found = t;
                }
            }
        }
        return found;
    }

    private static Threshold threshold(Sample sample, Parameter p) {
        List<Trial.Completed> completed = sample.completedWith(p);
        Trial.Completed highest =
                completed.stream()
                        .max(Comparator.comparingDouble(t -> Sample.unit(p, t)))
                        .orElseThrow();
        double edge = Sample.unit(p, highest);
        int beyond =
                (int)
                        sample.infeasibleWith(p).stream()
                                .filter(t -> Sample.unit(p, t) > edge)
                                .count();
        return new Threshold(
                p,
                Sample.value(p, highest).number(),
                beyond,
                edge - Sample.unit(p, completed.getFirst()));
    }
}
