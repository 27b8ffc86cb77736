package io.tunebook.events;

import com.fasterxml.jackson.annotation.JsonIgnore;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// A hyperparameter of a search space.
///
/// The same name under two conditions is two hyperparameters, each with a range of its own (PB-16).
///
/// @param when the value of another hyperparameter under which this one exists; null for always
public record Parameter(String name, Domain domain, @Nullable Condition when) {
    private static final Pattern NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_./-]{0,99}");

    /// @param parameter the name of the parent
    /// @param equals the parent's value under which the child exists
    public record Condition(String parameter, Value equals) {}

    public Parameter {
        if (!NAME.matcher(name).matches()) {
            throw new Rejection(
                    "'%s' cannot name a hyperparameter: letters, digits, '_', '.', '/' and '-', a letter first"
                            .formatted(name));
        }
    }

    /// A hyperparameter that always exists.
    public static Parameter always(String name, Domain domain) {
        return new Parameter(name, domain, null);
    }

    /// What tells it from its namesakes: `momentum[optimizer=nesterov]`, or just its name.
    @JsonIgnore
    public String key() {
        return when == null ? name : "%s[%s=%s]".formatted(name, when.parameter(), when.equals());
    }
}
