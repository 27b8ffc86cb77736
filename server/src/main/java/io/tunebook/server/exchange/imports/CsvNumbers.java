package io.tunebook.server.exchange.imports;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Parses numbers as programs write them into tables.
final class CsvNumbers {
    private static final double MAX_EXACT = 1L << 53;

    private static final Pattern DURATION =
            Pattern.compile("(\\d+(?:\\.\\d+)?) ?(ms|s|sec|min|m|h|d)");
    private static final Pattern CLOCK =
            Pattern.compile("(?:(\\d+) days? )?(\\d+):(\\d\\d):(\\d\\d(?:\\.\\d+)?)");

    private CsvNumbers() {}

    /// Null when it is not a number; NaN and infinities are numbers in every spelling.
    static @Nullable Double real(String text) {
        String stripped = text.strip().replace('\u2212', '-');
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

    /// Seconds, from a number or from a text such as `45.2min`, `1.3h`, `0 days 00:00:00.55` or
    /// `1:02:03`; null when it is not a duration.
    static @Nullable Double seconds(String text) {
        Double number = real(text);
        if (number != null) {
            return number;
        }
        Matcher unit = DURATION.matcher(text.strip());
        if (unit.matches()) {
            double factor =
                    switch (unit.group(2)) {
                        case "ms" -> 0.001;
                        case "s", "sec" -> 1;
                        case "min", "m" -> 60;
                        case "h" -> 3_600;
                        default -> 86_400;
                    };
            return Double.parseDouble(unit.group(1)) * factor;
        }
        Matcher clock = CLOCK.matcher(text.strip());
        if (!clock.matches()) {
            return null;
        }
        double days = clock.group(1) == null ? 0 : Double.parseDouble(clock.group(1));
        return ((days * 24 + Double.parseDouble(clock.group(2))) * 60
                                + Double.parseDouble(clock.group(3)))
                        * 60
                + Double.parseDouble(clock.group(4));
    }

    /// Whether it is a time since 1970 rather than a number of seconds from a start.
    static boolean isMoment(String text) {
        Double number = real(text);
        return number == null ? time(text) != null : Math.abs(number) > 1e8;
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
