package io.tunebook.server.exchange.imports;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// The items that an import skipped, with reasons.
public final class SkippedItems {
    private final Map<String, Integer> counts = new LinkedHashMap<>();

    /// @param why the skipped item and the reason, in words
    public void add(String why) {
        counts.merge(why, 1, Integer::sum);
    }

    void addAll(SkippedItems others) {
        others.counts.forEach((why, n) -> counts.merge(why, n, Integer::sum));
    }

    /// A sentence for each, with its count when it is more than one.
    public List<String> sentences() {
        List<String> all = new ArrayList<>();
        counts.forEach((why, n) -> all.add(n == 1 ? why : "%s (%,d times)".formatted(why, n)));
        return all;
    }
}
