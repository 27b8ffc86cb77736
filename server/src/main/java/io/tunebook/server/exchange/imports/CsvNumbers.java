package io.tunebook.server.exchange.imports;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Parses numbers as programs write them into tables.
final class CsvNumbers {
    private static final double MAX_EXACT = 1L << 53;

    private static final Pattern DURATION =
            Pattern.compile(
                    "(\\d+(?:\\.\\d+)?) ?(ms|s|secs?|seconds?|min|mins|minutes?|m|h|hrs?|hours?|d|days?)(?![a-z])[ ,]*+");
    private static final Pattern DATE =
            Pattern.compile(
                    "(?:\\d{4}[-/.]\\d{1,2}[-/.]\\d{1,2}|\\d{1,2}[-/.]\\d{1,2}[-/.](?:\\d{4}|\\d{2}))(?:[ T_,].*)?");
    private static final Pattern CLOCK =
            Pattern.compile("(?:(\\d+) days?,? )?(?:(\\d+):)?(\\d\\d?):(\\d\\d(?:\\.\\d+)?)");

    private CsvNumbers() {}

    /// Null when it is not a number; NaN and infinities are numbers in every spelling.
    static @Nullable Double real(String text) {
        String stripped = text.strip().replace('\u2212', '-');
        switch (stripped.toLowerCase(Locale.ROOT)) {
            case "nan" -> {
                return Double.NaN;
            }
            case "inf", "+inf", "infinity", "+infinity", "\u221e", "+\u221e" -> {
                return Double.POSITIVE_INFINITY;
            }
            case "-inf", "-infinity", "-\u221e" -> {
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

    /// Seconds, from a number or from a text such as `45.2min`, `1h 2m`, `0 days 00:00:00.55` or
    /// `1:02:03`; null when it is not a duration.
    static @Nullable Double seconds(String text) {
        Double number = real(text);
        if (number != null) {
            return number;
        }
        Double units = units(text.strip());
        if (units != null) {
            return units;
        }
        Matcher clock = CLOCK.matcher(text.strip());
        if (!clock.matches()) {
            return null;
        }
        double hours = clock.group(2) == null ? 0 : Double.parseDouble(clock.group(2));
        double days = clock.group(1) == null ? 0 : Double.parseDouble(clock.group(1));
        return ((days * 24 + hours) * 60 + Double.parseDouble(clock.group(3))) * 60
                + Double.parseDouble(clock.group(4));
    }

    /// The sum of numbers with units of time, such as `1h 2m 3s`.
    private static @Nullable Double units(String text) {
        Matcher unit = DURATION.matcher(text.toLowerCase(Locale.ROOT));
        double sum = 0;
        int end = 0;
        while (unit.find() && unit.start() == end) {
            double factor =
                    switch (unit.group(2).charAt(0)) {
                        case 's' -> 1;
                        case 'm' -> unit.group(2).equals("ms") ? 0.001 : 60;
                        case 'h' -> 3_600;
                        default -> 86_400;
                    };
            sum += Double.parseDouble(unit.group(1)) * factor;
            end = unit.end();
        }
        return end > 0 && end == text.length() ? sum : null;
    }

    /// Whether a text is a date, perhaps with a time.
    static boolean isDate(String text) {
        return DATE.matcher(text.strip()).matches();
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
