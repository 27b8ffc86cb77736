package io.tunebook.server.playbook.analysis;

import io.tunebook.events.Value;
import io.tunebook.server.playbook.analysis.AnovaDesign.Column;
import io.tunebook.server.playbook.analysis.AnovaDesign.Factor;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.stream.IntStream;

/// The objective as a sum of functions of single hyperparameters and of the pairs that interact
/// (functional analysis of variance).
final class AnovaModel {
    private static final int FOLDS = 5;

    /// Below this number of trials the cross-validation is repeated with another partition.
    private static final int SMALL = 100;

    private final AnovaDesign design;
    private final List<Column> columns;
    private final VarianceComponents fit;
    private final List<Interactions.Pair> pairs;

    private AnovaModel(
            AnovaDesign design,
            List<Column> columns,
            VarianceComponents fit,
            List<Interactions.Pair> pairs) {
        this.design = design;
        this.columns = columns;
        this.fit = fit;
        this.pairs = pairs;
    }

    /// @param y of all trials
    static AnovaModel of(AnovaDesign design, double[] y) {
        return of(design, y, IntStream.range(0, y.length).toArray());
    }

    private static AnovaModel of(AnovaDesign design, double[] y, int[] rows) {
        List<Column> columns = new ArrayList<>(design.single());
        double[] values = Interactions.at(y, rows);
        double[][] x = x(design, columns, rows);
        VarianceComponents fit = fit(columns, x, values);
        List<Interactions.Pair> pairs = Interactions.found(design, fit, x, values, rows);
        if (pairs.isEmpty()) {
            return new AnovaModel(design, columns, fit, pairs);
        }
        int group = design.size();
        for (Interactions.Pair pair : pairs) {
            columns.addAll(design.pair(pair.a(), pair.b(), group++));
        }
        return new AnovaModel(
                design, columns, fit(columns, x(design, columns, rows), values), pairs);
    }

    private static double[][] x(AnovaDesign design, List<Column> columns, int[] rows) {
        return columns.stream()
                .map(c -> Interactions.at(design.at(c), rows))
                .toArray(double[][]::new);
    }

    private static VarianceComponents fit(List<Column> columns, double[][] x, double[] y) {
        return VarianceComponents.of(
                x,
                y,
                columns.stream().mapToInt(Column::group).toArray(),
                columns.stream().mapToDouble(Column::weight).toArray());
    }

    /// The share of the differences between trials that the model predicts for trials it has not
    /// seen (R² of a 5-fold cross-validation, the interactions chosen again in each fold). Not
    /// above 0 when the hyperparameters explain nothing.
    static double crossValidated(AnovaDesign design, double[] y) {
        SplittableRandom random = new SplittableRandom(y.length);
        int repeats = y.length < SMALL ? 2 : 1;
        double left = 0;
        double all = 0;
        for (int repeat = 0; repeat < repeats; repeat++) {
            int[] order = shuffled(y.length, random);
            for (int fold = 0; fold < FOLDS; fold++) {
                int k = fold;
                int[] train =
                        IntStream.range(0, y.length)
                                .filter(i -> i % FOLDS != k)
                                .map(i -> order[i])
                                .toArray();
                int[] test =
                        IntStream.range(0, y.length)
                                .filter(i -> i % FOLDS == k)
                                .map(i -> order[i])
                                .toArray();
                AnovaModel model = of(design, y, train);
                double[][] x = x(design, model.columns, test);
                for (int i = 0; i < test.length; i++) {
                    double[] point = new double[x.length];
                    for (int j = 0; j < x.length; j++) {
                        point[j] = x[j][i];
                    }
                    double value = y[test[i]];
                    left += square(value - model.fit.at(point));
                    all += square(value - model.fit.mean());
                }
            }
        }
        return all == 0 ? 0 : 1 - left / all;
    }

    private static int[] shuffled(int n, SplittableRandom random) {
        int[] order = IntStream.range(0, n).toArray();
        for (int i = n - 1; i > 0; i--) {
            int k = random.nextInt(i + 1);
            int swap = order[i];
            order[i] = order[k];
            order[k] = swap;
        }
        return order;
    }

    List<Interactions.Pair> pairs() {
        return pairs;
    }

    /// The variance of each component over the search distribution, under given values of some
    /// hyperparameters: a coefficient that becomes another one's under these values is added to it.
    ///
    /// @return by the hyperparameters of a component
    Map<Set<Integer>, Double> variances(Map<Integer, Value> given) {
        Map<List<Factor>, Double> coefficients = new HashMap<>();
        for (int j : fit.active()) {
            double c = fit.coefficients()[j];
            List<Factor> free = new ArrayList<>();
            for (Factor f : columns.get(j).factors()) {
                Value value = given.get(f.parameter());
                if (value == null) {
                    free.add(f);
                } else {
                    c *= design.basis(f.parameter()).at(value)[f.function()];
                }
            }
            coefficients.merge(free, c, Double::sum);
        }
        Map<Set<Integer>, Double> variances = new HashMap<>();
        coefficients.forEach((factors, c) -> {
            Set<Integer> component = new TreeSet<>();
            double exists = 1;
            for (Factor f : factors) {
                component.add(f.parameter());
                exists *= design.probability(f.parameter(), given);
            }
            if (!component.isEmpty()) {
                variances.merge(component, c * c * exists, Double::sum);
            }
        });
        return variances;
    }

    /// The variance of the estimate of a component's variance: of a sum of squared normal
    /// coefficients.
    double uncertainty(int group) {
        double sum = 0;
        int[] active = fit.active();
        for (int i = 0; i < active.length; i++) {
            for (int k = 0; k < active.length; k++) {
                if (columns.get(active[i]).group() == group
                        && columns.get(active[k]).group() == group) {
                    double s = fit.covariance()[i][k];
                    sum +=
                            4 * fit.coefficients()[active[i]] * s * fit.coefficients()[active[k]]
                                    + 2 * s * s;
                }
            }
        }
        return Math.max(0, sum);
    }

    private static double square(double x) {
        return x * x;
    }
}
