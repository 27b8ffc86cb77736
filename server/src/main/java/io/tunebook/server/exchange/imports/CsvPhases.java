package io.tunebook.server.exchange.imports;

import io.tunebook.server.exchange.imports.CsvColumn.Role;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/// The columns that name what the metrics of a row were measured on, as `phase` with `train` and
/// `val`: a part of the metric's name, since rows of the same step share the other columns.
final class CsvPhases {
    private static final int MAX_PHASES = 10;

    private static final Set<String> NAMES =
            Set.of(
                    "phase",
                    "split",
                    "subset",
                    "context",
                    "stage",
                    "partition",
                    "data_split",
                    "dataset_split");
    private static final Set<String> VALUES =
            Set.of(
                    "train",
                    "training",
                    "trn",
                    "val",
                    "valid",
                    "validation",
                    "test",
                    "testing",
                    "eval",
                    "evaluation",
                    "evaluate",
                    "dev",
                    "holdout",
                    "predict");

    /// What some programs write before the name of the part.
    private static final Pattern BEFORE = Pattern.compile("^\\{?\"?subset\"?[=:] ?\"?|\"?\\}?$");

    private CsvPhases() {}

    /// The columns, where those that change within a run have the role.
    static List<CsvColumn> of(
            CsvFile table, List<CsvColumn> columns, CsvProfile profile, ImportListener progress)
            throws IOException {
        List<CsvColumn> phases =
                columns.stream().filter(c -> isCandidate(c, profile.kind(c.index()))).toList();
        if (phases.isEmpty() || CsvShape.first(columns, Role.STEP) == null) {
            return columns;
        }
        Set<CsvColumn> changing = new HashSet<>();
        for (CsvColumn c : phases) {
            // Its name and its values are clear also while a file has only one of them.
            if (isNamed(c) && hasPhases(profile.kind(c.index()))) {
                changing.add(c);
            }
        }
        CsvColumn identity = CsvShape.CURVES.identity(columns);
        Map<String, List<String>> firsts = new HashMap<>();
        table.each(
                "looking",
                progress,
                (line, fields) -> {
                    String run = identity == null ? "" : fields.get(identity.index());
                    List<String> first = firsts.computeIfAbsent(run, r -> fields);
                    for (CsvColumn c : phases) {
                        if (!fields.get(c.index()).equals(first.get(c.index()))) {
                            changing.add(c);
                        }
                    }
                });
        List<CsvColumn> all = new ArrayList<>();
        for (CsvColumn c : columns) {
            all.add(
                    changing.contains(c)
                            ? c.as(Role.PHASE, "it distinguishes rows of the same step")
                            : c);
        }
        return all;
    }

    private static boolean isCandidate(CsvColumn c, CsvProfile.Kind kind) {
        boolean texts = kind.different() > 0 && !kind.mostlyNumeric();
        boolean few = kind.repeats() && kind.different() <= MAX_PHASES;
        return (c.role() == Role.PARAM || c.role() == Role.TAG)
                && c.why().equals("texts")
                && texts
                && ((isNamed(c) && few) || hasPhases(kind));
    }

    private static boolean isNamed(CsvColumn c) {
        return NAMES.contains(CsvRoles.lower(c.key()));
    }

    private static boolean hasPhases(CsvProfile.Kind kind) {
        return kind.different() <= MAX_PHASES
                && kind.values().stream().allMatch(CsvPhases::isPhase);
    }

    private static boolean isPhase(String text) {
        return VALUES.contains(CsvRoles.lower(plain(text)));
    }

    private static String plain(String text) {
        return BEFORE.matcher(text.strip()).replaceAll("");
    }

    /// The beginning of the names of a row's metrics, such as `val/`.
    static String before(List<String> fields, List<CsvColumn> phases) {
        StringBuilder all = new StringBuilder();
        for (CsvColumn c : phases) {
            String text = plain(CsvRuns.text(fields, c));
            if (!CsvCells.isMissing(text)) {
                all.append(text).append('/');
            }
        }
        return all.toString();
    }

    /// The columns where each row is a run: hyperparameters again.
    static List<CsvColumn> undone(List<CsvColumn> columns) {
        return columns.stream()
                .map(c -> c.role() == Role.PHASE ? c.as(Role.PARAM, "texts") : c)
                .toList();
    }

    static List<CsvColumn> in(List<CsvColumn> columns) {
        return columns.stream().filter(c -> c.role() == Role.PHASE).toList();
    }
}
