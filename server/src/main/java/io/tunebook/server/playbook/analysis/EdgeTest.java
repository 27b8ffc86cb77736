package io.tunebook.server.playbook.analysis;

import io.tunebook.events.Domain;
import io.tunebook.events.Parameter;
import io.tunebook.server.model.Trial;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.hipparchus.distribution.continuous.NormalDistribution;

/// Towards which end of each hyperparameter the objective improves, and how near to it the best
/// trials lie.
///
/// @param upper whether towards the upper end
/// @param chance two-sided probability of so strong a direction if the hyperparameter had no
///   effect: a linear rank test in which a trial weighs by how far it is in the better half
/// @param distance weighted mean distance of the best trials from that end, as a share of the range
/// @param upturn t-statistic of a parabola's slope at that end: positive when the objective gets
///   worse towards the end itself
record EdgeTest(Parameter parameter, boolean upper, double chance, double distance, double upturn) {
    private static final NormalDistribution NORMAL = new NormalDistribution();

    /// One for each ordered hyperparameter that exists in at least `min` trials.
    static List<EdgeTest> of(Sample sample, int min) {
        List<Parameter> varying = sample.study().facts().space().varying();
        List<Trial.Completed> trials = sample.completed();
        List<double[]> positions = new ArrayList<>();
        AdditiveFit fit = new AdditiveFit(scores(objectives(sample)));
        for (int i = 0; i < varying.size(); i++) {
            Parameter p = varying.get(i);
            if (OrderedValues.has(p.domain())) {
                double[] u =
                        trials.stream()
                                .mapToDouble(t ->
                                        Sample.has(t, p)
                                                ? OrderedValues.position(p, t)
                                                : Double.NaN)
                                .toArray();
                fit.ordered(i, u);
                positions.add(u);
            } else {
                fit.choice(
                        i, indices(p, trials), ((Domain.Categorical) p.domain()).values().size());
                positions.add(new double[0]);
            }
        }
        List<EdgeTest> tests = new ArrayList<>();
        for (int i = 0; i < varying.size(); i++) {
            double[] u = positions.get(i);
            int[] known = IntStream.range(0, u.length).filter(t -> !Double.isNaN(u[t])).toArray();
            if (known.length >= min) {
                double[] residual = fit.residual(i);
                tests.add(
                        of(
                                varying.get(i),
                                Arrays.stream(known).mapToDouble(t -> u[t]).toArray(),
                                Arrays.stream(known).mapToDouble(t -> residual[t]).toArray()));
            }
        }
        return tests;
    }

    /// @param u positions of the trials, best trial first
    /// @param residual the objective without the effect of the other hyperparameters
    private static EdgeTest of(Parameter p, double[] u, double[] residual) {
        int n = u.length;
        double[] ranks = ranks(residual);
        double[] places = ranks(u);
        double middle = (n + 1) / 2.0;
        double[] weights = Arrays.stream(ranks).map(r -> Math.max(0, middle - r)).toArray();
        double mean = Arrays.stream(weights).average().orElse(0);
        double sum = 0;
        double weightSquares = 0;
        double placeSquares = 0;
        for (int t = 0; t < n; t++) {
            double w = weights[t] - mean;
            double x = places[t] - middle;
            sum += w * x;
            weightSquares += w * w;
            placeSquares += x * x;
        }
        double spread = Math.sqrt(weightSquares * placeSquares / (n - 1));
        double z = spread > 0 ? sum / spread : 0;
        boolean upper = z > 0;
        double[] distances = Arrays.stream(u).map(x -> upper ? 1 - x : x).toArray();
        double[] order = IntStream.rangeClosed(1, n).mapToDouble(i -> i).toArray();
        return new EdgeTest(
                p,
                upper,
                Math.min(1, 2 * NORMAL.cumulativeProbability(-Math.abs(z))),
                (best(distances, order) + best(distances, ranks)) / 2,
                upturn(distances, residual));
    }

    /// The number of trials that count as the best of `n`.
    static double top(int n) {
        return Math.max(6, n / 4.0);
    }

    /// The mean distance of the best trials, the best weighing most.
    private static double best(double[] distances, double[] ranks) {
        double top = top(ranks.length);
        double sum = 0;
        double weights = 0;
        for (int t = 0; t < ranks.length; t++) {
            double w = Math.max(0, top - (ranks[t] - 1));
            sum += w * distances[t];
            weights += w;
        }
        return sum / weights;
    }

    /// The t-statistic of the fall from the end inwards, by a parabola through the residuals; 0
    /// with fewer than four different positions.
    private static double upturn(double[] x, double[] y) {
        int n = x.length;
        if (Arrays.stream(x).distinct().limit(4).count() < 4 || n < 5) {
            return 0;
        }
        double m1 = mean(x, 1);
        double[] a = Arrays.stream(x).map(v -> v - m1).toArray();
        double s2 = mean(a, 2);
        double skew = mean(a, 3) / s2;
        // The part of the square that is orthogonal to the line.
        double[] b = Arrays.stream(a).map(v -> v * v - s2 - skew * v).toArray();
        double ya = 0;
        double yb = 0;
        double my = Arrays.stream(y).average().orElse(0);
        double bb = 0;
        for (int t = 0; t < n; t++) {
            ya += (y[t] - my) * a[t];
            yb += (y[t] - my) * b[t];
            bb += b[t] * b[t];
        }
        double aa = n * s2;
        if (bb <= 1e-12 * n) {
            return 0;
        }
        double line = ya / aa;
        double square = yb / bb;
        double error = 0;
        for (int t = 0; t < n; t++) {
            double e = y[t] - my - line * a[t] - square * b[t];
            error += e * e;
        }
        // The derivative of b at the end, where a is -m1.
        double derivative = -2 * m1 - skew;
        double slope = line + square * derivative;
        double variance = error / (n - 3) * (1 / aa + derivative * derivative / bb);
        return -slope / Math.sqrt(variance + 1e-30);
    }

    private static double mean(double[] x, int power) {
        return Arrays.stream(x).map(v -> Math.pow(v, power)).average().orElse(0);
    }

    private static double[] objectives(Sample sample) {
        return Arrays.stream(sample.values()).map(v -> sample.worse(0, v)).toArray();
    }

    private static int[] indices(Parameter p, List<Trial.Completed> trials) {
        var values = ((Domain.Categorical) p.domain()).values();
        return trials.stream()
                .mapToInt(t -> Sample.has(t, p) ? values.indexOf(Sample.value(p, t)) : -1)
                .toArray();
    }

    /// Normal scores: the same for every increasing function of the objective.
    private static double[] scores(double[] values) {
        int n = values.length;
        return Arrays.stream(ranks(values))
                .map(r -> NORMAL.inverseCumulativeProbability((r - 0.5) / n))
                .toArray();
    }

    /// Ranks from 1; equal values share their mean rank.
    static double[] ranks(double[] values) {
        Integer[] order = IntStream.range(0, values.length).boxed().toArray(Integer[]::new);
        Arrays.sort(order, (a, b) -> Double.compare(values[a], values[b]));
        double[] ranks = new double[values.length];
        for (int i = 0; i < order.length; ) {
            int j = i;
            while (j < order.length && values[order[j]] == values[order[i]]) {
                j++;
            }
            for (int k = i; k < j; k++) {
                ranks[order[k]] = (i + j + 1) / 2.0;
            }
            i = j;
        }
        return ranks;
    }
}
