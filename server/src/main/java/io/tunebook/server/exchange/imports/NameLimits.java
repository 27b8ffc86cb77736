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
        boolean tags = study.tags().size() > RunLimits.MAX_TAGS;
        if (!tags && study.runs().stream().noneMatch(NameLimits::exceeds)) {
            return study;
        }
        return new ParsedStudy(
                study.id(),
                study.name(),
                study.objective(),
                study.space(),
                first(
                        "tag",
                        "an experiment",
                        study.tags(),
                        Set.of(),
                        RunLimits.MAX_TAGS,
                        skips::add),
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
                params(run.params(), Set.of(), skips::add),
                tags(run.tags(), Set.of(), skips::add),
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
                skipped.accept(sentence("metric", RunLimits.MAX_METRICS, "a run"));
            }
        }
        return first;
    }

    /// The params for which a run has room.
    ///
    /// @param known the params that it has already
    static Map<String, String> params(
            Map<String, String> all, Set<String> known, Consumer<String> skipped) {
        return first("param", "a run", all, known, RunLimits.MAX_PARAMS, skipped);
    }

    /// The tags for which a run has room.
    ///
    /// @param known the tags that it has already
    static Map<String, String> tags(
            Map<String, String> all, Set<String> known, Consumer<String> skipped) {
        return first("tag", "a run", all, known, RunLimits.MAX_TAGS, skipped);
    }

    private static Map<String, String> first(
            String what,
            String owner,
            Map<String, String> all,
            Set<String> known,
            int most,
            Consumer<String> skipped) {
        Map<String, String> first = new TreeMap<>();
        int names = known.size();
        for (Map.Entry<String, String> e : new TreeMap<>(all).entrySet()) {
            boolean fresh = !known.contains(e.getKey());
            if (!fresh || names < most) {
                first.put(e.getKey(), e.getValue());
                names += fresh ? 1 : 0;
            } else {
                skipped.accept(sentence(what, most, owner));
            }
        }
        return first;
    }

    private static String sentence(String what, int most, String owner) {
        return "a %s beyond the %,d that %s can have".formatted(what, most, owner);
    }
}
