package io.tunebook.server.playbook.analysis;

import io.tunebook.events.MetricKind;
import io.tunebook.events.PlotReference;
import io.tunebook.events.Value;
import io.tunebook.server.model.Curves;
import io.tunebook.server.model.Trial;
import io.tunebook.server.playbook.analysis.Finding.Verdict;
import java.util.List;
import java.util.Optional;

/// Whether the training loss oscillates with the period of an epoch, which suggests a data-order
/// bug (PB-51).
///
/// The loss of each step, minus its mean over the surrounding epoch, is grouped by its position
/// within the epoch into eight parts. The share of the variance that the parts explain is compared
/// with that of a shuffled order: about `7 / n` for `n` steps.
final class EpochSwing {
    /// The metric in which a trainer reports the number of examples in an epoch.
    private static final String EXAMPLES = "training/examples";

    private static final int PARTS = 8;
    private static final int MIN_EPOCHS = 4;
    private static final double SWINGS = 0.25;

    private EpochSwing() {}

    /// Empty without a completed trial.
    static Optional<Finding> of(Sample sample, Curves curves) {
        if (sample.completed().isEmpty()) {
            return Optional.empty();
        }
        Trial.Completed best = sample.completed().getFirst();
        Optional<String> metric = CurveMetrics.of(MetricKind.TRAINING_LOSS, sample, curves, best);
        if (metric.isEmpty()) {
            return notKnown(sample, "No training loss", "its best trial records no training loss");
        }
        Double examples = best.measurements().get(EXAMPLES);
        Value batch = best.configuration().values().get("batch_size");
        if (examples == null || batch == null || !(batch.number() > 0)) {
            return notKnown(
                    sample,
                    "Epoch length not known",
                    "its best trial records no training/examples or has no batch_size");
        }
        double epoch = examples / batch.number();
        float[] loss = curves.series(best.id(), metric.get()).values();
        if (epoch < PARTS || loss.length < MIN_EPOCHS * epoch) {
            return notKnown(
                    sample,
                    "Too few epochs",
                    "at least %d epochs with the loss of each step are needed"
                            .formatted(MIN_EPOCHS));
        }
        double share = explained(loss, epoch);
        boolean swings = share > SWINGS;
        String next =
                swings ? "Check whether the examples come in the same order every epoch." : "";
        return Optional.of(
                new Finding(
                                Question.OPTIMISATION,
                                swings ? Verdict.LOOK : Verdict.FINE,
                                swings
                                        ? "Loss follows the epochs"
                                        : "Loss does not follow the epochs",
                                "The position within an epoch of %s steps explains %s of the variance of the training loss of %s's best trial%s. %s"
                                        .formatted(
                                                Formats.number(epoch),
                                                Formats.share(share),
                                                sample.label(),
                                                swings
                                                        ? ""
                                                        : ": it does not depend on the order of the examples",
                                                next)
                                        .strip(),
                                List.of("PB-51"))
                        .withNumber("explained", share)
                        .withNumber("steps an epoch", epoch)
                        .withPlot(PlotReference.curves(best.id()))
                        .withNextStep(next));
    }

    private static Optional<Finding> notKnown(Sample sample, String label, String why) {
        return Optional.of(
                Finding.unknown(
                        Question.OPTIMISATION,
                        label,
                        "Whether %s's training loss follows the epochs is not known: %s."
                                .formatted(sample.label(), why),
                        "PB-51"));
    }

    /// The share of the variance about an epoch's running mean that the eighth of the epoch
    /// explains.
    ///
    /// @param loss of each step, from the first
    /// @param epoch in steps
    static double explained(float[] loss, double epoch) {
        int half = (int) Math.round(epoch / 2);
        double[] sums = new double[loss.length + 1];
        for (int i = 0; i < loss.length; i++) {
            sums[i + 1] = sums[i] + (Float.isFinite(loss[i]) ? loss[i] : 0);
        }
        double[] part = new double[PARTS];
        int[] counts = new int[PARTS];
        double squares = 0;
        double sum = 0;
        int n = 0;
        for (int i = half; i + half < loss.length; i++) {
            double mean = (sums[i + half + 1] - sums[i - half]) / (2 * half + 1);
            double rest = loss[i] - mean;
            // Noise shrinks with the loss: each step is weighted by the inverse of the loss around
            // it.
            rest /= Math.max(Math.abs(mean), 1e-12);
            int p = Math.min(PARTS - 1, (int) ((i % epoch) / epoch * PARTS));
            part[p] += rest;
            counts[p]++;
            sum += rest;
            squares += rest * rest;
            n++;
        }
        double total = squares - sum * sum / n;
        double between = -sum * sum / n;
        for (int p = 0; p < PARTS; p++) {
            between += counts[p] == 0 ? 0 : part[p] * part[p] / counts[p];
        }
        return total > 0 ? Math.clamp(between / total, 0, 1) : 0;
    }
}
