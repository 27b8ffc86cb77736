package io.tunebook.events.sql;

import java.util.HashMap;
import java.util.Map;

/// The texts of stream and word ids, cached: they never change. Belongs to one connection.
final class WordCache {
    private static final int MAX_WORDS = 20_000;

    private final Lookup lookup;
    private final Map<Long, String> cache = new HashMap<>();

    /// Finds the texts of `id` and of the ids that follow it, which are likely needed soon.
    interface Lookup {
        Map<Long, String> from(long id);
    }

    WordCache(Lookup lookup) {
        this.lookup = lookup;
    }

    /// @throws UnreadableRow when there is no text with this id
    String of(long id) {
        String text = cache.get(id);
        if (text == null) {
            if (cache.size() >= MAX_WORDS) {
                cache.clear();
            }
            cache.putAll(lookup.from(id));
            text = cache.get(id);
        }
        if (text == null) {
            throw new UnreadableRow("it refers to name %d, which does not exist".formatted(id));
        }
        return text;
    }
}
