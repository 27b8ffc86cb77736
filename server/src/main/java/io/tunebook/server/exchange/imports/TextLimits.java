package io.tunebook.server.exchange.imports;

import io.tunebook.events.wire.UnpairedSurrogates;
import io.tunebook.server.model.ParameterNames;
import java.util.Map;

/// Limits the texts of a run to the maximum lengths of the log.
final class TextLimits {
    private static final int MAX_KEY = 250;
    private static final int MAX_VALUE = 64_000;

    private TextLimits() {}

    /// The key of a param: the hyperparameter's name in place of a key that the log does not allow.
    static String key(String key) {
        return key.isBlank() || key.length() > MAX_KEY ? ParameterNames.of(key) : key;
    }

    /// Puts a text that is short enough, and records a skipped item otherwise.
    static void put(Map<String, String> texts, String key, String value, SkippedItems skips) {
        if (key.isBlank() || key.length() > MAX_KEY) {
            skips.add("a name of %,d characters: 1 to 250 are allowed".formatted(key.length()));
        } else if (value.length() > MAX_VALUE) {
            skips.add(
                    "the text of '%s', which has more than %,d characters"
                            .formatted(key, MAX_VALUE));
        } else if (UnpairedSurrogates.isIn(key) || UnpairedSurrogates.isIn(value)) {
            skips.add(
                    "the text of '%s', which contains an unpaired surrogate"
                            .formatted(UnpairedSurrogates.replaced(key)));
        } else {
            texts.put(key, value);
        }
    }
}
