package io.tunebook.server.playbook.analysis;

import io.tunebook.events.PlotReference;
import io.tunebook.server.model.Curves;
import io.tunebook.server.model.Trial;
import io.tunebook.server.playbook.analysis.CurveShape.Kind;
import io.tunebook.server.playbook.analysis.Finding.Verdict;
import java.util.List;
import java.util.Locale;

/// What the best trial of each scientific setting shows (PB-30): overfitting (PB-29), still
/// improving at the end (PB-33), flat long before it (PB-34); and whether other trials overfit
/// (PB-31).
public final class CurveReading {
    private static final double WIDESPREAD = 0.25;

    private CurveReading() {}

    /// The finding on each setting that has a completed trial.
    static List<Finding> each(List<Sample> settings, Curves curves) {
        return settings.stream()
                .filter(s -> !s.completed().isEmpty())
                .map(s -> of(s, s.completed().getFirst(), curves))
                .toList();
    }

    static Finding worst(List<Finding> settings) {
        return Finding.worstOf(Question.CURVES, settings.stream(), "No trial has completed yet.");
    }

    static Finding of(Sample sample, Trial.Completed trial, Curves curves) {
        CurveShape shape = CurveShape.of(sample.objective(), curves, trial.id());
        if (shape.verdict() == Kind.UNREADABLE) {
            return Finding.unknown(
                    Question.CURVES,
                    "%s's best trial has %s: too few to judge its curve."
                            .formatted(
                                    sample.label(),
                                    Formats.plural(
                                            curves.size(trial.id(), sample.objective().metric()),
                                            "evaluation")),
                    "PB-28");
        }
        return verdict(sample, shape, hidden(sample, curves))
                .withNumber("noise", shape.noise())
                .withNumber("rise", shape.rise())
                .withNumber("best step", (double) shape.bestStep())
                .withNumber("last step", (double) shape.lastStep())
                .withPlot(PlotReference.curves(trial.id()));
    }

    private static Finding verdict(Sample sample, CurveShape shape, double hidden) {
        String who = sample.label() + "'s best trial";
        String others =
                hidden > 0 && shape.verdict() != Kind.OVERFITS
                        ? " %s of the other completed trials overfit (PB-31)."
                                .formatted(Formats.share(hidden))
                        : "";
        return switch (shape.verdict()) {
            case OVERFITS ->
                    finding(
                                    Verdict.TROUBLE,
                                    "overfits",
                                    "%s overfits from step %s on: its error rises by %s by the end. Rerun with more regularisation before comparing."
                                            .formatted(
                                                    who,
                                                    count(shape.bestStep()),
                                                    difference(sample, shape.rise())),
                                    "PB-29",
                                    "PB-30")
                            .withNextStep("Rerun with more regularisation before comparing.");
            case IMPROVING ->
                    finding(
                                    Verdict.LOOK,
                                    "still improving",
                                    "%s was still improving at its last step (%s over the last eighth): training is compute-bound, so train longer before judging small gaps.%s"
                                            .formatted(
                                                    who,
                                                    difference(sample, shape.lately()),
                                                    others),
                                    "PB-33",
                                    "PB-42")
                            .withNextStep("Train longer, or change the schedule (PB-48).");
            case FLAT, SETTLED, UNREADABLE ->
                    finding(
                            hidden > WIDESPREAD ? Verdict.LOOK : Verdict.FINE,
                            hidden > WIDESPREAD
                                    ? "some overfit"
                                    : shape.verdict() == Kind.FLAT ? "flat early" : "settled",
                            "%s %s, its best checkpoint at %s, with no sign of overfitting beyond its noise.%s"
                                    .formatted(
                                            who,
                                            shape.verdict() == Kind.FLAT
                                                    ? "is flat over its second half, so fewer steps suffice"
                                                    : "levels out",
                                            "step %s of %s"
                                                    .formatted(
                                                            count(shape.bestStep()),
                                                            count(shape.lastStep())),
                                            others),
                            "PB-28",
                            "PB-31",
                            "PB-34");
        };
    }

    /// The share of the completed trials, without the best, that overfit.
    static double hidden(Sample sample, Curves curves) {
        List<Trial.Completed> others = sample.completed().stream().skip(1).toList();
        long overfit =
                others.stream()
                        .filter(t ->
                                CurveShape.of(sample.objective(), curves, t.id()).verdict()
                                        == Kind.OVERFITS)
                        .count();
        return others.isEmpty() ? 0 : (double) overfit / others.size();
    }

    private static String difference(Sample sample, double x) {
        return Formats.difference(sample.objective(), x);
    }

    private static Finding finding(
            Verdict verdict, String headline, String sentence, String... rules) {
        return new Finding(Question.CURVES, verdict, headline, sentence, List.of(rules));
    }

    private static String count(long steps) {
        return String.format(Locale.ROOT, "%,d", steps);
    }
}
