package io.tunebook.server.imports;

import java.util.Map;

/// The texts of a run, within what the log takes.
final class Texts {
    private static final int MOST_KEY = 250;
    private static final int MOST_VALUE = 64_000;

    private Texts() {}

    /// Puts a text where it fits, and notes it where it does not.
    static void put(Map<String, String> texts, String key, String value, Skips skips) {
        if (key.isBlank() || key.length() > MOST_KEY) {
            skips.add("a name of %,d characters: 1 to 250 are taken".formatted(key.length()));
        } else if (value.length() > MOST_VALUE) {
            skips.add(
                    "the text of '%s', which has more than %,d characters"
                            .formatted(key, MOST_VALUE));
        } else {
            texts.put(key, value);
        }
    }
}
