package io.tunebook.server.playbook.analysis;

import io.tunebook.events.Configuration;
import io.tunebook.events.Parameter;
import io.tunebook.events.SearchSpace;
import io.tunebook.events.Value;
import io.tunebook.server.playbook.search.Scale;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// The orthonormal functions of the hyperparameters at the trials of a study. A function of a
/// conditional hyperparameter is 0 in the trials that do not have it.
final class AnovaDesign {
    private static final int MAX_COLUMNS = 80;
    private static final int MIN_DEGREE = 4;
    private static final int MAX_DEGREE = 10;

    /// The degrees of each hyperparameter in an interaction.
    private static final int PAIR_DEGREE = 3;

    /// One function of one hyperparameter.
    record Factor(int parameter, int function) {}

    /// A function, or the product of two.
    ///
    /// @param group one for each hyperparameter and each pair
    /// @param weight the prior variance, relative to the group's
    record Column(List<Factor> factors, int group, double weight) {}

    private final List<Parameter> parameters;
    private final List<OrthonormalBasis> bases;

    /// By hyperparameter, function and trial.
    private final double[][][] functions;

    private final double[][][] features;
    private final List<Map<Integer, Value>> branches;

    AnovaDesign(List<Parameter> parameters, List<Configuration> trials) {
        this.parameters = List.copyOf(parameters);
        long numeric = parameters.stream().filter(p -> Scale.ordered(p.domain())).count();
        int degree = Math.clamp(MAX_COLUMNS / Math.max(1, numeric), MIN_DEGREE, MAX_DEGREE);
        bases = parameters.stream().map(p -> OrthonormalBasis.of(p.domain(), degree)).toList();
        functions = new double[parameters.size()][][];
        features = new double[parameters.size()][][];
        for (int i = 0; i < parameters.size(); i++) {
            functions[i] = columns(i, trials, bases.get(i)::at);
            features[i] = columns(i, trials, bases.get(i)::features);
        }
        branches = IntStream.range(0, parameters.size()).mapToObj(this::branchOf).toList();
    }

    private double[][] columns(
            int parameter, List<Configuration> trials, Function<Value, double[]> at) {
        double[][] rows =
                trials.stream()
                        .map(t -> value(parameter, t))
                        .map(v -> v == null ? new double[0] : at.apply(v))
                        .toArray(double[][]::new);
        int size = Arrays.stream(rows).mapToInt(r -> r.length).max().orElse(0);
        double[][] columns = new double[size][rows.length];
        for (int t = 0; t < rows.length; t++) {
            for (int f = 0; f < rows[t].length; f++) {
                columns[f][t] = rows[t][f];
            }
        }
        return columns;
    }

    private @Nullable Value value(int parameter, Configuration trial) {
        Parameter p = parameters.get(parameter);
        return SearchSpace.exists(p, trial) ? trial.values().get(p.name()) : null;
    }

    /// Whether the trial has all of these hyperparameters.
    boolean exist(Collection<Integer> component, Configuration trial) {
        return component.stream().allMatch(i -> value(i, trial) != null);
    }

    int size() {
        return parameters.size();
    }

    Parameter parameter(int i) {
        return parameters.get(i);
    }

    OrthonormalBasis basis(int i) {
        return bases.get(i);
    }

    /// The features that are tested in products, by feature and trial.
    double[][] features(int parameter) {
        return features[parameter];
    }

    double[] at(Column column) {
        Factor first = column.factors().getFirst();
        double[] x = functions[first.parameter()][first.function()];
        if (column.factors().size() == 1) {
            return x;
        }
        Factor second = column.factors().getLast();
        return product(x, functions[second.parameter()][second.function()]);
    }

    static double[] product(double[] a, double[] b) {
        double[] c = new double[a.length];
        for (int t = 0; t < c.length; t++) {
            c[t] = a[t] * b[t];
        }
        return c;
    }

    /// The functions of the hyperparameters alone.
    List<Column> single() {
        List<Column> columns = new ArrayList<>();
        for (int i = 0; i < size(); i++) {
            for (int f = 0; f < functions[i].length; f++) {
                columns.add(new Column(List.of(new Factor(i, f)), i, bases.get(i).weight(f)));
            }
        }
        return columns;
    }

    /// The products of the functions of two hyperparameters.
    List<Column> pair(int a, int b, int group) {
        List<Column> columns = new ArrayList<>();
        for (int f = 0; f < pairSize(a); f++) {
            for (int g = 0; g < pairSize(b); g++) {
                columns.add(
                        new Column(
                                List.of(new Factor(a, f), new Factor(b, g)),
                                group,
                                bases.get(a).weight(f) * bases.get(b).weight(g)));
            }
        }
        return columns;
    }

    private int pairSize(int i) {
        int size = functions[i].length;
        return bases.get(i).hasOrder() ? Math.min(size, PAIR_DEGREE) : size;
    }

    /// The values of other hyperparameters under which this one exists (PB-16).
    Map<Integer, Value> branch(int i) {
        return branches.get(i);
    }

    /// The values under which all of these exist; null when they never exist together, or when one
    /// is a condition of another.
    @Nullable Map<Integer, Value> branch(int a, int b) {
        if (branch(a).containsKey(b) || branch(b).containsKey(a)) {
            return null;
        }
        Map<Integer, Value> both = new HashMap<>(branch(a));
        for (var e : branch(b).entrySet()) {
            Value other = both.putIfAbsent(e.getKey(), e.getValue());
            if (other != null && !other.equals(e.getValue())) {
                return null;
            }
        }
        return both;
    }

    private Map<Integer, Value> branchOf(int i) {
        Map<Integer, Value> values = new HashMap<>();
        Parameter.Condition when = parameters.get(i).when();
        while (when != null) {
            String name = when.parameter();
            int parent =
                    IntStream.range(0, size())
                            .filter(k -> parameters.get(k).name().equals(name))
                            .findFirst()
                            .orElse(-1);
            if (parent < 0 || values.containsKey(parent)) {
                break;
            }
            values.put(parent, when.equals());
            when = parameters.get(parent).when();
        }
        return values;
    }

    /// The probability that a hyperparameter exists where others have these values.
    double probability(int i, Map<Integer, Value> given) {
        double p = 1;
        for (var e : branch(i).entrySet()) {
            Value known = given.get(e.getKey());
            p *=
                    known == null
                            ? bases.get(e.getKey()).probability(e.getValue())
                            : known.equals(e.getValue()) ? 1 : 0;
        }
        return p;
    }
}
