package io.tunebook.server.model;

import java.util.AbstractMap;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.pcollections.PMap;

/// A persistent map during many consecutive changes: it changes in place, and becomes persistent
/// again with one change per key. Four events of one trial then cost one path of the tree instead
/// of four.
///
/// For one thread, which uses only its last version.
final class TransientMap<V> extends AbstractMap<String, V> implements PMap<String, V> {
    private final PMap<String, V> before;

    /// An entry without a value was removed.
    private final Map<String, @Nullable V> changed = new HashMap<>();

    private TransientMap(PMap<String, V> before) {
        this.before = before;
    }

    static <V> PMap<String, V> of(PMap<String, V> map) {
        return new TransientMap<>(map);
    }

    /// The persistent map of a transient `map`.
    static <V> PMap<String, V> done(PMap<String, V> map) {
        return map instanceof TransientMap<V> gathered ? gathered.done() : map;
    }

    private PMap<String, V> done() {
        PMap<String, V> map = before;
        for (Map.Entry<String, @Nullable V> e : changed.entrySet()) {
            V value = e.getValue();
            map = value == null ? map.minus(e.getKey()) : map.plus(e.getKey(), value);
        }
        return map;
    }

    @Override
    @SuppressWarnings("SuspiciousMethodCalls")
    public @Nullable V get(Object key) {
        V value = changed.get(key);
        return value != null ? value : changed.containsKey(key) ? null : before.get(key);
    }

    @Override
    public boolean containsKey(Object key) {
        return get(key) != null;
    }

    @Override
    public PMap<String, V> plus(String key, V value) {
        changed.put(key, value);
        return this;
    }

    @Override
    public PMap<String, V> plusAll(Map<? extends String, ? extends V> map) {
        changed.putAll(map);
        return this;
    }

    @Override
    public PMap<String, V> minus(Object key) {
        changed.put((String) key, null);
        return this;
    }

    @Override
    public PMap<String, V> minusAll(Collection<?> keys) {
        keys.forEach(this::minus);
        return this;
    }

    @Override
    public Set<Entry<String, V>> entrySet() {
        return done().entrySet();
    }

    @Deprecated
    @Override
    public V put(String key, V value) {
        throw new UnsupportedOperationException("plus");
    }

    @Deprecated
    @Override
    public V remove(Object key) {
        throw new UnsupportedOperationException("minus");
    }

    @Deprecated
    @Override
    public void putAll(Map<? extends String, ? extends V> map) {
        throw new UnsupportedOperationException("plusAll");
    }

    @Deprecated
    @Override
    public void clear() {
        throw new UnsupportedOperationException("minusAll");
    }
}
