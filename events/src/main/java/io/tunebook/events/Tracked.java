package io.tunebook.events;

import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/// The texts of a tracked run.
final class Tracked {
    private static final int MAX_KEY = 250;
    private static final int MAX_VALUE = 64_000;

    private Tracked() {}

    /// A copy in the order of the keys, when each key and value is short enough.
    static Map<String, String> texts(String what, Map<String, String> texts) {
        texts.forEach((key, value) -> {
            if (key.isBlank() || key.length() > MAX_KEY) {
                throw new Rejection(
                        "a %s's key has 1 to %d characters, not %,d"
                                .formatted(what, MAX_KEY, key.length()));
            }
            if (value.length() > MAX_VALUE) {
                throw new Rejection(
                        "%s '%s' has %,d characters: shorten it to %,d"
                                .formatted(what, key, value.length(), MAX_VALUE));
            }
        });
        return Collections.unmodifiableMap(new TreeMap<>(texts));
    }
}
