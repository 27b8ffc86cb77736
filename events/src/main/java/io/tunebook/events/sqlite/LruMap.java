package io.tunebook.events.sqlite;

import java.util.LinkedHashMap;
import java.util.Map;

/// A map that forgets what was not asked for longest, once it is full. Not thread-safe.
final class LruMap<K, V> extends LinkedHashMap<K, V> {
    private final int most;

    LruMap(int most) {
        super(16, 0.75f, true);
        this.most = most;
    }

    @Override
    protected boolean removeEldestEntry(Map.Entry<K, V> eldest) {
        return size() > most;
    }
}
