package io.tunebook.server.playbook.analysis;

import io.tunebook.events.Domain;
import io.tunebook.events.Value;
import io.tunebook.server.playbook.search.Scale;
import java.util.Arrays;
import java.util.stream.LongStream;

/// Functions of one hyperparameter that are orthonormal under the search distribution, and
/// orthogonal to the constant: every function on the domain is a sum of them, and its variance is
/// the sum of the squared coefficients (the parts of polynomial chaos; B. Sudret, "Global
/// sensitivity analysis using polynomial chaos expansions", 2008).
///
/// - A range of real numbers: Legendre polynomials on the domain's own scale.
/// - At most [#MAX_LEVELS] integers: the polynomials on these integers, each weighted with its
///   probability.
/// - A choice: contrasts between the values, which have no order.
final class OrthonormalBasis {
    static final int MAX_LEVELS = 32;

    /// The prior variance of a degree is this share of that of the degree below it.
    private static final double DECAY = 0.6;

    private final Domain domain;
    private final int size;
    private final boolean hasOrder;

    /// The functions at each level; empty for real numbers.
    private final double[][] table;

    private final double[] probabilities;

    private OrthonormalBasis(
            Domain domain, int size, boolean hasOrder, double[][] table, double[] probabilities) {
        this.domain = domain;
        this.size = size;
        this.hasOrder = hasOrder;
        this.table = table;
        this.probabilities = probabilities;
    }

    /// @param degree the highest degree of a polynomial
    static OrthonormalBasis of(Domain domain, int degree) {
        return switch (domain) {
            case Domain.Categorical d -> choice(d);
            case Domain.Int d when levels(d.low(), d.high()) ->
                    integers(d, d.low(), d.high(), degree);
            case Domain.LogInt d when levels(d.low(), d.high()) ->
                    integers(d, d.low(), d.high(), degree);
            case Domain.Fixed d ->
                    new OrthonormalBasis(d, 0, false, new double[0][], new double[0]);
            default -> new OrthonormalBasis(domain, degree, true, new double[0][], new double[0]);
        };
    }

    private static boolean levels(long low, long high) {
        return high - low < MAX_LEVELS;
    }

    private static OrthonormalBasis choice(Domain.Categorical domain) {
        int k = domain.values().size();
        double[] equal = new double[k];
        Arrays.fill(equal, 1.0 / k);
        double[][] indicators = new double[k - 1][k];
        for (int l = 0; l < k - 1; l++) {
            indicators[l][l] = 1;
        }
        return new OrthonormalBasis(domain, k - 1, false, orthonormal(indicators, equal), equal);
    }

    private static OrthonormalBasis integers(Domain domain, long low, long high, int degree) {
        double[] middle =
                LongStream.rangeClosed(low, high)
                        .mapToDouble(v -> cell(domain, (double) v))
                        .toArray();
        double[] lower =
                LongStream.rangeClosed(low, high).mapToDouble(v -> cell(domain, v - 0.5)).toArray();
        int k = middle.length;
        double[] weights = new double[k];
        for (int l = 0; l < k; l++) {
            weights[l] = (l + 1 < k ? lower[l + 1] : 1) - lower[l];
        }
        int size = Math.min(degree, k - 1);
        double[][] powers = new double[size][k];
        for (int l = 0; l < k; l++) {
            double[] legendre = legendre(middle[l], size);
            for (int d = 0; d < size; d++) {
                powers[d][l] = legendre[d];
            }
        }
        return new OrthonormalBasis(domain, size, true, orthonormal(powers, weights), weights);
    }

    /// Where the cells of the integers, each with its probability as its length, have this point.
    private static double cell(Domain domain, double at) {
        return switch (domain) {
            case Domain.Int d -> (at - d.low() + 0.5) / (d.high() - d.low() + 1);
            case Domain.LogInt d ->
                    Math.log(at / (d.low() - 0.5)) / Math.log((d.high() + 0.5) / (d.low() - 0.5));
            default -> throw new IllegalArgumentException("no integers: " + domain);
        };
    }

    int size() {
        return size;
    }

    /// Whether the functions are ordered by their degree.
    boolean hasOrder() {
        return hasOrder;
    }

    /// The prior variance of a function relative to the first one's.
    double weight(int function) {
        return hasOrder ? Math.pow(DECAY, function) : 1;
    }

    /// The functions at a value; zeros for a value that is not in the domain's list.
    double[] at(Value value) {
        if (probabilities.length == 0) {
            return size == 0 ? new double[0] : legendre(position(value), size);
        }
        int level = level(value);
        return level < 0 ? new double[size] : table[level];
    }

    /// The features whose products with those of another hyperparameter are tested: the first two
    /// degrees, or the indicator of each value of a choice, with mean 0 and variance 1.
    double[] features(Value value) {
        if (hasOrder) {
            return Arrays.copyOf(at(value), Math.min(2, size));
        }
        int k = probabilities.length;
        int level = level(value);
        double[] features = new double[k == 2 ? 1 : k];
        for (int l = 0; l < features.length && level >= 0; l++) {
            double p = probabilities[l];
            features[l] = ((l == level ? 1 : 0) - p) / Math.sqrt(p * (1 - p));
        }
        return features;
    }

    /// The value's probability under the search distribution; 1 for a fixed value, 0 for a real
    /// number.
    double probability(Value value) {
        if (domain instanceof Domain.Fixed) {
            return 1;
        }
        int level = probabilities.length == 0 ? -1 : level(value);
        return level < 0 ? 0 : probabilities[level];
    }

    private int level(Value value) {
        return switch (domain) {
            case Domain.Categorical d -> d.values().indexOf(value);
            case Domain.Int d ->
                    Math.clamp(Math.round(value.number()) - d.low(), 0, table.length - 1);
            case Domain.LogInt d ->
                    Math.clamp(Math.round(value.number()) - d.low(), 0, table.length - 1);
            default -> -1;
        };
    }

    private double position(Value value) {
        double u =
                switch (domain) {
                    case Domain.Int _, Domain.LogInt _ -> cell(domain, value.number());
                    default -> Scale.unit(domain, value);
                };
        return Math.clamp(u, 0, 1);
    }

    /// The Legendre polynomials of degrees 1 to `size` on `[0, 1]`, with variance 1.
    private static double[] legendre(double u, int size) {
        double z = 2 * u - 1;
        double[] p = new double[size];
        double before = 1;
        double now = z;
        for (int d = 1; d <= size; d++) {
            p[d - 1] = now * Math.sqrt(2.0 * d + 1);
            double next = ((2 * d + 1) * z * now - d * before) / (d + 1);
            before = now;
            now = next;
        }
        return p;
    }

    /// Gram-Schmidt, twice for accuracy.
    ///
    /// @param functions one row a function, one column a level
    /// @return one row a level, one column a function
    private static double[][] orthonormal(double[][] functions, double[] weights) {
        int k = weights.length;
        double[][] q = new double[functions.length + 1][k];
        Arrays.fill(q[0], 1);
        for (int f = 0; f < functions.length; f++) {
            double[] v = functions[f].clone();
            for (int again = 0; again < 2; again++) {
                for (int o = 0; o <= f; o++) {
                    subtract(v, dot(v, q[o], weights), q[o]);
                }
            }
            double norm = Math.sqrt(dot(v, v, weights));
            q[f + 1] = Arrays.stream(v).map(x -> x / norm).toArray();
        }
        double[][] table = new double[k][functions.length];
        for (int l = 0; l < k; l++) {
            for (int f = 0; f < functions.length; f++) {
                table[l][f] = q[f + 1][l];
            }
        }
        return table;
    }

    private static void subtract(double[] v, double times, double[] other) {
        for (int l = 0; l < v.length; l++) {
            v[l] -= times * other[l];
        }
    }

    private static double dot(double[] a, double[] b, double[] weights) {
        double sum = 0;
        for (int l = 0; l < a.length; l++) {
            sum += weights[l] * a[l] * b[l];
        }
        return sum;
    }
}
