package io.tunebook.server.playbook.analysis;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.hipparchus.distribution.continuous.TDistribution;

/// Which pairs of hyperparameters have an effect together beyond what each has alone: a score test
/// of each product of two features against the residuals of the additive model, at 5% over all
/// products with Holm's correction (S. Holm, "A simple sequentially rejective multiple test
/// procedure", 1979).
///
/// The test's variance is the larger of the homoscedastic and the heteroscedasticity-robust one (H.
/// White, 1980), as the noise of training often grows where training diverges.
final class Interactions {
    private static final double LEVEL = 0.05;
    private static final int MAX_PAIRS = 6;

    /// The least number of trials that determine a product, as its squares weigh them.
    private static final double MIN_EFFECTIVE = 6;

    /// A score that is not significant, whatever the additive model has explained of the product.
    private static final double NOTHING = 1.5;

    /// @param p of the pair's most significant product, after Holm's correction over all
    record Pair(int a, int b, double p) {}

    private final AnovaDesign design;
    private final VarianceComponents fit;
    private final double[][] active;
    private final double[] residuals;
    private final TDistribution t;

    private Interactions(
            AnovaDesign design, VarianceComponents fit, double[][] active, double[] residuals) {
        this.design = design;
        this.fit = fit;
        this.active = active;
        this.residuals = residuals;
        t = new TDistribution(Math.max(3, residuals.length - fit.freedom() - 1));
    }

    /// @param x the columns of the additive model at the rows
    /// @param rows the trials
    static List<Pair> found(
            AnovaDesign design, VarianceComponents fit, double[][] x, double[] y, int[] rows) {
        double[][] active =
                Arrays.stream(fit.active()).mapToObj(j -> centred(x[j])).toArray(double[][]::new);
        double[] residuals = new double[y.length];
        for (int i = 0; i < y.length; i++) {
            residuals[i] = y[i] - fit.mean();
            for (int k = 0; k < active.length; k++) {
                residuals[i] -= active[k][i] * fit.coefficients()[fit.active()[k]];
            }
        }
        return new Interactions(design, fit, active, residuals).found(rows);
    }

    private List<Pair> found(int[] rows) {
        List<Pair> tests = new ArrayList<>();
        for (int a = 0; a < design.size(); a++) {
            double[][] first = at(design.features(a), rows);
            for (int b = a + 1; b < design.size(); b++) {
                if (design.branch(a, b) == null) {
                    continue;
                }
                double[][] second = at(design.features(b), rows);
                for (double[] f : first) {
                    for (double[] g : second) {
                        double p = test(centred(AnovaDesign.product(f, g)));
                        if (p <= 1) {
                            tests.add(new Pair(a, b, p));
                        }
                    }
                }
            }
        }
        return holm(tests);
    }

    private static List<Pair> holm(List<Pair> tests) {
        tests.sort(Comparator.comparingDouble(Pair::p));
        Map<List<Integer>, Pair> found = new LinkedHashMap<>();
        double before = 0;
        for (int i = 0; i < tests.size(); i++) {
            Pair test = tests.get(i);
            double p = Math.max(before, Math.min(1, test.p() * (tests.size() - i)));
            if (p >= LEVEL) {
                break;
            }
            before = p;
            found.putIfAbsent(List.of(test.a(), test.b()), new Pair(test.a(), test.b(), p));
        }
        return found.values().stream().limit(MAX_PAIRS).toList();
    }

    /// The two-sided p-value of a product; above 1 when the trials do not determine it.
    private double test(double[] z) {
        double squares = VarianceComponents.dot(z, z);
        double fourths = Arrays.stream(z).map(v -> v * v * v * v).sum();
        if (fourths == 0 || squares * squares / fourths < MIN_EFFECTIVE) {
            return 2;
        }
        double numerator = Math.abs(VarianceComponents.dot(z, residuals));
        if (manyTrials() && numerator < NOTHING * Math.sqrt(squares * fit.noise())) {
            return 1;
        }
        double[] overlap = new double[active.length];
        for (int k = 0; k < active.length; k++) {
            overlap[k] = VarianceComponents.dot(active[k], z);
        }
        double[] rest = z.clone();
        for (int k = 0; k < active.length; k++) {
            double c = VarianceComponents.dot(fit.covariance()[k], overlap) / fit.noise();
            for (int i = 0; i < rest.length; i++) {
                rest[i] -= c * active[k][i];
            }
        }
        double own = VarianceComponents.dot(z, rest);
        if (own < 0.05 * squares) {
            return 2;
        }
        double robust = 0;
        for (int i = 0; i < rest.length; i++) {
            robust += rest[i] * rest[i] * residuals[i] * residuals[i];
        }
        double variance = Math.max(own * fit.noise(), robust);
        double score = numerator / Math.sqrt(variance);
        return Double.isFinite(score) ? 2 * t.cumulativeProbability(-score) : 2;
    }

    /// Whether the additive model leaves most of a product free, so that a product that hardly
    /// correlates with the residuals needs no exact test.
    private boolean manyTrials() {
        return residuals.length > 4 * fit.freedom();
    }

    private static double[] centred(double[] x) {
        double mean = Arrays.stream(x).average().orElse(0);
        return Arrays.stream(x).map(v -> v - mean).toArray();
    }

    static double[][] at(double[][] columns, int[] rows) {
        return Arrays.stream(columns).map(c -> at(c, rows)).toArray(double[][]::new);
    }

    static double[] at(double[] column, int[] rows) {
        double[] part = new double[rows.length];
        for (int i = 0; i < rows.length; i++) {
            part[i] = column[rows[i]];
        }
        return part;
    }
}
