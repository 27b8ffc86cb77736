package io.tunebook.server.exchange.imports;

import io.tunebook.server.exchange.imports.CsvColumn.Role;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// The columns that identify the run of a row in a table of steps: its id or name, and the seed or
/// the fold where runs of several share the name.
///
/// @param identity null when the rows have neither an id nor a name
/// @param seeds the columns that distinguish runs of one name
record CsvRunKey(@Nullable CsvColumn identity, List<CsvColumn> seeds) {
    private static final Set<String> SEEDS =
            Set.of(
                    "seed",
                    "random_seed",
                    "random_state",
                    "fold",
                    "cv_fold",
                    "split",
                    "repeat",
                    "rep",
                    "replicate",
                    "replica");

    CsvRunKey {
        seeds = List.copyOf(seeds);
    }

    /// The columns by which the rows of a table are grouped to runs.
    static CsvRunKey of(
            CsvFile table, List<CsvColumn> columns, CsvProfile profile, ImportListener progress)
            throws IOException {
        CsvColumn identity = CsvShape.CURVES.identity(columns);
        List<CsvColumn> seeds =
                columns.stream()
                        .filter(c -> c.role() == Role.PARAM)
                        .filter(c -> SEEDS.contains(CsvRoles.lower(c.key())))
                        .filter(c -> profile.kind(c.index()).filled() == profile.rows())
                        .toList();
        if (seeds.isEmpty() || CsvShape.first(columns, Role.ID) != null) {
            return new CsvRunKey(identity, List.of());
        }
        Map<String, List<String>> firsts = new HashMap<>();
        Set<CsvColumn> changing = new HashSet<>();
        table.each(
                "looking",
                progress,
                (line, fields) -> {
                    String name = identity == null ? "" : fields.get(identity.index());
                    List<String> first = firsts.computeIfAbsent(name, n -> fields);
                    for (CsvColumn c : seeds) {
                        if (!fields.get(c.index()).equals(first.get(c.index()))) {
                            changing.add(c);
                        }
                    }
                });
        return new CsvRunKey(identity, seeds.stream().filter(changing::contains).toList());
    }

    /// Whether the whole table is one run.
    boolean isAlone() {
        return identity == null && seeds.isEmpty();
    }

    /// What identifies the run of a row, empty when its cell is.
    String of(List<String> fields) {
        String id = identity == null ? "" : CsvRuns.text(fields, identity);
        if (seeds.isEmpty() || (identity != null && id.isEmpty())) {
            return id;
        }
        List<String> parts = new ArrayList<>();
        if (identity != null) {
            parts.add(id);
        }
        parts.add(
                seeds.stream()
                        .map(c -> c.key() + " " + CsvRuns.text(fields, c))
                        .collect(Collectors.joining(", ")));
        return String.join(", ", parts);
    }
}
