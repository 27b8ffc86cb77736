package io.tunebook.server.exchange.exports;

import io.tunebook.events.Value;
import io.tunebook.server.exchange.exports.Table.Kind;
import io.tunebook.server.exchange.exports.Table.Literal;
import java.math.BigDecimal;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// The narrowest kind that has every value of a param exactly.
///
/// Params of runs are texts. `007`, `1e5`, `1_000` and an integer beyond 64 bits are not how
/// programs write numbers, or are no exact numbers: they make the column one of texts.
final class ParamKind {
    private static final Pattern INTEGER = Pattern.compile("0|-?[1-9][0-9]{0,18}");

    /// A decimal number. An exponent without a fraction has a sign: `1e5` can be the beginning of a
    /// hash.
    private static final Pattern REAL =
            Pattern.compile(
                    "-?(0|[1-9][0-9]*)(\\.[0-9]+([eE][+-]?[0-9]{1,4})?|[eE][+-][0-9]{1,4})");

    private static final Pattern NUMERIC =
            Pattern.compile("[+-]?([0-9][0-9_]*\\.?[0-9_]*|\\.[0-9_]+)([eE][+-]?[0-9]+)?");
    private static final Set<String> NOT_FINITE =
            Set.of("nan", "NaN", "inf", "-inf", "Infinity", "-Infinity");
    private static final int MAX_DIGITS = 60;
    private static final long MAX_EXACT = 1L << 53;

    private boolean integers;
    private boolean large;
    private boolean reals;
    private boolean notFinite;
    private boolean titled;
    private boolean lower;
    private boolean texts;

    void add(Value value) {
        switch (value) {
            case Value.Int v -> integer(v.value());
            case Value.Real v -> reals = true;
            case Value.Bool v -> lower = true;
            case Value.Text v -> add(v.value());
        }
    }

    void add(String text) {
        Long integer = integer(text);
        if (integer != null) {
            integer(integer);
        } else if (NOT_FINITE.contains(text)) {
            notFinite = true;
        } else if (text.equals("True") || text.equals("False")) {
            titled = true;
        } else if (text.equals("true") || text.equals("false")) {
            lower = true;
        } else if (real(text) != null) {
            reals = true;
        } else {
            texts = true;
        }
    }

    private void integer(long value) {
        integers = true;
        large |= value > MAX_EXACT || value < -MAX_EXACT;
    }

    Kind kind() {
        boolean numbers = integers || reals;
        boolean flags = titled || lower;
        if (texts || (flags && (numbers || notFinite || titled == lower))) {
            return Kind.TEXT;
        }
        if (flags) {
            return Kind.FLAG;
        }
        if (reals || (integers && notFinite)) {
            return large ? Kind.TEXT : Kind.REAL;
        }
        return integers ? Kind.INTEGER : Kind.TEXT;
    }

    /// The cell of a text in a column of this kind.
    static Object cell(String text, Kind kind) {
        Object value =
                switch (kind) {
                    case INTEGER -> integer(text);
                    case REAL -> number(text);
                    case FLAG -> Boolean.valueOf(text.toLowerCase(Locale.ROOT));
                    case TEXT, TIME -> null;
                };
        return value == null ? text : new Literal(text, value);
    }

    static Object cell(Value value, Kind kind) {
        return switch (value) {
            case Value.Text(String text) -> cell(text, kind);
            case Value.Int(long v) when kind == Kind.REAL -> (double) v;
            case Value.Int(long v) when kind == Kind.INTEGER -> v;
            case Value.Int(long v) -> Long.toString(v);
            case Value.Real(double v) when kind == Kind.REAL -> v;
            case Value.Real(double v) -> Double.toString(v);
            case Value.Bool(boolean v) when kind == Kind.FLAG -> v;
            case Value.Bool(boolean v) -> Boolean.toString(v);
        };
    }

    /// Whether programs that infer types read the text as a number or a boolean.
    static boolean isAmbiguous(String text) {
        String lower = text.toLowerCase(Locale.ROOT);
        return lower.equals("true")
                || lower.equals("false")
                || NOT_FINITE.contains(text)
                || NUMERIC.matcher(text).matches();
    }

    /// Whether the text is a number as programs write it.
    static boolean isNumber(String text) {
        return NOT_FINITE.contains(text) || integer(text) != null || real(text) != null;
    }

    private static @Nullable Long integer(String text) {
        try {
            return INTEGER.matcher(text).matches() ? Long.valueOf(text) : null;
        } catch (NumberFormatException e) {
            return null;
        }
    }

    private static Double number(String text) {
        return switch (text) {
            case "nan" -> Double.NaN;
            case "inf" -> Double.POSITIVE_INFINITY;
            case "-inf" -> Double.NEGATIVE_INFINITY;
            default -> Double.valueOf(text);
        };
    }

    /// Null when it is not a number that a `double` has exactly.
    private static @Nullable Double real(String text) {
        if (text.length() > MAX_DIGITS || !REAL.matcher(text).matches()) {
            return null;
        }
        double value = Double.parseDouble(text);
        return Double.isFinite(value)
                        && new BigDecimal(text).compareTo(BigDecimal.valueOf(value)) == 0
                ? value
                : null;
    }
}
