package io.tunebook.events.sqlite;

import java.util.HashMap;
import java.util.Map;
import java.util.function.LongFunction;

/// What the small numbers of streams and words stand for, remembered: they never change. Belongs to
/// one connection.
final class Texts {
    private static final int MOST = 20_000;

    private final LongFunction<String> lookup;
    private final Map<Long, String> known = new HashMap<>();

    Texts(LongFunction<String> lookup) {
        this.lookup = lookup;
    }

    String of(long id) {
        String text = known.get(id);
        if (text == null) {
            text = lookup.apply(id);
            if (known.size() >= MOST) {
                known.clear();
            }
            known.put(id, text);
        }
        return text;
    }
}
