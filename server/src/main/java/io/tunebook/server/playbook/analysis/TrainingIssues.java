package io.tunebook.server.playbook.analysis;

import io.tunebook.events.MetricKind;
import io.tunebook.events.Objective;
import io.tunebook.events.Objective.Direction;
import io.tunebook.events.PlotReference;
import io.tunebook.server.model.Curves;
import io.tunebook.server.model.Trial;
import io.tunebook.server.playbook.analysis.Finding.Verdict;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// Optimisation issues: many infeasible trials (PB-23), and in the best trials a rising training
/// loss (PB-35) and late noise (PB-32).
public final class TrainingIssues {
    /// What to do about unstable training.
    static final String STABILISE = "Lower the learning rate, add warmup, or clip gradients.";

    private static final double MANY_INFEASIBLE = 0.25;
    private static final double MOST_INFEASIBLE = 0.5;

    private TrainingIssues() {}

    /// The finding on the study's infeasible trials, and those on each setting with a finished
    /// trial.
    ///
    /// @param rivals the best two settings of the round
    static List<Finding> each(Sample study, List<Sample> settings, Rivals rivals, Curves curves) {
        return Stream.concat(
                        infeasible(study, curves).stream(),
                        settings.stream()
                                .filter(s -> !s.completed().isEmpty())
                                .flatMap(s -> of(s, curves, rivals)))
                .toList();
    }

    /// The best two settings of a round.
    ///
    /// @param gap between their best trials; 0 when there is only one setting
    /// @param second the value of the second one's best trial; NaN when there is only one
    record Rivals(double gap, double second) {
        private boolean include(Sample sample) {
            double best = sample.completed().getFirst().value();
            return gap > 0 && (best == second || sample.objective().better(best, second));
        }
    }

    static Finding worst(List<Finding> settings) {
        return Finding.worstOf(
                Question.OPTIMISATION, settings.stream(), "No trial has completed yet.");
    }

    private static Stream<Finding> of(Sample sample, Curves curves, Rivals rivals) {
        Trial.Completed best = sample.completed().getFirst();
        return Stream.of(loss(sample, best, curves), noise(sample, best, curves, rivals));
    }

    /// Empty while at most a quarter of the trials is infeasible.
    private static Optional<Finding> infeasible(Sample sample, Curves curves) {
        int useless = InfeasibleTrials.of(sample, curves).total();
        double share = sample.ended() == 0 ? 0 : (double) useless / sample.ended();
        if (share <= MANY_INFEASIBLE) {
            return Optional.empty();
        }
        return Optional.of(
                new Finding(
                                Question.OPTIMISATION,
                                share > MOST_INFEASIBLE ? Verdict.TROUBLE : Verdict.LOOK,
                                "Training fails in %s of trials".formatted(Formats.share(share)),
                                "In study %s, %d of %d trials are infeasible: training fails in much of the space. %s"
                                        .formatted(
                                                sample.label(), useless, sample.ended(), STABILISE),
                                List.of("PB-23", "PB-63"))
                        .withNumber("infeasible", share)
                        .withPlot(PlotReference.axes())
                        .withNextStep(STABILISE));
    }

    /// What the training loss of the best trial does (PB-35).
    private static Finding loss(Sample sample, Trial.Completed best, Curves curves) {
        Optional<String> metric = CurveMetrics.of(MetricKind.TRAINING_LOSS, sample, curves, best);
        if (metric.isEmpty()) {
            return Finding.unknown(
                            Question.OPTIMISATION,
                            "No training loss",
                            "%s's best trial records no training loss: whether it rises is not known. Record it as training/loss."
                                    .formatted(sample.label()),
                            "PB-35")
                    .withNextStep("Record the training loss as training/loss.");
        }
        CurveShape shape =
                CurveShape.of(new Objective(metric.get(), Direction.MINIMIZE), curves, best.id());
        return (switch (shape.verdict()) {
                    case OVERFITS, COLLAPSED ->
                            new Finding(
                                            Question.OPTIMISATION,
                                            Verdict.TROUBLE,
                                            "Training loss rises",
                                            "The training loss of %s's best trial ends %s above its lowest level, beyond its noise: usually a bug in the pipeline. Check the data and the loss."
                                                    .formatted(
                                                            sample.label(),
                                                            Formats.number(shape.rise())),
                                            List.of("PB-35"))
                                    .withNumber("rise", shape.rise())
                                    .withNextStep(
                                            "Check the data pipeline and the loss for a bug.");
                    case UNREADABLE ->
                            Finding.unknown(
                                    Question.OPTIMISATION,
                                    "Training loss too short",
                                    "%s's best trial records %s of %s: whether it rises is not known."
                                            .formatted(
                                                    sample.label(),
                                                    Formats.plural(
                                                            curves.size(best.id(), metric.get()),
                                                            "value"),
                                                    metric.get()),
                                    "PB-35");
                    case IMPROVING, FLAT, SETTLED, NO_PROGRESS ->
                            new Finding(
                                    Question.OPTIMISATION,
                                    Verdict.FINE,
                                    "Training loss does not rise",
                                    "The training loss of %s's best trial does not rise beyond its noise."
                                            .formatted(sample.label()),
                                    List.of("PB-35"));
                })
                .withPlot(PlotReference.curves(best.id()));
    }

    /// The evaluation noise of the best trial, compared with the gap between the settings (PB-32).
    private static Finding noise(
            Sample sample, Trial.Completed best, Curves curves, Rivals rivals) {
        double gap = rivals.include(sample) ? rivals.gap() : 0;
        double noise = CurveShape.of(sample.objective(), curves, best.id()).noise();
        if (Double.isNaN(noise)) {
            return Finding.unknown(
                    Question.OPTIMISATION,
                    "Too few evaluations",
                    "%s's best trial has too few evaluations to estimate its noise."
                            .formatted(sample.label()),
                    "PB-32");
        }
        boolean loud = loud(noise, gap);
        String next = loud ? "Decay the learning rate, or average the weights." : "";
        return new Finding(
                        Question.OPTIMISATION,
                        loud ? Verdict.LOOK : Verdict.FINE,
                        loud ? "Evaluation noise is high" : "Evaluation noise is low",
                        "Evaluation noise of the best trial of %s: %s%s. %s"
                                .formatted(
                                        sample.label(),
                                        Formats.difference(sample.objective(), noise),
                                        loud
                                                ? ", against %s between the two best settings, so the comparison is uncertain"
                                                        .formatted(
                                                                Formats.difference(
                                                                        sample.objective(), gap))
                                                : "",
                                        next)
                                .strip(),
                        List.of("PB-32"))
                .withNumber("noise", noise)
                .withNumber("gap", gap)
                .withPlot(PlotReference.curves(best.id()))
                .withNextStep(next);
    }

    /// The best two of the settings.
    static Rivals rivals(List<Sample> samples) {
        List<Trial.Completed> bests =
                samples.stream()
                        .filter(s -> !s.completed().isEmpty())
                        .map(s -> s.completed().getFirst())
                        .toList();
        if (bests.size() < 2) {
            return new Rivals(0, Double.NaN);
        }
        double[] sorted = bests.stream().mapToDouble(Trial.Completed::value).sorted().toArray();
        int n = sorted.length;
        return samples.getFirst().objective().direction() == Direction.MINIMIZE
                ? new Rivals(sorted[1] - sorted[0], sorted[1])
                : new Rivals(sorted[n - 1] - sorted[n - 2], sorted[n - 2]);
    }

    /// Whether the evaluation noise exceeds half of the gap between the settings.
    static boolean loud(double noise, double gap) {
        return gap > 0 && noise > gap / 2;
    }

    /// Whether a training loss ends above its lowest level, beyond its noise (PB-35).
    public static boolean isRising(Curves.Series loss) {
        return switch (CurveShape.of(new Objective(loss.metric(), Direction.MINIMIZE), loss)
                .verdict()) {
            case OVERFITS, COLLAPSED -> true;
            case UNREADABLE, IMPROVING, FLAT, SETTLED, NO_PROGRESS -> false;
        };
    }
}
