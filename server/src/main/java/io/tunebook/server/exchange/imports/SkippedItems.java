package io.tunebook.server.exchange.imports;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/// The items that an import skipped, with reasons.
public final class SkippedItems {
    private static final int MAX_NAMES = 5;
    private static final int MAX_DISTINCT = 100_000;

    private final Map<String, Integer> counts = new LinkedHashMap<>();
    private final Map<String, Values> values = new LinkedHashMap<>();

    /// The skipped values of a type, with the names of the first metrics.
    private static final class Values {
        private long count;
        private final List<String> names = new ArrayList<>();
        private final Set<String> distinct = new HashSet<>();

        void add(String name) {
            if (distinct.size() < MAX_DISTINCT && distinct.add(name) && names.size() < MAX_NAMES) {
                names.add(name);
            }
        }
    }

    /// @param why the skipped item and the reason, in words
    public void add(String why) {
        counts.merge(why, 1, Integer::sum);
    }

    /// Counts a value that is not a scalar.
    ///
    /// @param type its type, in words
    /// @param name of the values
    void value(String type, String name) {
        Values all = values.computeIfAbsent(type, t -> new Values());
        all.count++;
        all.add(name);
    }

    void addAll(SkippedItems others) {
        others.counts.forEach((why, n) -> counts.merge(why, n, Integer::sum));
        others.values.forEach((type, more) -> {
            Values all = values.computeIfAbsent(type, t -> new Values());
            all.count += more.count;
            more.names.forEach(all::add);
            more.distinct.forEach(all::add);
        });
    }

    /// A sentence for each, with its count when it is more than one.
    public List<String> sentences() {
        List<String> all = new ArrayList<>();
        counts.forEach((why, n) -> all.add(n == 1 ? why : "%s (%,d times)".formatted(why, n)));
        values.forEach((type, skipped) -> all.add(sentence(type, skipped)));
        return all;
    }

    private static String sentence(String type, Values skipped) {
        int more = skipped.distinct.size() - skipped.names.size();
        return "%,d %s of type %s, which is not a scalar: %s%s"
                .formatted(
                        skipped.count,
                        skipped.count == 1 ? "value" : "values",
                        type,
                        skipped.names.stream()
                                .map(n -> "'" + n + "'")
                                .collect(Collectors.joining(", ")),
                        more == 0 ? "" : " and %,d more names".formatted(more));
    }
}
