package io.tunebook.server.exchange.imports;

import io.tunebook.events.Domain;
import io.tunebook.events.Value;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/// A distribution of Optuna, under its current and deprecated names.
sealed interface OptunaDistribution {
    /// @param step null when every value in the range is possible
    record Real(double low, double high, boolean log, @Nullable Double step)
            implements OptunaDistribution {}

    record Int(BigInteger low, BigInteger high, boolean log) implements OptunaDistribution {
        private static final int MAX_BITS = 63;

        /// Whether a bound is no integer of 64 bits.
        boolean isBeyondLong() {
            return Math.max(low.bitLength(), high.bitLength()) > MAX_BITS;
        }
    }

    /// @param texts each choice as the text of a param
    record Categorical(List<Value> values, List<String> texts) implements OptunaDistribution {}

    /// @throws UnreadableSourceException when it is not a distribution
    static OptunaDistribution parse(String json) {
        try {
            JsonNode node = OptunaJson.MAPPER.readTree(json);
            return of(node.path("name").asString(""), node.path("attributes"));
        } catch (JacksonException e) {
            throw new UnreadableSourceException(
                    "a distribution is not JSON: " + e.getOriginalMessage(), e);
        }
    }

    private static OptunaDistribution of(String name, JsonNode a) {
        return switch (name) {
            case "FloatDistribution" -> real(a, a.path("log").asBoolean(false), "step");
            case "UniformDistribution" -> real(a, false, "");
            case "LogUniformDistribution" -> real(a, true, "");
            case "DiscreteUniformDistribution" -> real(a, false, "q");
            case "IntDistribution" -> whole(a, a.path("log").asBoolean(false));
            case "IntUniformDistribution" -> whole(a, false);
            case "IntLogUniformDistribution" -> whole(a, true);
            case "CategoricalDistribution" -> OptunaChoices.of(a.path("choices"));
            default ->
                    throw new UnreadableSourceException(
                            "a distribution has the unknown name '%s'".formatted(name));
        };
    }

    private static Real real(JsonNode a, boolean log, String step) {
        JsonNode by = a.path(step);
        return new Real(
                number(a, "low"), number(a, "high"), log, by.isNumber() ? by.doubleValue() : null);
    }

    private static Int whole(JsonNode a, boolean log) {
        return new Int(integer(a, "low"), integer(a, "high"), log);
    }

    private static BigInteger integer(JsonNode a, String name) {
        JsonNode node = a.path(name);
        return node.isIntegralNumber()
                ? node.bigIntegerValue()
                : new BigDecimal(number(a, name)).toBigInteger();
    }

    private static double number(JsonNode a, String name) {
        JsonNode node = a.path(name);
        if (!node.isNumber()) {
            throw new UnreadableSourceException("a distribution has no '%s'".formatted(name));
        }
        return node.doubleValue();
    }

    /// The text of a param with this internal value.
    ///
    /// @throws UnreadableSourceException when it is not a value of the distribution
    default String text(double internal) {
        return switch (this) {
            case Real r -> Double.toString(internal);
            case Int w when Double.isFinite(internal) ->
                    new BigDecimal(internal).toBigInteger().toString();
            case Int w -> Double.toString(internal);
            case Categorical c -> {
                int index = (int) internal;
                if (index != internal || index < 0 || index >= c.texts().size()) {
                    throw new UnreadableSourceException(
                            "choice %s does not exist among %d"
                                    .formatted(internal, c.texts().size()));
                }
                yield c.texts().get(index);
            }
        };
    }

    /// The union of both; this one when their kinds differ.
    default OptunaDistribution with(OptunaDistribution other) {
        if (this instanceof Real a && other instanceof Real b) {
            return new Real(
                    Math.min(a.low(), b.low()), Math.max(a.high(), b.high()), a.log(), a.step());
        }
        if (this instanceof Int a && other instanceof Int b) {
            return new Int(a.low().min(b.low()), a.high().max(b.high()), a.log());
        }
        if (this instanceof Categorical a && other instanceof Categorical b) {
            Map<String, Value> all = new LinkedHashMap<>();
            for (Categorical each : List.of(a, b)) {
                for (int i = 0; i < each.texts().size(); i++) {
                    all.putIfAbsent(each.texts().get(i), each.values().get(i));
                }
            }
            return new Categorical(List.copyOf(all.values()), List.copyOf(all.keySet()));
        }
        return this;
    }

    default Domain domain() {
        return switch (this) {
            case Real r when r.low() >= r.high() -> new Domain.Fixed(new Value.Real(r.low()));
            case Real r when r.log() && r.low() > 0 -> new Domain.Log(r.low(), r.high());
            case Real r -> new Domain.Linear(r.low(), r.high());
            case Int w when w.isBeyondLong() ->
                    new Real(w.low().doubleValue(), w.high().doubleValue(), w.log(), null).domain();
            // Neighbours beyond 2^53 are one number to a plot.
            case Int w when w.low().doubleValue() >= w.high().doubleValue() ->
                    new Domain.Fixed(new Value.Int(w.low().longValue()));
            case Int w when w.log() && w.low().signum() > 0 ->
                    new Domain.LogInt(w.low().longValue(), w.high().longValue());
            case Int w -> new Domain.Int(w.low().longValue(), w.high().longValue());
            case Categorical c -> {
                List<Value> different = c.values().stream().distinct().toList();
                yield different.size() == 1
                        ? new Domain.Fixed(different.getFirst())
                        : new Domain.Categorical(different);
            }
        };
    }
}
