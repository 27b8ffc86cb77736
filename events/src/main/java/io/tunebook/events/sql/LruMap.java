package io.tunebook.events.sql;

import java.util.LinkedHashMap;
import java.util.Map;

/// A map with a maximum size that removes the least recently used entry. Not thread-safe.
final class LruMap<K, V> extends LinkedHashMap<K, V> {
    private final int maxSize;

    public LruMap(int maxSize) {
        super(16, 0.75f, true);
        this.maxSize = maxSize;
    }

    @Override
    protected boolean removeEldestEntry(Map.Entry<K, V> eldest) {
        return size() > maxSize;
    }
}
