package io.tunebook.events;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// A hyperparameter of a search space.
///
/// The same name under two conditions is two hyperparameters, each with a range of its own (PB-16).
///
/// @param when the condition under which this one exists; null for always
/// @param bounds the natural bounds of its values, which no range leaves; null when not known
public record Parameter(
        String name,
        Domain domain,
        @Nullable Condition when,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Bounds bounds) {
    private static final Pattern NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_./-]{0,99}");

    /// @param parameter the name of the parent
    /// @param equals the parent's value under which the child exists
    public record Condition(String parameter, Value equals) {}

    @JsonCreator
    public Parameter {
        if (!NAME.matcher(name).matches()) {
            throw new Rejection(
                    "'%s' is not a hyperparameter's name: use letters, digits, '_', '.', '/' and '-', beginning with a letter or '_'"
                            .formatted(name));
        }
        if (bounds != null && !domain.numbers().stream().allMatch(bounds::contains)) {
            throw new Rejection(
                    "%s is %s, but its bounds are %s: narrow its range, or correct its bounds"
                            .formatted(name, domain.text(), bounds));
        }
    }

    /// A hyperparameter without known bounds.
    public Parameter(String name, Domain domain, @Nullable Condition when) {
        this(name, domain, when, null);
    }

    /// A hyperparameter without a condition.
    public static Parameter always(String name, Domain domain) {
        return new Parameter(name, domain, null);
    }

    /// The same hyperparameter, with its bounds, over another domain.
    ///
    /// @throws Rejection when the domain is outside of its bounds
    public Parameter over(Domain other) {
        return new Parameter(name, other, when, bounds);
    }

    /// Its name with its condition, such as `momentum[optimizer=nesterov]`, or its name alone.
    @JsonIgnore
    public String key() {
        return when == null ? name : "%s[%s=%s]".formatted(name, when.parameter(), when.equals());
    }
}
