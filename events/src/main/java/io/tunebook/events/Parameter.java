package io.tunebook.events;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import java.text.Normalizer;
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
    private static final int MAX_NAME = 100;

    /// Letters of any script, digits, signs and single spaces. A name is written in conditions
    /// (`momentum[optimizer=sgd]`), lists and addresses, so it has no `=`, `,`, `:`, `;` or quote.
    private static final Pattern NAME =
            Pattern.compile(
                    "[\\p{L}\\p{S}\\p{P}&&[^=,:;\"`<>\\\\-]](?: ?[\\p{L}\\p{M}\\p{N}\\p{S}\\p{P}&&[^=,:;\"`<>\\\\]])*");

    /// @param parameter the name of the parent
    /// @param equals the parent's value under which the child exists
    public record Condition(String parameter, Value equals) {}

    @JsonCreator
    public Parameter {
        if (!isName(name)) {
            throw new Rejection(
                    "'%s' is not a hyperparameter's name: use at most %d letters, digits, spaces and signs without = , : ; < > \\ and quotes, beginning with a letter or '_'"
                            .formatted(name, MAX_NAME));
        }
        if (bounds != null && !domain.numbers().stream().allMatch(bounds::contains)) {
            throw new Rejection(
                    "%s is %s, but its bounds are %s: narrow its range, or correct its bounds"
                            .formatted(name, domain.text(), bounds));
        }
    }

    /// Whether a text is a valid name of a hyperparameter.
    public static boolean isName(String text) {
        return text.length() <= MAX_NAME
                && NAME.matcher(text).matches()
                && Normalizer.isNormalized(text, Normalizer.Form.NFC);
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
