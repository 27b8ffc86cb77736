package io.tunebook.events.sqlite;

import java.util.HashMap;
import java.util.Map;

/// What the small numbers of streams and words stand for, remembered: they never change. Belongs to
/// one connection.
final class WordCache {
    private static final int MAX_WORDS = 20_000;

    private final Lookup lookup;
    private final Map<Long, String> known = new HashMap<>();

    /// Finds texts: that of `id` and those of the numbers that follow it, since who asks for one
    /// will soon ask for the next.
    interface Lookup {
        Map<Long, String> from(long id);
    }

    WordCache(Lookup lookup) {
        this.lookup = lookup;
    }

    /// @throws UnreadableRow when there is none with this number
    String of(long id) {
        String text = known.get(id);
        if (text == null) {
            if (known.size() >= MAX_WORDS) {
                known.clear();
            }
            known.putAll(lookup.from(id));
            text = known.get(id);
        }
        if (text == null) {
            throw new UnreadableRow("it refers to name %d, which is not there".formatted(id));
        }
        return text;
    }
}
