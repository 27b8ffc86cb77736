package io.tunebook.server.playbook.analysis;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// A cache of the last results of a pure function, so that a page computes again only what has
/// changed: one result for each name, returned while the argument stays equal.
///
/// Thread-safe; two threads with the same argument may both compute the result.
///
/// @param <A> the argument, compared by `equals`
/// @param <B> the result
final class Memo<A, B> {
    private final int capacity;
    private final Map<String, Entry<A, B>> entries = new LinkedHashMap<>(64, 0.75f, true);

    private record Entry<A, B>(A argument, B answer) {}

    /// @param capacity the maximum number of names
    Memo(int capacity) {
      this.capacity = capacity;
    }

    /// @param name under which one result at a time is cached, such as the study's
    B of(String name, A argument, Function<A, B> work) {
        Entry<A, B> known = find(name);
        if (known != null && known.argument().equals(argument)) {
            return known.answer();
        }
        B answer = work.apply(argument);
        keep(name, new Entry<>(argument, answer));
        return answer;
    }

    private synchronized @Nullable Entry<A, B> find(String name) {
        return entries.get(name);
    }

    private synchronized void keep(String name, Entry<A, B> entry) {
        entries.put(name, entry);
        Iterator<Entry<A, B>> oldest = entries.values().iterator();
        while (entries.size() > capacity) {
            oldest.next();
            oldest.remove();
        }
    }
}
