package io.tunebook.events;

import com.fasterxml.jackson.annotation.JsonIgnore;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// A hyperparameter of a search space.
///
/// The same name under two conditions is two hyperparameters, each with a range of its own (PB-16).
///
/// @param when the condition under which this one exists; null for always
public record Parameter(String name, Domain domain, @Nullable Condition when) {
    private static final Pattern NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_./-]{0,99}");

    /// @param parameter the name of the parent
    /// @param equals the parent's value under which the child exists
    public record Condition(String parameter, Value equals) {}

    public Parameter {
        if (!NAME.matcher(name).matches()) {
            throw new Rejection(
                    "'%s' is not a hyperparameter's name: use letters, digits, '_', '.', '/' and '-', beginning with a letter or '_'"
                            .formatted(name));
        }
    }

    /// A hyperparameter without a condition.
    public static Parameter always(String name, Domain domain) {
        return new Parameter(name, domain, null);
    }

    /// Its name with its condition, such as `momentum[optimizer=nesterov]`, or its name alone.
    @JsonIgnore
    public String key() {
        return when == null ? name : "%s[%s=%s]".formatted(name, when.parameter(), when.equals());
    }
}
