package io.tunebook.server.playbook.search;

import io.tunebook.events.Configuration;
import io.tunebook.events.Domain;
import io.tunebook.events.Parameter;
import io.tunebook.events.SearchSpace;
import io.tunebook.events.Value;
import java.util.List;

/// A configuration as a point for a model: one coordinate for each parameter that varies.
///
/// A number becomes its position between its bounds, a choice the index of its value; a parameter
/// that does not exist in a configuration becomes the middle, or no choice (PB-16).
record Encoding(SearchSpace space, List<Parameter> varying) {
    private static final double MIDDLE = 0.5;
    private static final double NO_CHOICE = -1;

    static Encoding of(SearchSpace space) {
        return new Encoding(space, space.varying());
    }

    double[] point(Configuration configuration) {
        double[] point = new double[varying.size()];
        for (int i = 0; i < point.length; i++) {
            Parameter p = varying.get(i);
            Value value = configuration.values().get(p.name());
            if (value == null || !SearchSpace.exists(p, configuration)) {
                point[i] = choice(i) ? NO_CHOICE : MIDDLE;
            } else if (p.domain() instanceof Domain.Categorical(List<Value> values)) {
                point[i] = values.indexOf(value);
            } else {
                point[i] = Scale.unit(p.domain(), value);
            }
        }
        return point;
    }

    boolean choice(int coordinate) {
        return varying.get(coordinate).domain() instanceof Domain.Categorical;
    }

    /// Two values of a choice are equal or not; the distance of numbers is that on their scale.
    double squared(int coordinate, double a, double b) {
        if (choice(coordinate)) {
            return a == b ? 0 : 1;
        }
        return (a - b) * (a - b);
    }
}
