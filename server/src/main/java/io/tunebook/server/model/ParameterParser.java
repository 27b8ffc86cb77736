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
import org.jspecify.annotations.Nullable;

/// Converts the parameter texts of a tracked run to the values of a configuration.
public final class ParameterParser {
    /// The choices of a list that runs extend; a run has other values without a place in the list,
    /// which otherwise would be copied for each of many runs.
    private static final int MAX_CHOICES = 1_000;

    private ParameterParser() {}

    /// The value of a text in this domain. A number beyond the bounds, a number that the scale does
    /// not have, a choice that is not in the list and a text in place of a number are values too:
    /// the run had them.
    public static Value read(Domain domain, String text) {
        return switch (domain) {
            case Domain.Linear d -> numeric(text);
            case Domain.Log d -> numeric(text);
            case Domain.ReverseLog d -> numeric(text);
            case Domain.Int d -> guess(text);
            case Domain.LogInt d -> guess(text);
            case Domain.Categorical(List<Value> values) -> choice(values, text);
            case Domain.Fixed(Value value) ->
                    textOf(value).equals(text) ? value : likeness(value, text);
        };
    }

    private static Value numeric(String text) {
        Value.Real real = real(text);
        return real == null ? guess(text) : real;
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
            if (!DecimalText.isNumber(stripped)) {
                return null;
            }
            double value = Double.parseDouble(stripped);
            return Double.isFinite(value) ? new Value.Real(value) : null;
        } catch (NumberFormatException e) {
            return null;
        }
    }

    /// The value that was written as this text, else one that is equal to it.
    private static Value choice(List<Value> values, String text) {
        for (Value v : values) {
            if (exact(v).equals(text)) {
                return v;
            }
        }
        Value guess = guess(text);
        for (Value v : values) {
            if (v.equals(guess)) {
                return v;
            }
        }
        for (Value v : values) {
            if (textOf(v).equals(text)) {
                return v;
            }
        }
        return values.stream().allMatch(Value.Text.class::isInstance)
                ? new Value.Text(text)
                : guess;
    }

    /// The text of a value with all of its digits.
    public static String exact(Value value) {
        return value instanceof Value.Real(double x) ? Double.toString(x) : value.toString();
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

    /// The domain that also has this value: wider, and on a linear scale when its own scale does
    /// not have it. A text in place of a number has no place on any scale and changes none.
    private static Domain holding(Domain domain, Value value) {
        double x = value.number();
        if (domain instanceof Domain.Categorical d) {
            return d.values().size() >= MAX_CHOICES || d.values().contains(value)
                    ? d
                    : with(d, value);
        }
        if (domain instanceof Domain.Fixed || Double.isNaN(x)) {
            return domain;
        }
        double low = Math.min(domain.numbers().getFirst(), x);
        double high = Math.max(domain.numbers().getLast(), x);
        return switch (domain) {
            case Domain.Log d when low > 0 -> new Domain.Log(low, high);
            case Domain.ReverseLog d when high < 1 -> new Domain.ReverseLog(low, high);
            case Domain.LogInt d when low > 0 && value instanceof Value.Int w ->
                    new Domain.LogInt(Math.min(d.low(), w.value()), Math.max(d.high(), w.value()));
            case Domain.LogInt d when value instanceof Value.Int w ->
                    new Domain.Int(Math.min(d.low(), w.value()), Math.max(d.high(), w.value()));
            case Domain.LogInt d when low > 0 -> new Domain.Log(low, high);
            case Domain.Int d when value instanceof Value.Int w ->
                    new Domain.Int(Math.min(d.low(), w.value()), Math.max(d.high(), w.value()));
            default -> new Domain.Linear(low, high);
        };
    }

    private static Domain with(Domain.Categorical choice, Value value) {
        List<Value> values = new ArrayList<>(choice.values());
        values.add(value);
        return new Domain.Categorical(values);
    }
}
