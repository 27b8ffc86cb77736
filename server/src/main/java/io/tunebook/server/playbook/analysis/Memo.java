package io.tunebook.server.playbook.analysis;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// The last answers of a pure function, so that a page is worked out anew only where something has
/// changed: one answer for each name, given again for as long as the function is asked the same.
///
/// Safe for use by many threads; two that ask for the same at once may both work it out.
///
/// @param <A> what is asked, compared by `equals`
/// @param <B> what is answered
final class Memo<A, B> {
    private final int most;
    private final Map<String, Entry<A, B>> entries = new LinkedHashMap<>(64, 0.75f, true);

    private record Entry<A, B>(A asked, B answer) {}

    /// @param most names to keep the answer of
    Memo(int most) {
        this.most = most;
    }

    /// @param name under which there is one answer at a time, such as the study's
    B of(String name, A asked, Function<A, B> work) {
        Entry<A, B> known = find(name);
        if (known != null && known.asked().equals(asked)) {
            return known.answer();
        }
        B answer = work.apply(asked);
        keep(name, new Entry<>(asked, answer));
        return answer;
    }

    private synchronized @Nullable Entry<A, B> find(String name) {
        return entries.get(name);
    }

    private synchronized void keep(String name, Entry<A, B> entry) {
        entries.put(name, entry);
        Iterator<Entry<A, B>> oldest = entries.values().iterator();
        while (entries.size() > most) {
            oldest.next();
            oldest.remove();
        }
    }
}
