package io.tunebook.server.exchange.imports;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// Parses numbers as programs write them into tables.
final class CsvNumbers {
    private static final double MAX_EXACT = 1L << 53;

    private CsvNumbers() {}

    /// Null when it is not a number; NaN and infinities are numbers in every spelling.
    static @Nullable Double real(String text) {
        String stripped = text.strip();
        switch (stripped.toLowerCase(Locale.ROOT)) {
            case "nan" -> {
                return Double.NaN;
            }
            case "inf", "+inf", "infinity", "+infinity" -> {
                return Double.POSITIVE_INFINITY;
            }
            case "-inf", "-infinity" -> {
                return Double.NEGATIVE_INFINITY;
            }
            default -> {
                // A finite number, or no number.
            }
        }
        if (stripped.isEmpty()
                || "0123456789.".indexOf(stripped.charAt(stripped.length() - 1)) < 0
                || stripped.indexOf('x') >= 0
                || stripped.indexOf('X') >= 0) {
            return null;
        }
        try {
            return Double.valueOf(stripped);
        } catch (NumberFormatException e) {
            return null;
        }
    }

    /// Null when it is not an integer; `12.0` is one.
    static @Nullable Long integer(String text) {
        try {
            return Long.valueOf(text.strip());
        } catch (NumberFormatException e) {
            Double real = real(text);
            return real != null && real == Math.rint(real) && Math.abs(real) <= MAX_EXACT
                    ? Long.valueOf(real.longValue())
                    : null;
        }
    }

    /// Milliseconds since 1970, from ISO 8601 or from seconds or milliseconds since 1970; null when
    /// it is not a time.
    static @Nullable Long time(String text) {
        Double number = real(text);
        if (number != null) {
            return Double.isFinite(number)
                    ? Long.valueOf(Math.round(Math.abs(number) < 1e11 ? number * 1_000 : number))
                    : null;
        }
        try {
            return OptunaJson.time(text);
        } catch (UnreadableSourceException e) {
            return null;
        }
    }
}
