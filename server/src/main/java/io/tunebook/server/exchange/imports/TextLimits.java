package io.tunebook.server.exchange.imports;

import java.util.Map;

/// The texts of a run, within what the log takes.
final class TextLimits {
    private static final int MAX_KEY = 250;
    private static final int MAX_VALUE = 64_000;

    private TextLimits() {}

    /// Puts a text where it fits, and notes it where it does not.
    static void put(Map<String, String> texts, String key, String value, SkippedItems skips) {
        if (key.isBlank() || key.length() > MAX_KEY) {
            skips.add("a name of %,d characters: 1 to 250 are taken".formatted(key.length()));
        } else if (value.length() > MAX_VALUE) {
            skips.add(
                    "the text of '%s', which has more than %,d characters"
                            .formatted(key, MAX_VALUE));
        } else {
            texts.put(key, value);
        }
    }
}
