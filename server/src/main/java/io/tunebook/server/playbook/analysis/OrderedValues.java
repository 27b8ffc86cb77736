package io.tunebook.server.playbook.analysis;

import io.tunebook.events.Domain;
import io.tunebook.events.Parameter;
import io.tunebook.events.Value;
import io.tunebook.server.model.Trial;
import io.tunebook.server.playbook.search.Scale;
import java.util.Comparator;
import java.util.List;

/// The order of a hyperparameter's values: that of its range, or that of a list of numbers.
final class OrderedValues {
    private OrderedValues() {}

    /// Whether it has an order, so that it has ends.
    static boolean has(Domain domain) {
        return Scale.ordered(domain)
                || (domain instanceof Domain.Categorical d
                        && d.values().stream().noneMatch(v -> Double.isNaN(v.number())));
    }

    /// A list's numbers in ascending order; empty for values that are no numbers.
    static List<Value> of(Domain.Categorical list) {
        return has(list)
                ? list.values().stream().sorted(Comparator.comparingDouble(Value::number)).toList()
                : List.of();
    }

    /// Whether the numbers grow by a ratio rather than by a difference.
    static boolean geometric(List<Value> ascending) {
        if (ascending.getFirst().number() <= 0 || ascending.size() < 3) {
            return ascending.getFirst().number() > 0
                    && ascending.getLast().number() >= 2 * ascending.getFirst().number();
        }
        double first = ascending.get(1).number() - ascending.get(0).number();
        double last = ascending.getLast().number() - ascending.get(ascending.size() - 2).number();
        return last > 1.5 * first;
    }

    /// The trial's position between the ends, from 0 to 1.
    static double position(Parameter p, Trial t) {
        return p.domain() instanceof Domain.Categorical list
                ? index(of(list), Sample.value(p, t)) / Math.max(1.0, list.values().size() - 1)
                : Sample.unit(p, t);
    }

    private static int index(List<Value> ascending, Value value) {
        int i = 0;
        while (i < ascending.size() - 1 && ascending.get(i).number() < value.number()) {
            i++;
        }
        return i;
    }
}
