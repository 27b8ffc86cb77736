package io.tunebook.server.playbook.search;

import io.tunebook.events.Domain;
import io.tunebook.events.Value;

/// The mapping between a domain and the unit interval, on the domain's own scale.
public final class Scale {
    private Scale() {}

    /// The value at `u` in `[0, 1)`.
    public static Value at(Domain domain, double u) {
        return switch (domain) {
            case Domain.Linear d -> new Value.Real(d.low() + u * (d.high() - d.low()));
            case Domain.Log d -> new Value.Real(log(d.low(), d.high(), u));
            case Domain.ReverseLog d -> new Value.Real(1 - log(1 - d.high(), 1 - d.low(), 1 - u));
            case Domain.Int d ->
                    new Value.Int(
                            Math.min(
                                    d.high(),
                                    d.low() + (long) Math.floor(u * (d.high() - d.low() + 1.0))));
            case Domain.LogInt d ->
                    new Value.Int(
                            Math.clamp(
                                    Math.round(log(d.low() - 0.5, d.high() + 0.5, u)),
                                    d.low(),
                                    d.high()));
            case Domain.Categorical d -> d.values().get((int) (u * d.values().size()));
            case Domain.Fixed d -> d.value();
        };
    }

    /// The value's position between the domain's bounds: 0 at the lower, 1 at the upper one.
    public static double unit(Domain domain, Value value) {
        double x = value.number();
        return switch (domain) {
            case Domain.Linear d -> (x - d.low()) / (d.high() - d.low());
            case Domain.Log d -> Math.log(x / d.low()) / Math.log(d.high() / d.low());
            case Domain.ReverseLog d ->
                    1
                            - Math.log((1 - x) / (1 - d.high()))
                                    / Math.log((1 - d.low()) / (1 - d.high()));
            case Domain.Int d -> (x - d.low()) / (d.high() - d.low());
            case Domain.LogInt d -> Math.log(x / d.low()) / Math.log((double) d.high() / d.low());
            case Domain.Categorical d ->
                    (double) d.values().indexOf(value) / Math.max(1, d.values().size() - 1);
            case Domain.Fixed d -> 0.5;
        };
    }

    /// Whether the domain has an order, so that nearness to a bound has a meaning: not for choices
    /// and fixed values.
    public static boolean ordered(Domain domain) {
        return !(domain instanceof Domain.Categorical) && !(domain instanceof Domain.Fixed);
    }

    private static double log(double low, double high, double u) {
        return Math.exp(Math.log(low) + u * (Math.log(high) - Math.log(low)));
    }
}
