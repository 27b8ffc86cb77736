package io.tunebook.server.playbook.analysis;

import io.tunebook.events.PlotReference;
import io.tunebook.server.model.Curves;
import io.tunebook.server.model.Trial;
import io.tunebook.server.playbook.analysis.CurveShape.Kind;
import io.tunebook.server.playbook.analysis.Finding.Verdict;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/// What the best trial of each scientific setting shows (PB-30): overfitting (PB-29), still
/// improving at the end (PB-33), flat long before it (PB-34), collapsed; and whether other trials
/// overfit (PB-31).
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
        CurveShape shape = CurveShape.of(sample, curves, trial);
        if (shape.verdict() == Kind.UNREADABLE) {
            return Finding.unknown(
                    Question.CURVES,
                    "Too few evaluations",
                    "%s's best trial has %s: a curve is judged from %d on. Evaluate more often."
                            .formatted(
                                    sample.label(),
                                    Formats.plural(
                                            curves.size(trial.id(), sample.objective().metric()),
                                            "evaluation"),
                                    CurveJudge.MIN_EVALUATIONS),
                    "PB-28");
        }
        Finding found = verdict(sample, shape);
        double hidden = hidden(sample, curves);
        return (hidden > 0 && shape.verdict() != Kind.OVERFITS ? others(found, hidden) : found)
                .withNumber("noise", shape.noise())
                .withNumber("rise", shape.rise())
                .withNumber("best step", (double) shape.bestStep())
                .withNumber("last step", (double) shape.lastStep())
                .withPlot(PlotReference.curves(trial.id()));
    }

    private static Finding verdict(Sample sample, CurveShape shape) {
        String who = sample.label() + "'s best trial";
        String best = "step %s of %s".formatted(count(shape.bestStep()), count(shape.lastStep()));
        return switch (shape.verdict()) {
            case OVERFITS ->
                    finding(
                            Verdict.TROUBLE,
                            "Overfitting",
                            "%s is best at %s and %s worse at its end: it overfits."
                                    .formatted(who, best, difference(sample, shape.rise())),
                            "Rerun with more regularisation before comparing.",
                            "PB-29",
                            "PB-30");
            case COLLAPSED ->
                    finding(
                            Verdict.TROUBLE,
                            "Collapsed to chance",
                            "%s is best at %s and then falls back to %s, where it was before it learned: its training is unstable."
                                    .formatted(
                                            who,
                                            best,
                                            Formats.value(sample.objective(), shape.end())),
                            TrainingIssues.STABILISE,
                            "PB-26",
                            "PB-63");
            case NO_PROGRESS ->
                    finding(
                            Verdict.TROUBLE,
                            "Never above chance",
                            "%s is never better than %s, the level of trials that learn nothing."
                                    .formatted(
                                            who, Formats.value(sample.objective(), shape.best())),
                            "Find a simple, small configuration with a constant learning rate that learns before tuning it.",
                            "PB-06");
            case IMPROVING ->
                    finding(
                            Verdict.LOOK,
                            "Still improving",
                            "%s gains %s in its last eighth, about as fast as before: training ends too early to judge small differences."
                                    .formatted(who, difference(sample, shape.lately())),
                            "Train longer, or change the schedule (PB-48).",
                            "PB-33",
                            "PB-42");
            case FLAT ->
                    finding(
                            Verdict.FINE,
                            "Flat for the second half",
                            "%s does not change over its second half, beyond its noise of %s; its best checkpoint is at %s."
                                    .formatted(who, difference(sample, shape.noise()), best),
                            "Fewer steps suffice.",
                            "PB-28",
                            "PB-34");
            case SETTLED, UNREADABLE ->
                    finding(
                            Verdict.FINE,
                            "No problem in the curve",
                            "%s neither gets worse nor improves at the end beyond its noise of %s; its best checkpoint is at %s."
                                    .formatted(who, difference(sample, shape.noise()), best),
                            "",
                            "PB-28");
        };
    }

    /// The same with the share of the other trials that overfit (PB-31).
    private static Finding others(Finding found, double hidden) {
        String share = Formats.share(hidden);
        boolean widespread = hidden > WIDESPREAD && found.verdict() == Verdict.FINE;
        String next = widespread ? "Add regularisation to the search space." : found.next();
        return new Finding(
                        found.question(),
                        widespread ? Verdict.LOOK : found.verdict(),
                        widespread ? share + " of the other trials overfit" : found.label(),
                        "%s %s of the other completed trials overfit (PB-31).%s"
                                .formatted(found.sentence(), share, widespread ? " " + next : ""),
                        Stream.concat(found.rules().stream(), Stream.of("PB-31")).toList())
                .withNextStep(next);
    }

    /// The share of the completed trials, without the best, that overfit.
    static double hidden(Sample sample, Curves curves) {
        List<Trial.Completed> others = sample.completed().stream().skip(1).toList();
        ChanceLevel chance = ChanceLevel.of(sample.objective(), sample.completed(), curves);
        long overfit =
                others.stream()
                        .filter(t ->
                                CurveShape.of(sample.objective(), curves, t.id())
                                                .against(chance, t.value())
                                                .verdict()
                                        == Kind.OVERFITS)
                        .count();
        return others.isEmpty() ? 0 : (double) overfit / others.size();
    }

    private static String difference(Sample sample, double x) {
        return Formats.difference(sample.objective(), x);
    }

    private static Finding finding(
            Verdict verdict, String label, String sentence, String next, String... rules) {
        return new Finding(
                        Question.CURVES,
                        verdict,
                        label,
                        (sentence + " " + next).strip(),
                        List.of(rules))
                .withNextStep(next);
    }

    private static String count(long steps) {
        return String.format(Locale.ROOT, "%,d", steps);
    }
}
