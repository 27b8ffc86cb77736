package io.tunebook.events;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Locale;

/// One value of a hyperparameter; in JSON a plain scalar.
public sealed interface Value {
    record Real(@JsonValue double value) implements Value {
        /// Four significant digits, without trailing zeros.
        @Override
        public String toString() {
            if (!Double.isFinite(value) || value == 0) {
                return value == 0 ? "0" : Double.toString(value);
            }
            double size = Math.abs(value);
            if (size >= 1e-3 && size < 1e7) {
                return new BigDecimal(value)
                        .round(new MathContext(4))
                        .stripTrailingZeros()
                        .toPlainString();
            }
            String[] parts = String.format(Locale.ROOT, "%.3e", value).split("e", 2);
            return "%se%d"
                    .formatted(
                            new BigDecimal(parts[0]).stripTrailingZeros().toPlainString(),
                            Integer.parseInt(parts[1]));
        }
    }

    record Int(@JsonValue long value) implements Value {
        @Override
        public String toString() {
            return Long.toString(value);
        }
    }

    record Text(@JsonValue String value) implements Value {
        @Override
        public String toString() {
            return value;
        }
    }

    record Bool(@JsonValue boolean value) implements Value {
        @Override
        public String toString() {
            return Boolean.toString(value);
        }
    }

    /// The value of a JSON scalar: [Int] for integral numbers, [Real] for others.
    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    static Value of(Object scalar) {
        return switch (scalar) {
            case Integer i -> new Int(i);
            case Long l -> new Int(l);
            case Number n -> new Real(n.doubleValue());
            case Boolean b -> new Bool(b);
            case String s -> new Text(s);
            default ->
                    throw new Rejection(
                            "a hyperparameter's value is a number, a text or a boolean, not "
                                    + scalar);
        };
    }

    /// The number of a [Real] or [Int]; NaN for others.
    default double number() {
        return switch (this) {
            case Real r -> r.value();
            case Int w -> w.value();
            case Text t -> Double.NaN;
            case Bool f -> Double.NaN;
        };
    }
}
