package io.tunebook.server.playbook.search;

import io.tunebook.events.Configuration;
import io.tunebook.events.Event.StudyCreated;
import io.tunebook.events.SearchSpace;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The first points of a search that is not adaptive, each computed once when it is needed, and the
/// points of each configuration.
final class PointTable {
    /// A point so far beyond the table is computed alone: it is that of a seed from elsewhere.
    private static final int MAX_GAP = 4_096;

    private static final int[] NONE = {};

    private final StudyCreated facts;
    private final Search search;
    private final @Nullable SearchSpace before;
    private final List<Entry> points = new ArrayList<>();
    private final Map<Configuration, Entry> entries = new HashMap<>();

    /// @param before the space before the last widening; null for none
    PointTable(StudyCreated facts, @Nullable SearchSpace before) {
        this.facts = facts;
        this.search =
                new Search(
                        facts.space(),
                        facts.algorithm(),
                        Math.ceilDiv(facts.trials(), facts.repeats()));
        this.before = before;
    }

    /// A configuration: the points that have it, and the trials of it without a number of their
    /// own.
    static final class Entry {
        final boolean inside;
        int others;
        private Configuration configuration;
        private int first = -1;
        private int[] further = NONE;
        private int size;

        private Entry(Configuration configuration, boolean inside) {
            this.configuration = configuration;
            this.inside = inside;
        }

        /// The first point with the configuration; -1 when the table has none.
        int first() {
            return first;
        }

        int point(int index) {
            return index == 0 ? first : further[index - 1];
        }

        private void add(int point) {
            if (first < 0) {
                first = point;
            } else {
                if (size > further.length) {
                    further = Arrays.copyOf(further, 2 * size);
                }
                further[size - 1] = point;
            }
            size++;
        }
    }

    Configuration configuration(int point) {
        return point < points.size() + MAX_GAP ? at(point).configuration : computed(point);
    }

    /// The configuration of a point, computed with all points before it.
    Entry at(int point) {
        while (points.size() <= point) {
            Entry entry = entry(computed(points.size()));
            entry.add(points.size());
            points.add(entry);
        }
        return points.get(point);
    }

    private Configuration computed(int point) {
        return facts.settings().with(search.point(point, List.of()));
    }

    Entry entry(Configuration c) {
        return entries.computeIfAbsent(
                c, key -> new Entry(key, before != null && CoveredPoints.inside(before, key)));
    }

    /// Whether the configuration has more than `index` points among the first `most`.
    boolean has(Entry entry, int index, int most) {
        while (entry.size <= index && points.size() < most) {
            at(points.size());
        }
        return entry.size > index && entry.point(index) < most;
    }

    /// Uses the trial's own object, which the book has anyway: the equal one of the table is
    /// garbage then.
    void share(Configuration c) {
        Entry entry = entries.remove(c);
        if (entry != null) {
            entry.configuration = c;
            entries.put(c, entry);
        }
    }

    /// Forgets a configuration without points and trials.
    void clean(Entry entry) {
        if (entry.others == 0 && entry.size == 0) {
            entries.remove(entry.configuration);
        }
    }
}
