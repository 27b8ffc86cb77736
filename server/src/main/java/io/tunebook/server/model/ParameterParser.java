package io.tunebook.server.model;

import io.tunebook.events.Bounds;
import io.tunebook.events.Configuration;
import io.tunebook.events.Domain;
import io.tunebook.events.Parameter;
import io.tunebook.events.SearchSpace;
import io.tunebook.events.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Converts the parameter texts of a tracked run to the values of a configuration.
public final class ParameterParser {
    private static final Pattern INVALID = Pattern.compile("[^A-Za-z0-9_./-]");
    private static final int MAX_NAME = 100;

    private ParameterParser() {}

    /// The hyperparameter's name for a key: letters, digits, `_`, `.`, `/` and `-`.
    public static String name(String key) {
        String plain = INVALID.matcher(key).replaceAll("_");
        if (!Character.isLetter(plain.charAt(0)) && plain.charAt(0) != '_') {
            plain = "_" + plain;
        }
        return plain.length() > MAX_NAME ? plain.substring(0, MAX_NAME) : plain;
    }

    /// The value of a text in this domain; null when it cannot be read. A number beyond the bounds
    /// and a choice that is not in the list are values too.
    public static @Nullable Value read(Domain domain, String text) {
        return switch (domain) {
            case Domain.Linear d -> real(text);
            case Domain.Log d -> above(real(text), 0);
            case Domain.ReverseLog d -> below(real(text), 1);
            case Domain.Int d -> integer(text);
            case Domain.LogInt d -> above(integer(text), 0);
            case Domain.Categorical(List<Value> values) -> choice(values, text);
            case Domain.Fixed(Value value) ->
                    textOf(value).equals(text) ? value : likeness(value, text);
        };
    }

    /// The value of a text without a domain: an integer, a number, a boolean, or a text.
    public static Value guess(String text) {
        Value integer = integer(text);
        if (integer != null) {
            return integer;
        }
        Value real = real(text);
        if (real != null) {
            return real;
        }
        return flag(text) == null
                ? new Value.Text(text)
                : new Value.Bool(Boolean.parseBoolean(text));
    }

    static @Nullable Value flag(String text) {
        String lower = text.strip().toLowerCase(Locale.ROOT);
        return lower.equals("true") || lower.equals("false")
                ? new Value.Bool(lower.equals("true"))
                : null;
    }

    static Value.@Nullable Int integer(String text) {
        try {
            return new Value.Int(Long.parseLong(text.strip()));
        } catch (NumberFormatException e) {
            Value.Real real = real(text);
            // Some clients write integers as 64.0.
            return real != null
                            && real.value() == Math.rint(real.value())
                            && Math.abs(real.value()) < 1e15
                            && !text.contains("e-")
                            && text.strip().endsWith(".0")
                    ? new Value.Int((long) real.value())
                    : null;
        }
    }

    static Value.@Nullable Real real(String text) {
        try {
            String stripped = text.strip();
            if (stripped.isEmpty() || "dDfF".indexOf(stripped.charAt(stripped.length() - 1)) >= 0) {
                return null;
            }
            double value = Double.parseDouble(stripped);
            return Double.isFinite(value) ? new Value.Real(value) : null;
        } catch (NumberFormatException e) {
            return null;
        }
    }

    private static @Nullable Value above(@Nullable Value value, double bound) {
        return value == null || value.number() <= bound ? null : value;
    }

    private static @Nullable Value below(@Nullable Value value, double bound) {
        return value == null || value.number() >= bound ? null : value;
    }

    private static Value choice(List<Value> values, String text) {
        Value guess = guess(text);
        for (Value v : values) {
            if (textOf(v).equals(text) || v.equals(guess)) {
                return v;
            }
        }
        return values.stream().allMatch(Value.Text.class::isInstance)
                ? new Value.Text(text)
                : guess;
    }

    private static Value likeness(Value value, String text) {
        Value.Real real = real(text);
        if (value instanceof Value.Real && real != null) {
            return real;
        }
        return value instanceof Value.Text ? new Value.Text(text) : guess(text);
    }

    private static String textOf(Value value) {
        return value instanceof Value.Text(String text) ? text : value.toString();
    }

    /// The space with bounds widened to the configuration: a tracked run's values extend the search
    /// range.
    static SearchSpace widened(SearchSpace space, Configuration c) {
        List<Parameter> all = new ArrayList<>();
        boolean same = true;
        for (Parameter p : space.parameters()) {
            Value value = SearchSpace.exists(p, c) ? c.values().get(p.name()) : null;
            Domain next = value == null ? p.domain() : holding(p.domain(), value);
            same &= next.equals(p.domain());
            all.add(over(p, next));
        }
        return same ? space : new SearchSpace(all);
    }

    /// A parameter without its bounds when a run's value contradicts them.
    private static Parameter over(Parameter p, Domain next) {
        Bounds bounds = p.bounds();
        return bounds == null || next.numbers().stream().allMatch(bounds::contains)
                ? p.over(next)
                : new Parameter(p.name(), next, p.when());
    }

    private static Domain holding(Domain domain, Value value) {
        double x = value.number();
        return switch (domain) {
            case Domain.Linear d ->
                    x >= d.low() && x <= d.high()
                            ? d
                            : new Domain.Linear(Math.min(d.low(), x), Math.max(d.high(), x));
            case Domain.Log d ->
                    x >= d.low() && x <= d.high()
                            ? d
                            : new Domain.Log(Math.min(d.low(), x), Math.max(d.high(), x));
            case Domain.ReverseLog d ->
                    x >= d.low() && x <= d.high()
                            ? d
                            : new Domain.ReverseLog(Math.min(d.low(), x), Math.max(d.high(), x));
            case Domain.Int d ->
                    x >= d.low() && x <= d.high()
                            ? d
                            : new Domain.Int(
                                    Math.min(d.low(), (long) x), Math.max(d.high(), (long) x));
            case Domain.LogInt d ->
                    x >= d.low() && x <= d.high()
                            ? d
                            : new Domain.LogInt(
                                    Math.min(d.low(), (long) x), Math.max(d.high(), (long) x));
            case Domain.Categorical d -> d.values().contains(value) ? d : with(d, value);
            case Domain.Fixed d -> d;
        };
    }

    private static Domain with(Domain.Categorical choice, Value value) {
        List<Value> values = new ArrayList<>(choice.values());
        values.add(value);
        return new Domain.Categorical(values);
    }
}
