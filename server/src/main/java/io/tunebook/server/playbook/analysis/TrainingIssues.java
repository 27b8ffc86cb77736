package io.tunebook.server.playbook.analysis;

import io.tunebook.events.PlotReference;
import io.tunebook.server.model.Curves;
import io.tunebook.server.model.Trial;
import io.tunebook.server.playbook.analysis.Finding.Verdict;
import java.util.List;

/// Optimisation issues in the best trials: late noise (PB-32) and a rising training loss (PB-35).
public final class TrainingIssues {
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
        if (rising(loss.values())) {
            return new Finding(
                            Question.OPTIMISATION,
                            Verdict.TROUBLE,
                            "rising loss",
                            "The training loss of %s's best trial rises in its second half: usually a bug in the pipeline."
                                    .formatted(sample.label()),
                            List.of("PB-35"))
                    .withPlot(PlotReference.curves(best.id()))
                    .withNumber("rise", rise(loss.values()))
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

    /// Whether the mean of the last quarter exceeds that of the quarter before by more than twice
    /// the standard error of the difference.
    static boolean rising(float[] loss) {
        int quarter = loss.length / 4;
        if (quarter < 8) {
            return false;
        }
        double[] before = moments(loss, loss.length - 2 * quarter, loss.length - quarter);
        double[] last = moments(loss, loss.length - quarter, loss.length);
        double error = Math.sqrt((before[1] + last[1]) / quarter);
        return last[0] - before[0] > 3 * error && last[0] > before[0] * 1.1;
    }

    private static double rise(float[] loss) {
        int quarter = loss.length / 4;
        return moments(loss, loss.length - quarter, loss.length)[0]
                - moments(loss, loss.length - 2 * quarter, loss.length - quarter)[0];
    }

    private static double[] moments(float[] values, int from, int to) {
        double sum = 0;
        double squares = 0;
        for (int i = from; i < to; i++) {
            sum += values[i];
            squares += (double) values[i] * values[i];
        }
        double mean = sum / (to - from);
        return new double[] {mean, Math.max(0, squares / (to - from) - mean * mean)};
    }
}
