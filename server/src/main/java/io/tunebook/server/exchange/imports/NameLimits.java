package io.tunebook.server.exchange.imports;

import io.tunebook.events.Measurements;
import io.tunebook.server.ledger.command.RunLimits;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;

/// Limits the names of a run that is read from a source to as many as a run can have: the first
/// metrics by their order in the source, the first params and tags by name, the same in every
/// import.
final class NameLimits {
    private NameLimits() {}

    /// @param skips counts each skipped name
    static ParsedStudy limited(ParsedStudy study, SkippedItems skips) {
        if (study.runs().stream().noneMatch(NameLimits::exceeds)) {
            return study;
        }
        return new ParsedStudy(
                study.id(),
                study.name(),
                study.objective(),
                study.space(),
                study.tags(),
                study.runs().stream().map(run -> limited(run, skips)).toList(),
                study.notes());
    }

    private static boolean exceeds(ParsedRun run) {
        return run.curves().size() > RunLimits.MAX_METRICS
                || run.params().size() > RunLimits.MAX_PARAMS
                || run.tags().size() > RunLimits.MAX_TAGS;
    }

    private static ParsedRun limited(ParsedRun run, SkippedItems skips) {
        return run.with(
                first("param", run.params(), RunLimits.MAX_PARAMS, skips),
                first("tag", run.tags(), RunLimits.MAX_TAGS, skips),
                curves(run.curves(), Set.of(), skips::add));
    }

    /// The measurements of the metrics for which a run has room.
    ///
    /// @param known the metrics that it has already
    static List<Measurements> curves(
            List<Measurements> all, Set<String> known, Consumer<String> skipped) {
        Set<String> names = new HashSet<>(known);
        Set<String> refused = new HashSet<>();
        List<Measurements> first = new ArrayList<>();
        for (Measurements m : all) {
            if (names.contains(m.metric()) || names.size() < RunLimits.MAX_METRICS) {
                names.add(m.metric());
                first.add(m);
            } else if (refused.add(m.metric())) {
                skipped.accept(sentence("metric", RunLimits.MAX_METRICS));
            }
        }
        return first;
    }

    private static Map<String, String> first(
            String what, Map<String, String> all, int most, SkippedItems skips) {
        TreeMap<String, String> first = new TreeMap<>(all);
        while (first.size() > most) {
            first.pollLastEntry();
            skips.add(sentence(what, most));
        }
        return first;
    }

    private static String sentence(String what, int most) {
        return "a %s beyond the %,d that a run can have".formatted(what, most);
    }
}
