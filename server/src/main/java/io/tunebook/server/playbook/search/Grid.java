package io.tunebook.server.playbook.search;

import io.tunebook.events.Configuration;
import io.tunebook.events.Domain;
import io.tunebook.events.Parameter;
import io.tunebook.events.SearchSpace;
import io.tunebook.events.Value;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/// Every combination of evenly spread values: all values of a choice, and the bounds of a range
/// with even steps between them on its own scale, as many as the trials allow.
final class Grid {
    private Grid() {}

    /// The grid's points in the order of the parameters, the last one changing fastest; at most
    /// `trials` of them: more combinations of choices are cut.
    static List<Configuration> points(SearchSpace space, int trials) {
        List<Configuration> points = points(space, 1, trials);
        for (int levels = 2; levels <= trials; levels++) {
            List<Configuration> finer = points(space, levels, trials + 1);
            if (finer.size() > trials) {
                break;
            }
            if (finer.size() == points.size() && levels > 2) {
                // The space has only choices and short integer ranges, and the grid has all of
                // their values.
                break;
            }
            points = finer;
        }
        return points;
    }

    private static List<Configuration> points(SearchSpace space, int levels, int most) {
        Set<Configuration> points = new LinkedHashSet<>();
        grow(space.parameters(), 0, new TreeMap<>(), levels, most, points);
        return List.copyOf(points);
    }

    private static void grow(
            List<Parameter> parameters,
            int at,
            Map<String, Value> values,
            int levels,
            int most,
            Set<Configuration> points) {
        if (points.size() >= most) {
            return;
        }
        if (at == parameters.size()) {
            points.add(new Configuration(values));
            return;
        }
        Parameter p = parameters.get(at);
        if (!SearchSpace.exists(p, new Configuration(values))) {
            grow(parameters, at + 1, values, levels, most, points);
            return;
        }
        for (Value value : values(p.domain(), levels)) {
            Map<String, Value> next = new TreeMap<>(values);
            next.put(p.name(), value);
            grow(parameters, at + 1, next, levels, most, points);
        }
    }

    /// @param levels one: the middle
    private static List<Value> values(Domain domain, int levels) {
        if (domain instanceof Domain.Categorical(List<Value> all)) {
            return all;
        }
        List<Value> values = new ArrayList<>();
        for (int i = 0; i < levels; i++) {
            double u = levels == 1 ? 0.5 : (double) i / (levels - 1);
            Value value = Scale.at(domain, Math.min(u, Math.nextDown(1.0)));
            if (!values.contains(value)) {
                values.add(value);
            }
        }
        return values;
    }
}
