package io.tunebook.server.exchange.imports;

import java.util.Set;
import java.util.regex.Pattern;

/// The meaning of a single cell.
final class CsvCells {
    private static final Set<String> MISSING =
            Set.of("na", "n/a", "#n/a", "n.a.", "<na>", "null", "-", "--", "\u2013", "?");
    private static final Set<String> CHOICES =
            Set.of(
                    "none", "auto", "default", "true", "false", "on", "off", "yes", "no", "scale",
                    "sqrt", "log2", "all", "full", "min", "max", "nan", "nat");
    private static final Pattern GROUPED = Pattern.compile("[+-]?\\d+(?:_\\d+)+(?:\\.\\d+)?");

    private CsvCells() {}

    /// Whether it is one of the marks for a missing value.
    static boolean isMissing(String text) {
        return text.isBlank() || MISSING.contains(CsvRoles.lower(text.strip()));
    }

    /// Whether it is a number, also one with `_` between its digits.
    static boolean isNumber(String text) {
        return CsvNumbers.real(text) != null || GROUPED.matcher(text.strip()).matches();
    }

    /// Whether programs use the text beside numbers, as one of several choices.
    static boolean isChoice(String text) {
        return CHOICES.contains(CsvRoles.lower(text.strip()));
    }

    /// Whether it was probably meant as a number: it begins like one, or is the error of a
    /// spreadsheet.
    static boolean looksNumeric(String text) {
        return !text.isBlank() && "#+-.0123456789".indexOf(text.strip().charAt(0)) >= 0;
    }

    /// Whether it is how Python writes that there is no value.
    static boolean isNone(String text) {
        return text.strip().equals("None");
    }

    static String quoted(String text) {
        String plain = text.replaceAll("\\p{Cntrl}", " ").strip();
        return "'%s'".formatted(plain.length() > 40 ? plain.substring(0, 37) + "..." : plain);
    }
}
