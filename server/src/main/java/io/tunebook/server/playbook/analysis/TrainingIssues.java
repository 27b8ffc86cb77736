package io.tunebook.server.playbook.analysis;

import io.tunebook.events.PlotReference;
import io.tunebook.events.Objective;
import io.tunebook.events.Objective.Direction;
import io.tunebook.server.model.Curves;
import io.tunebook.server.model.Trial;
import io.tunebook.server.playbook.analysis.Finding.Verdict;
import java.util.List;

/// Optimisation issues in the best trials: late noise (PB-32) and a rising training loss (PB-35).
public final class TrainingIssues {
    private static final Objective LOSS = new Objective("training/loss", Direction.MINIMIZE);

    private TrainingIssues() {}

    /// @param settings of the round The finding on each setting that has a completed trial.
    ///
    /// @param gap between the best trials of the best two settings of the round
    static List<Finding> each(List<Sample> settings, double gap, Curves curves) {
        return settings.stream()
                .filter(s -> !s.completed().isEmpty())
                .map(s -> of(s, curves, gap))
                .toList();
    }

    static Finding worst(List<Finding> settings) {
        return Finding.worstOf(
                Question.OPTIMISATION, settings.stream(), "No trial has completed yet.");
    }

    private static Finding of(Sample sample, Curves curves, double gap) {
        Trial.Completed best = sample.completed().getFirst();
        var loss = curves.series(best.id(), "training/loss");
        if (isRising(loss)) {
            return new Finding(
                            Question.OPTIMISATION,
                            Verdict.TROUBLE,
                            "rising loss",
                            "The training loss of %s's best trial rises in its second half: usually a bug in the pipeline."
                                    .formatted(sample.label()),
                            List.of("PB-35"))
                    .withPlot(PlotReference.curves(best.id()))
                    .withNumber("rise", CurveShape.of(LOSS, loss).rise())
                    .withNextStep("Check the data pipeline and the loss for a bug.");
        }
        double noise = Noise.late(curves.series(best.id(), sample.objective().metric()).values());
        if (Double.isNaN(noise)) {
            return Finding.unknown(
                    Question.OPTIMISATION,
                    "%s's best trial has too few evaluations to estimate its noise."
                            .formatted(sample.label()),
                    "PB-32");
        }
        boolean loud = loud(noise, gap);
        String sentence =
                "Evaluation noise of %s's best trial: %s%s."
                        .formatted(
                                sample.label(),
                                Formats.difference(sample.objective(), noise),
                                loud
                                        ? ", more than half of the %s between the settings: decay the learning rate or average iterates"
                                                .formatted(
                                                        Formats.difference(sample.objective(), gap))
                                        : "");
        return new Finding(
                        Question.OPTIMISATION,
                        loud ? Verdict.LOOK : Verdict.FINE,
                        loud ? "noisy" : "none",
                        sentence,
                        List.of("PB-32"))
                .withNumber("noise", noise)
                .withNumber("gap", gap)
                .withPlot(PlotReference.curves(best.id()))
                .withNextStep(loud ? "Decay the learning rate, or average iterates." : "");
    }

    /// The gap between the best trials of the best two settings; zero when there is only one.
    static double gap(List<Sample> samples) {
        List<Trial.Completed> bests =
                samples.stream()
                        .filter(s -> !s.completed().isEmpty())
                        .map(s -> s.completed().getFirst())
                        .toList();
        if (bests.size() < 2) {
            return 0;
        }
        double[] sorted = bests.stream().mapToDouble(Trial.Completed::value).sorted().toArray();
        return samples.getFirst().objective().direction()
                        == io.tunebook.events.Objective.Direction.MINIMIZE
                ? sorted[1] - sorted[0]
                : sorted[sorted.length - 1] - sorted[sorted.length - 2];
    }

    /// Whether the evaluation noise exceeds half of the gap between the settings.
    static boolean loud(double noise, double gap) {
        return gap > 0 && noise > gap / 2;
    }

    /// Whether a training loss ends above its lowest level, beyond its noise (PB-35).
    public static boolean isRising(Curves.Series loss) {
        return switch (CurveShape.of(LOSS, loss).verdict()) {
            case OVERFITS, COLLAPSED -> true;
            case UNREADABLE, IMPROVING, FLAT, SETTLED, NO_PROGRESS -> false;
        };
    }
}
