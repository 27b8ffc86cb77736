package io.tunebook.events;

import java.util.regex.Pattern;

/// Thrown by a value's constructor when an argument is invalid. The message names the field and the
/// remedy.
public final class Rejection extends IllegalArgumentException {
    private static final Pattern ID = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,119}");

    public Rejection(String message) {
        super(message);
    }

    /// The stripped text, when it is not empty and has at most `max` characters.
    public static String text(String field, String value, int max) {
        String stripped = value.strip();
        if (stripped.isEmpty()) {
            throw new Rejection("%s is empty: enter a text".formatted(field));
        }
        if (stripped.length() > max) {
            throw new Rejection(
                    "%s has %,d characters: shorten it to %,d"
                            .formatted(field, stripped.length(), max));
        }
        return stripped;
    }

    /// The identifier, when it has only letters, digits, `.`, `_` and `-`, at most 120 of them.
    static String id(String field, String value) {
        if (!ID.matcher(value).matches()) {
            throw new Rejection(
                    "%s is '%s': use letters, digits, '.', '_' and '-', at most 120"
                            .formatted(
                                    field, value.length() > 130 ? value.substring(0, 130) : value));
        }
        return value;
    }
}
