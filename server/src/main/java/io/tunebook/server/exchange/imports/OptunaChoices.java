package io.tunebook.server.exchange.imports;

import io.tunebook.events.Value;
import io.tunebook.events.wire.UnpairedSurrogates;
import io.tunebook.server.model.ParameterParser;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.StringNode;

/// The choices of a categorical distribution as values and texts, different for different choices.
///
/// A text that looks like another choice is quoted: of the choices null and "None", the first is
/// `None` and the second is `"None"`. Texts without such a choice stay as they are.
final class OptunaChoices {
    private final List<JsonNode> choices = new ArrayList<>();
    private final Set<String> taken = new HashSet<>();

    private OptunaChoices(JsonNode all) {
        all.forEach(choices::add);
        for (JsonNode c : choices) {
            taken.add(c.isString() ? c.stringValue() : ParameterParser.exact(value(c)));
        }
    }

    /// @throws UnreadableSourceException when there is none
    static OptunaDistribution.Categorical of(JsonNode all) {
        OptunaChoices reader = new OptunaChoices(all);
        List<Value> values = new ArrayList<>();
        List<String> texts = new ArrayList<>();
        for (JsonNode c : reader.choices) {
            Value value =
                    c.isString()
                            ? reader.text(UnpairedSurrogates.replaced(c.stringValue()))
                            : reader.value(c);
            values.add(value);
            texts.add(ParameterParser.exact(value));
        }
        if (values.isEmpty()) {
            throw new UnreadableSourceException("a distribution has no choices");
        }
        return new OptunaDistribution.Categorical(values, texts);
    }

    /// The value of a choice that is not a text.
    private Value value(JsonNode c) {
        if (c.isNull()) {
            return new Value.Text("None");
        }
        if (c.isBoolean()) {
            return new Value.Bool(c.booleanValue());
        }
        if (c.isIntegralNumber() && c.canConvertToLong()) {
            return new Value.Int(c.longValue());
        }
        if (c.isFloatingPointNumber() && Double.isFinite(c.doubleValue())) {
            // Displayed, the real number 1.0 is the integer 1.
            return choices.stream().anyMatch(o -> sameNumber(o, c.doubleValue()))
                    ? new Value.Text(Double.toString(c.doubleValue()))
                    : new Value.Real(c.doubleValue());
        }
        return new Value.Text(
                UnpairedSurrogates.replaced(
                        c.asString("").isEmpty() ? c.toString() : c.asString()));
    }

    private static boolean sameNumber(JsonNode other, double x) {
        return other.isIntegralNumber() && other.doubleValue() == x;
    }

    private Value text(String text) {
        if (!looksLikeAnother(text)) {
            return new Value.Text(text);
        }
        String quoted = text;
        do {
            quoted = StringNode.valueOf(quoted).toString();
        } while (!taken.add(quoted));
        return new Value.Text(quoted);
    }

    private boolean looksLikeAnother(String text) {
        Value guess = ParameterParser.guess(text);
        JsonNode parsed = parsed(text);
        for (JsonNode c : choices) {
            if (!c.isString()) {
                Value value = value(c);
                if (ParameterParser.exact(value).equals(text)
                        || value.equals(guess)
                        || (c.isNumber() && c.doubleValue() == guess.number())
                        || c.equals(parsed)) {
                    return true;
                }
            }
        }
        return false;
    }

    private static @Nullable JsonNode parsed(String text) {
        try {
            return text.startsWith("[") || text.startsWith("{")
                    ? OptunaJson.MAPPER.readTree(text)
                    : null;
        } catch (JacksonException e) {
            return null;
        }
    }
}
