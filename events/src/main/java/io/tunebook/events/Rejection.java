package io.tunebook.events;

import java.util.regex.Pattern;

/// Thrown by a value's constructor when what it was given cannot be. The message says what to do.
public final class Rejection extends IllegalArgumentException {
    private static final Pattern ID = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,119}");

    public Rejection(String message) {
        super(message);
    }

    /// The text, stripped, when it holds something and stays below `max` characters.
    static String text(String field, String value, int max) {
        String stripped = value.strip();
        if (stripped.isEmpty()) {
            throw new Rejection("%s is empty: give it a text".formatted(field));
        }
        if (stripped.length() > max) {
            throw new Rejection(
                    "%s has %,d characters: %,d are the most"
                            .formatted(field, stripped.length(), max));
        }
        return stripped;
    }

    /// The identifier, when it is made of letters, digits, `.`, `_`, `-` and at most 120 long.
    static String id(String field, String value) {
        if (!ID.matcher(value).matches()) {
            throw new Rejection(
                    "%s is '%s': letters, digits, '.', '_' and '-' are allowed, 120 at most"
                            .formatted(
                                    field, value.length() > 130 ? value.substring(0, 130) : value));
        }
        return value;
    }
}
