package io.tunebook.server.playbook.analysis;

import io.tunebook.events.Domain;
import io.tunebook.events.Parameter;
import io.tunebook.events.Value;
import io.tunebook.server.model.Study;
import io.tunebook.server.playbook.search.Scale;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/// The names under which the values of a scientific hyperparameter are compared: each value itself,
/// or the range of a bucket when a study draws it from more than [#BUCKETS] numbers.
final class ValueNames {
    private static final int BUCKETS = 6;

    private final Domain domain;
    private final boolean bucketed;
    private final Map<String, Double> places = new HashMap<>();

    private ValueNames(Domain domain, boolean bucketed) {
        this.domain = domain;
        this.bucketed = bucketed;
    }

    /// @param p as the round describes it
    /// @param studies those that are compared
    static ValueNames of(Parameter p, List<Study> studies) {
        List<Domain> drawn =
                studies.stream()
                        .map(s -> ScientificValues.varied(p, s))
                        .filter(Objects::nonNull)
                        .filter(ValueNames::many)
                        .toList();
        Domain scale = Scale.ordered(p.domain()) || drawn.isEmpty() ? p.domain() : drawn.getFirst();
        return new ValueNames(scale, !drawn.isEmpty());
    }

    /// The number of names: of the values, or of the buckets.
    static int count(Domain domain) {
        if (many(domain)) {
            return BUCKETS;
        }
        return switch (domain) {
            case Domain.Int d -> (int) (d.high() - d.low() + 1);
            case Domain.LogInt d -> (int) (d.high() - d.low() + 1);
            case Domain.Categorical d -> d.values().size();
            case Domain.Linear d -> 1;
            case Domain.Log d -> 1;
            case Domain.ReverseLog d -> 1;
            case Domain.Fixed d -> 1;
        };
    }

    /// Whether the domain has an order and more values than there are buckets.
    private static boolean many(Domain domain) {
        return switch (domain) {
            case Domain.Int d -> d.high() - d.low() >= BUCKETS;
            case Domain.LogInt d -> d.high() - d.low() >= BUCKETS;
            case Domain.Linear d -> true;
            case Domain.Log d -> true;
            case Domain.ReverseLog d -> true;
            case Domain.Categorical d -> false;
            case Domain.Fixed d -> false;
        };
    }

    String name(Value value) {
        int bucket = bucket(value);
        String name = bucketed && !Double.isNaN(value.number()) ? range(bucket) : value.toString();
        places.computeIfAbsent(
                name,
                n ->
                        domain instanceof Domain.Categorical d && d.values().contains(value)
                                ? (double) d.values().indexOf(value)
                                : bucketed ? bucket : value.number());
        return name;
    }

    /// The place of a name among the others; unknown values are last.
    double place(String name) {
        return places.getOrDefault(name, Double.NaN);
    }

    private int bucket(Value value) {
        double u = bucketed ? Scale.unit(domain, value) : 0;
        return Double.isNaN(u) ? 0 : Math.clamp((int) (u * BUCKETS), 0, BUCKETS - 1);
    }

    private String range(int bucket) {
        return switch (domain) {
            case Domain.Int d -> integers(bucket, d.low(), d.high());
            case Domain.LogInt d -> integers(bucket, d.low(), d.high());
            default ->
                    "%s … %s"
                            .formatted(
                                    Formats.number(edge(bucket)), Formats.number(edge(bucket + 1)));
        };
    }

    /// The integers of a bucket, both ends included.
    private String integers(int bucket, long low, long high) {
        long first = Math.max(low, (long) Math.ceil(edge(bucket) - 1e-9));
        long last =
                bucket == BUCKETS - 1
                        ? high
                        : Math.max(first, (long) Math.ceil(edge(bucket + 1) - 1e-9) - 1);
        return first == last ? Long.toString(first) : "%d … %d".formatted(first, last);
    }

    private double edge(int bucket) {
        double u = (double) bucket / BUCKETS;
        return switch (domain) {
            case Domain.Int d -> d.low() + u * (d.high() - d.low());
            case Domain.LogInt d -> d.low() * Math.pow((double) d.high() / d.low(), u);
            default -> Scale.at(domain, Math.min(u, Math.nextDown(1.0))).number();
        };
    }
}
