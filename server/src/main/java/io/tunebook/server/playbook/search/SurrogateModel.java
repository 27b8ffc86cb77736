package io.tunebook.server.playbook.search;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A model of the objective and the feasibility at points that were not tried.
///
/// @param best the lowest standardised loss that the model predicts at the tried points
/// @param feasible of labels, +1 for a completed trial and -1 for one that failed; null when none
///   failed
/// @param leaders the encoded points of the best few trials, best first
record SurrogateModel(
        GaussianProcess loss,
        double best,
        @Nullable GaussianProcess feasible,
        List<double[]> leaders) {
    private static final int LEADERS = 4;
    private static final double CAUTION = 0.6;

    /// The noise of a feasibility label, in standard deviations.
    private static final double SHARPNESS = 4;

    /// @param known at least three of them measured
    static SurrogateModel of(Encoding encoding, List<Observation> known) {
        List<double[]> x = new ArrayList<>();
        List<Double> y = new ArrayList<>();
        List<double[]> pending = new ArrayList<>();
        List<double[]> failed = new ArrayList<>();
        for (Observation k : known) {
            double[] point = encoding.point(k.configuration());
            switch (k) {
                case Observation.Measured m -> {
                    x.add(point);
                    y.add(m.loss());
                }
                case Observation.Failed f -> failed.add(point);
                case Observation.Pending p -> pending.add(point);
            }
        }
        double[][] points = x.toArray(double[][]::new);
        double[] values =
                StandardizedLosses.of(y.stream().mapToDouble(Double::doubleValue).toArray());
        // A fit from few points is often overconfident: every other point uses a cautious one.
        double caution = points.length % 2 == 0 ? CAUTION : 1;
        GaussianProcess process =
                GaussianProcess.fitted(points, values, encoding::squared, caution);
        double best = Double.POSITIVE_INFINITY;
        for (double[] point : points) {
            best = Math.min(best, process.at(point).mean());
        }
        for (double[] point : pending) {
            process = process.with(point, process.at(point).mean());
        }
        return new SurrogateModel(
                process,
                best,
                failed.isEmpty() ? null : feasibility(encoding, x, failed),
                leaders(points, values));
    }

    private static GaussianProcess feasibility(
            Encoding encoding, List<double[]> fine, List<double[]> failed) {
        List<double[]> all = new ArrayList<>(fine);
        all.addAll(failed);
        double[] labels = new double[all.size()];
        for (int i = 0; i < labels.length; i++) {
            labels[i] = i < fine.size() ? 1 : -1;
        }
        return GaussianProcess.fitted(all.toArray(double[][]::new), labels, encoding::squared, 1);
    }

    private static List<double[]> leaders(double[][] points, double[] values) {
        List<Integer> order = new ArrayList<>();
        for (int i = 0; i < values.length; i++) {
            order.add(i);
        }
        order.sort(Comparator.comparingDouble(i -> values[i]));
        return order.stream().limit(LEADERS).map(i -> points[i]).toList();
    }

    /// The logarithm of the expected improvement at an encoded point times the probability that it
    /// is feasible: least-squares classification (Rasmussen and Williams, section 6.5).
    double gain(double[] point) {
        double gain = ExpectedImprovement.logExpected(loss.at(point), best);
        if (feasible == null) {
            return gain;
        }
        GaussianProcess.Belief label = feasible.at(point);
        return gain
                + ExpectedImprovement.logNormal(
                        label.mean() / Math.hypot(1, label.deviation()) * SHARPNESS);
    }
}
