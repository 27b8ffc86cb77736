package io.tunebook.events;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// The hyperparameters of a study, parents before their children.
public record SearchSpace(@JsonValue List<Parameter> parameters) {
    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    public SearchSpace {
        parameters = List.copyOf(parameters);
        Set<String> names = new HashSet<>();
        Set<String> keys = new HashSet<>();
        for (Parameter p : parameters) {
            Parameter.Condition when = p.when();
            if (when != null && !names.contains(when.parameter())) {
                throw new Rejection(
                        "%s depends on '%s', but no parameter before it has that name (PB-16)"
                                .formatted(p.key(), when.parameter()));
            }
            if (!keys.add(p.key())) {
                throw new Rejection("%s appears twice in the search space".formatted(p.key()));
            }
            names.add(p.name());
        }
    }

    /// The parameters that exist in this configuration.
    public List<Parameter> activeIn(Configuration configuration) {
        return parameters.stream().filter(p -> exists(p, configuration)).toList();
    }

    /// Whether the parameter exists in this configuration.
    public static boolean exists(Parameter p, Configuration configuration) {
        Parameter.Condition when = p.when();
        return when == null || when.equals().equals(configuration.values().get(when.parameter()));
    }

    /// The parameters with more than one value.
    public List<Parameter> varying() {
        return parameters.stream().filter(p -> !(p.domain() instanceof Domain.Fixed)).toList();
    }
}
