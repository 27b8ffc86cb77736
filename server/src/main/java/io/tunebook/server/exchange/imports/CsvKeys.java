package io.tunebook.server.exchange.imports;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// The ids of a table's runs: derived from an id that the program gave to the run; else from its
/// name with what does not change when the table grows, so that another table with the same names
/// has other runs.
final class CsvKeys {
    private final String study;
    private final String former;
    private final boolean joins;
    private final Map<CsvRun, Source> sources = new HashMap<>();

    /// @param text its id or name in the table, null when the table has one run
    /// @param occurrence of the text, from 1
    /// @param row whether it is a row, rather than several
    private record Source(@Nullable String text, int occurrence, String name, boolean row) {}

    /// @param former the name that earlier versions gave to the run of a table of one run
    /// @param joins whether the experiment was named, so that names identify runs across its tables
    CsvKeys(String study, String former, boolean joins) {
        this.study = study;
        this.former = former;
        this.joins = joins;
    }

    void trial(CsvRun run, String text, int occurrence, String name) {
        sources.put(run, new Source(text, occurrence, name, true));
    }

    /// @param text the id or name of the run, null when the table has one run
    void row(CsvRun run, @Nullable String text, String name, List<String> cells) {
        sources.putIfAbsent(run, new Source(text, 1, name, false));
        run.beginning().take(cells);
    }

    /// The runs with their ids.
    List<ParsedRun> identified(Collection<CsvRun> runs) {
        Map<String, Long> names =
                sources.values().stream()
                        .filter(s -> s.text() != null)
                        .collect(
                                Collectors.groupingBy(
                                        s -> String.valueOf(s.text()), Collectors.counting()));
        List<ParsedRun> all = new ArrayList<>();
        Set<String> taken = new HashSet<>();
        for (CsvRun run : runs) {
            Source source = sources.get(run);
            if (source == null) {
                continue;
            }
            List<String> ids =
                    ids(run, source, names.getOrDefault(String.valueOf(source.text()), 1L) == 1);
            String id = ids.getFirst();
            for (int n = 2; !taken.add(id); n++) {
                id = ids.getFirst() + "-" + n;
            }
            List<String> own = new ArrayList<>(ids);
            own.set(0, id);
            ParsedRun done = run.done(own);
            all.add(byName(run, source, names) ? done.joinedByName() : done);
        }
        return all;
    }

    /// Whether names identify the runs: those of an experiment that was named, except where a
    /// program gave ids to them and no start shows whether two of them are the same.
    private boolean byName(CsvRun run, Source source, Map<String, Long> names) {
        String text = source.text();
        boolean unique = names.getOrDefault(String.valueOf(text), 1L) == 1;
        return joins
                && text != null
                && unique
                && (text.equals(source.name()) || run.start() != null);
    }

    private List<String> ids(CsvRun run, Source source, boolean unique) {
        Set<String> ids = new LinkedHashSet<>();
        String text = source.text();
        if (text != null && unique && (CsvIdentity.isGlobal(text) || joins)) {
            ids.add(id(text));
        } else if (text != null && source.row()) {
            rows(run, text, ids);
        } else {
            String name = text == null ? "" : text;
            run.beginning().beginnings().forEach(b -> ids.add(id(name, b)));
        }
        if (text == null) {
            ids.add(id(former));
            return List.copyOf(ids);
        }
        for (String old : List.of(text, source.name())) {
            ids.add(id(old));
            ids.add(id("%s (%d)".formatted(old, source.occurrence())));
        }
        return List.copyOf(ids);
    }

    /// A row is known by its start where it has one, else by its params and measurements. A
    /// measurement that the row did not have before leaves the former ids as they were.
    private void rows(CsvRun run, String text, Set<String> ids) {
        if (run.start() != null) {
            ids.add(id(text, "" + run.start()));
            return;
        }
        List<String> parts = new ArrayList<>(List.of(text));
        run.params().forEach((k, v) -> parts.add(k + "=" + v));
        List<String> summary = run.end() == ParsedRun.End.RUNNING ? List.of() : run.summary();
        List<String> found = new ArrayList<>();
        found.add(id(parts.toArray(String[]::new)));
        for (String value : summary) {
            parts.add(value);
            found.add(id(parts.toArray(String[]::new)));
        }
        ids.addAll(found.reversed());
    }

    private String id(String... parts) {
        List<String> all = new ArrayList<>(List.of(study));
        all.addAll(List.of(parts));
        return "csv-" + Digests.shortOf(all.toArray(String[]::new));
    }
}
