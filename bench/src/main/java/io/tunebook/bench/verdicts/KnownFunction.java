package io.tunebook.bench.verdicts;

import io.tunebook.events.Domain;
import io.tunebook.events.Parameter;
import io.tunebook.events.SearchSpace;
import io.tunebook.events.Value;
import io.tunebook.server.playbook.search.Scale;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// An objective whose shares of variance are integrated numerically: a sum of effects of single
/// hyperparameters, and of products of two.
///
/// An effect is a function of the position: from 0 to 1 on the domain's scale for real numbers, the
/// index of the value for integers and choices. The effect of a conditional hyperparameter counts
/// where it exists.
final class KnownFunction {
    private static final int POINTS = 4096;

    /// A term of two hyperparameters: the product of their centred positions.
    private record Product(String a, String b, double times) {}

    private final Map<Parameter, DoubleUnaryOperator> effects = new LinkedHashMap<>();
    private final List<Product> products = new ArrayList<>();

    KnownFunction with(String name, Domain domain, DoubleUnaryOperator effect) {
        effects.put(Parameter.always(name, domain), effect);
        return this;
    }

    KnownFunction when(
            String parent, Value equals, String name, Domain domain, DoubleUnaryOperator effect) {
        effects.put(new Parameter(name, domain, new Parameter.Condition(parent, equals)), effect);
        return this;
    }

    KnownFunction product(String a, String b, double times) {
        products.add(new Product(a, b, times));
        return this;
    }

    /// With a product that is this share of the variance.
    KnownFunction productOf(String a, String b, double share) {
        double rest = variance();
        double unit = centred(parameter(a)) * centred(parameter(b));
        return product(a, b, Math.sqrt(rest * share / (1 - share) / unit));
    }

    SearchSpace space() {
        return new SearchSpace(List.copyOf(effects.keySet()));
    }

    List<Parameter> parameters() {
        return List.copyOf(effects.keySet());
    }

    /// A configuration of random search.
    Map<String, Value> draw(SplittableRandom random) {
        Map<String, Value> values = new HashMap<>();
        for (Parameter p : effects.keySet()) {
            if (p.when() == null || p.when().equals().equals(values.get(p.when().parameter()))) {
                values.put(p.name(), Scale.at(p.domain(), random.nextDouble()));
            }
        }
        return values;
    }

    double at(Map<String, Value> values) {
        double sum = 0;
        for (var e : effects.entrySet()) {
            Value value = values.get(e.getKey().name());
            if (value != null) {
                sum += e.getValue().applyAsDouble(position(e.getKey().domain(), value));
            }
        }
        for (Product p : products) {
            sum +=
                    p.times()
                            * deviation(parameter(p.a()), values)
                            * deviation(parameter(p.b()), values);
        }
        return sum;
    }

    private Parameter parameter(String name) {
        return effects.keySet().stream()
                .filter(p -> p.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private static double deviation(Parameter p, Map<String, Value> values) {
        return position(p.domain(), Objects.requireNonNull(values.get(p.name())))
                - mean(p.domain(), x -> x);
    }

    private static double position(Domain domain, Value value) {
        return switch (domain) {
            case Domain.Int d -> value.number() - d.low();
            case Domain.LogInt d -> value.number() - d.low();
            case Domain.Categorical d -> d.values().indexOf(value);
            case Domain.Fixed _ -> 0;
            default -> Scale.unit(domain, value);
        };
    }

    private static double mean(Domain domain, DoubleUnaryOperator f) {
        return IntStream.range(0, POINTS)
                .mapToDouble(i -> (i + 0.5) / POINTS)
                .map(u -> f.applyAsDouble(position(domain, Scale.at(domain, u))))
                .average()
                .orElseThrow();
    }

    private static double variance(Domain domain, DoubleUnaryOperator f) {
        double mean = mean(domain, f);
        return mean(domain, x -> (f.applyAsDouble(x) - mean) * (f.applyAsDouble(x) - mean));
    }

    private double centred(Parameter p) {
        return variance(p.domain(), x -> x);
    }

    /// The variance of the function over the search distribution.
    double variance() {
        return variances(null).values().stream().mapToDouble(v -> v).sum();
    }

    /// The share of each hyperparameter alone in the variance, for a conditional one in the
    /// variance where it exists.
    Map<String, Double> shares() {
        Map<String, Double> shares = new LinkedHashMap<>();
        for (Parameter p : effects.keySet()) {
            Map<String, Double> variances = variances(p.when());
            double all = variances.values().stream().mapToDouble(v -> v).sum();
            shares.put(p.name(), variances.getOrDefault(p.name(), 0.0) / all);
        }
        return shares;
    }

    /// By component, under a condition.
    private Map<String, Double> variances(Parameter.@Nullable Condition given) {
        Map<String, Double> variances = new LinkedHashMap<>();
        for (Parameter p : effects.keySet()) {
            if (given != null && p.name().equals(given.parameter())) {
                continue;
            }
            double exists =
                    p.when() == null
                            ? 1
                            : given == null
                                    ? probability(p.when())
                                    : p.when().equals(given) ? 1 : 0;
            variances.put(p.name(), exists * variance(p.domain(), total(p)));
        }
        for (Product p : products) {
            variances.put(
                    p.a() + " " + p.b(),
                    p.times() * p.times() * centred(parameter(p.a())) * centred(parameter(p.b())));
        }
        return variances;
    }

    private double probability(Parameter.Condition when) {
        Domain parent = parameter(when.parameter()).domain();
        double at = position(parent, when.equals());
        return mean(parent, x -> x == at ? 1 : 0);
    }

    /// The effect alone: with the mean of each conditional hyperparameter that exists there.
    private DoubleUnaryOperator total(Parameter p) {
        DoubleUnaryOperator own = Objects.requireNonNull(effects.get(p));
        Map<Double, Double> children = new HashMap<>();
        effects.forEach((child, effect) -> {
            if (child.when() != null && child.when().parameter().equals(p.name())) {
                children.merge(
                        position(p.domain(), child.when().equals()),
                        mean(child.domain(), effect),
                        Double::sum);
            }
        });
        return x -> own.applyAsDouble(x) + children.getOrDefault(x, 0.0);
    }
}
