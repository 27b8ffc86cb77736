package io.tunebook.server.playbook.analysis;

import io.tunebook.events.MetricKind;
import io.tunebook.events.Parameter;
import io.tunebook.events.PlotReference;
import io.tunebook.events.SearchSpace;
import io.tunebook.events.Value;
import io.tunebook.server.model.Curves;
import io.tunebook.server.model.Trial;
import io.tunebook.server.playbook.analysis.Finding.Verdict;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// Whether training becomes unstable just above the best learning rate (PB-60), and what to try,
/// with numbers (PB-63 to PB-65).
final class Instability {
    private static final int MIN_NORMS = 20;

    /// The share of steps up to which spikes need no clipping.
    private static final double RARE = 0.001;

    /// The number of steps around one whose median it is compared with.
    private static final int AROUND = 50;

    /// The ratio to the best rate within which an unstable region limits it.
    private static final double NEAR = 10;

    private Instability() {}

    static List<Finding> of(Sample sample, Curves curves) {
        List<Finding> findings = new ArrayList<>();
        if (sample.completed().isEmpty()) {
            return findings;
        }
        for (Parameter p : sample.study().facts().space().varying()) {
            if (p.name().endsWith("learning_rate") || p.name().equals("lr")) {
                Finding sweep = sweep(sample, p);
                if (sweep != null) {
                    findings.add(sweep);
                }
            }
        }
        Finding norms = norms(sample, curves);
        if (norms != null) {
            findings.add(norms);
        }
        return findings;
    }

    /// The rate from which trials fail, compared with the best one.
    private static @Nullable Finding sweep(Sample sample, Parameter p) {
        Threshold t = Threshold.of(sample);
        if (t == null
                || t.above() == null
                || !t.parameter().equals(p)
                || !SearchSpace.exists(p, sample.completed().getFirst().configuration())) {
            return null;
        }
        double best = Sample.value(p, sample.completed().getFirst()).number();
        double ratio = t.above() / best;
        boolean near = ratio < NEAR;
        String next =
                near
                        ? "Check the training loss just above %s. Try a warmup to ten times that rate over 10, 1,000 and 10,000 steps and use the shortest that is stable, or clip gradients."
                                .formatted(Formats.number(t.above()))
                        : "";
        return new Finding(
                        Question.OPTIMISATION,
                        near ? Verdict.LOOK : Verdict.FINE,
                        near
                                ? "Unstable above %s %s"
                                        .formatted(p.name(), Formats.number(t.above()))
                                : "Stable near the best rate",
                        "%d of %d trials with %s %s are infeasible. The best rate of %s, %s, is %s: instability %s. %s"
                                .formatted(
                                        t.infeasible(),
                                        t.trials(),
                                        Formats.name(p, sample.study().facts().space()),
                                        t.below() == null
                                                ? "above " + Formats.number(t.above())
                                                : "below %s or above %s"
                                                        .formatted(
                                                                Formats.number(t.below()),
                                                                Formats.number(t.above())),
                                        sample.label(),
                                        Formats.number(best),
                                        ratio < 1.05
                                                ? "at that limit"
                                                : Formats.number(ratio) + " times below the limit",
                                        near ? "may limit it" : "does not limit it",
                                        next)
                                .strip(),
                        List.of("PB-60", "PB-63", "PB-64"))
                .withNumber("best rate", best)
                .withNumber("unstable rate", t.above())
                .withNumber("p", t.chance())
                .withPlot(PlotReference.axis(p.key()))
                .withNextStep(next);
    }

    /// The gradient norms of the best trial, and the threshold to clip them at (PB-61, PB-65).
    private static @Nullable Finding norms(Sample sample, Curves curves) {
        Trial.Completed best = sample.completed().getFirst();
        float[] norms =
                CurveMetrics.of(MetricKind.GRADIENT_NORM, sample, curves, best)
                        .map(m -> curves.series(best.id(), m).values())
                        .orElse(new float[0]);
        double[] sorted = new double[norms.length];
        int n = 0;
        for (float norm : norms) {
            if (Float.isFinite(norm)) {
                sorted[n++] = norm;
            }
        }
        if (n < MIN_NORMS) {
            return null;
        }
        Arrays.sort(sorted, 0, n);
        double median = sorted[n / 2];
        double ninetieth = sorted[(int) (n * 0.9)];
        double highest = sorted[n - 1];
        int above = spikes(norms);
        boolean spikes = above > RARE * n;
        double clipped = clipped(best, sorted, n);
        String next =
                clipped > 0.5
                        ? "More than half of the updates are clipped: lower the learning rate."
                        : spikes
                                ? "Clip gradients at %s, the 90th percentile."
                                        .formatted(Formats.number(ninetieth))
                                : "";
        return new Finding(
                        Question.OPTIMISATION,
                        clipped > 0.5 || spikes ? Verdict.LOOK : Verdict.FINE,
                        clipped > 0.5
                                ? Formats.share(clipped) + " of updates clipped"
                                : spikes
                                        ? "Gradient spikes"
                                        : above > 0 ? "Rare gradient spikes" : "No gradient spikes",
                        String.format(
                                        Locale.ROOT,
                                        "In %d of %d steps the gradient norm of %s's best trial is more than ten times that of the steps around it (median %s, 90th percentile %s, maximum %s). %s",
                                        above,
                                        n,
                                        sample.label(),
                                        Formats.number(median),
                                        Formats.number(ninetieth),
                                        Formats.number(highest),
                                        next)
                                .strip(),
                        List.of("PB-61", "PB-65"))
                .withNumber("spikes", above)
                .withNumber("median", median)
                .withNumber("90th percentile", ninetieth)
                .withNumber("highest", highest)
                .withNumber("clipped", clipped)
                .withPlot(PlotReference.curves(best.id()))
                .withNextStep(next);
    }

    /// How many norms exceed ten times the median of the steps around them. The norm falls in the
    /// course of training, so that its overall median is no measure of a spike.
    private static int spikes(float[] norms) {
        int spikes = 0;
        for (int from = 0; from < norms.length; from += AROUND) {
            float[] around = Arrays.copyOfRange(norms, from, Math.min(norms.length, from + AROUND));
            float[] sorted = around.clone();
            Arrays.sort(sorted);
            float median = sorted[sorted.length / 2];
            for (float norm : around) {
                spikes += Float.isFinite(norm) && norm > 10 * median ? 1 : 0;
            }
        }
        return spikes;
    }

    /// The share of the updates that were clipped.
    private static double clipped(Trial.Completed t, double[] sorted, int n) {
        Value clip = t.configuration().values().get("clip_norm");
        if (clip == null || Double.isNaN(clip.number())) {
            return 0;
        }
        int below = 0;
        while (below < n && sorted[below] <= clip.number()) {
            below++;
        }
        return (double) (n - below) / n;
    }
}
