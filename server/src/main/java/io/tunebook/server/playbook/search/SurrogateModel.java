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
/// @param leaders the encoded points of the best few trials by the predicted loss, best first
record SurrogateModel(
        GaussianProcess loss,
        double best,
        @Nullable GaussianProcess feasible,
        List<double[]> leaders) {
    private static final int LEADERS = 4;
    private static final int MAX_PENDING = 100;
    private static final double CAUTION = 0.6;

    /// The variance of the noise is likely about 2% of that of the losses, and can be all of it.
    private static final KernelFit.Noise LOSS_NOISE = new KernelFit.Noise(-4, 1.5);

    /// A trial with the same configuration mostly fails again.
    private static final KernelFit.Noise LABEL_NOISE = new KernelFit.Noise(-4, 1);

    /// The noise of a feasibility label, in standard deviations.
    private static final double SHARPNESS = 4;

    /// A failed trial is lost: its probability weighs twice.
    private static final double FEASIBILITY_WEIGHT = 2;

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
        GaussianProcess.Distance distance = encoding::squared;
        Matern fitted = fitted(points, values, distance, LOSS_NOISE);
        // A fit from few points is often overconfident: every other point uses a cautious one.
        Matern kernel = points.length % 2 == 0 ? fitted.stretched(CAUTION) : fitted;
        GaussianProcess coarse = process(points, values, distance, kernel, points[0]);
        List<double[]> leaders = leaders(points, coarse);
        GaussianProcess process =
                points.length <= Nearby.MAX_MODEL
                        ? coarse
                        : process(points, values, distance, kernel, leaders.getFirst());
        return new SurrogateModel(
                process.believing(
                        pending.subList(Math.max(0, pending.size() - MAX_PENDING), pending.size())),
                process.mean(leaders.getFirst()),
                failed.isEmpty() ? null : feasibility(distance, x, failed, leaders.getFirst()),
                leaders);
    }

    private static Matern fitted(
            double[][] x, double[] y, GaussianProcess.Distance distance, KernelFit.Noise noise) {
        List<Integer> some = Nearby.spread(x.length, Nearby.MAX_FIT);
        return KernelFit.of(Nearby.points(x, some), Nearby.values(y, some), distance, noise);
    }

    private static GaussianProcess process(
            double[][] x,
            double[] y,
            GaussianProcess.Distance distance,
            Matern kernel,
            double[] centre) {
        List<Integer> some = Nearby.around(centre, x, distance, kernel);
        return new GaussianProcess(
                Nearby.points(x, some), Nearby.values(y, some), distance, kernel);
    }

    private static GaussianProcess feasibility(
            GaussianProcess.Distance distance,
            List<double[]> fine,
            List<double[]> failed,
            double[] centre) {
        List<double[]> all = new ArrayList<>(fine);
        all.addAll(failed);
        double[] labels = new double[all.size()];
        for (int i = 0; i < labels.length; i++) {
            labels[i] = i < fine.size() ? 1 : -1;
        }
        double[][] points = all.toArray(double[][]::new);
        return process(
                points, labels, distance, fitted(points, labels, distance, LABEL_NOISE), centre);
    }

    private static List<double[]> leaders(double[][] points, GaussianProcess process) {
        record Scored(double[] point, double mean) {}
        List<Scored> scored = new ArrayList<>();
        for (double[] point : points) {
            scored.add(new Scored(point, process.mean(point)));
        }
        scored.sort(Comparator.comparingDouble(Scored::mean));
        return scored.stream().limit(LEADERS).map(Scored::point).toList();
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
                + FEASIBILITY_WEIGHT
                        * ExpectedImprovement.logNormal(
                                label.mean() / Math.hypot(1, label.deviation()) * SHARPNESS);
    }
}
