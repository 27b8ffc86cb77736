package io.tunebook.server.exchange.imports;

import io.tunebook.events.Objective;
import io.tunebook.events.Objective.Direction;
import io.tunebook.server.exchange.tracking.ParameterInference;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Reads Tunebook's own table of trials: each run with its id, name, params, tags, times and last
/// values, in its experiment.
///
/// A run keeps its id, so that a log that has it gets nothing twice. Trials that are not runs
/// become runs.
final class TunebookTable implements CsvFile.Rows {
    /// The columns by which the table is known.
    private static final Set<String> MARKERS =
            Set.of("run_id", "run_name", "experiment_id", "trial", "status", "best_step", "steps");

    /// An apostrophe that the export put in front of a text.
    private static final Pattern DEFUSED = Pattern.compile("'+([=+\\-@\t\r]|\\z)");

    private static final Pattern NUMBERED = Pattern.compile("[0-9]+");
    private static final String KIND = "tunebook";

    private final Map<String, Integer> columns = new HashMap<>();
    private final CsvChoices choices;
    private final Map<String, Study> studies = new LinkedHashMap<>();
    private final Set<String> ids = new TreeSet<>();
    private final SkippedItems skips = new SkippedItems();
    private long rows;

    /// Collects a study while the table is read.
    private static final class Study {
        private final String name;
        private final List<ParsedRun> runs = new ArrayList<>();
        private final Set<String> metrics = new TreeSet<>();
        private @Nullable Objective objective;

        private final @Nullable String origin;

        Study(String name, @Nullable String origin) {
            this.name = name;
            this.origin = origin;
        }
    }

    private TunebookTable(List<String> header, CsvChoices choices) {
        for (int i = 0; i < header.size(); i++) {
            columns.put(header.get(i), i);
        }
        this.choices = choices;
    }

    /// Whether it is such a table, and no option gives its columns another role.
    ///
    /// @throws UnreadableSourceException when it is not a table
    static boolean is(Path file, CsvChoices choices) throws IOException {
        return header(CsvFile.of(file)).containsAll(MARKERS)
                && choices.name() == null
                && choices.step() == null
                && choices.metrics().isEmpty()
                && choices.params().isEmpty()
                && choices.tags().isEmpty()
                && choices.ignored().isEmpty();
    }

    private static List<String> header(CsvFile csv) {
        return csv.header().plain();
    }

    static Csv.CsvInterpretation read(Path file, CsvChoices choices, ImportListener progress)
            throws IOException {
        CsvFile csv = CsvFile.of(file);
        TunebookTable table = new TunebookTable(header(csv), choices);
        String digest = csv.each("reading", progress, table);
        if (table.rows == 0) {
            throw new UnreadableSourceException("%s has a header but no rows".formatted(file));
        }
        String name = Objects.requireNonNull(file.getFileName()).toString();
        ParsedSource imported =
                new ParsedSource(
                        "%s, exported by Tunebook".formatted(name),
                        KIND,
                        digest,
                        table.parsed(),
                        table.skips,
                        table.origins());
        return new Csv.CsvInterpretation(imported, table.words(name, imported));
    }

    /// Whether a source has only the last values of its runs.
    static boolean isSummary(ParsedSource source) {
        return source.kind().equals(KIND);
    }

    @Override
    public void take(long line, List<String> fields) {
        rows++;
        Row row = new Row(fields);
        String run = row.text("run_id");
        String trial = row.text("trial");
        String id = run.isEmpty() ? trial : run;
        if (id.isEmpty()) {
            skips.add("a row without 'run_id' and 'trial'");
            return;
        }
        if (!ids.add(id)) {
            skips.add("a second row of the run '%s'".formatted(id));
            return;
        }
        String key = row.text(run.isEmpty() ? "study" : "experiment_id");
        String named = row.text(run.isEmpty() ? "study_name" : "experiment");
        String name = choices.experiment() != null ? choices.experiment() : named;
        String study;
        if (choices.experiment() != null) {
            study = "csv-" + Digests.shortOf(name);
            id = "csv-" + Digests.shortOf(name, id);
        } else if (run.isEmpty()) {
            study = "csv-" + Digests.shortOf("trials", key);
            id = "csv-" + Digests.shortOf("trials", key, id);
        } else {
            // Numbers are each log's own.
            study =
                    key.isEmpty() || NUMBERED.matcher(key).matches()
                            ? "csv-" + Digests.shortOf("experiment", key, name)
                            : key;
        }
        String origin = run.isEmpty() || !row.has("backend") ? null : row.text("backend");
        Study of =
                studies.computeIfAbsent(study, s -> new Study(name.isEmpty() ? key : name, origin));
        TunebookRow parsed = new TunebookRow(row, columns.keySet(), skips);
        of.runs.add(parsed.run(id));
        of.metrics.addAll(parsed.metrics());
        if (of.objective == null) {
            of.objective = parsed.objective();
        }
    }

    /// The fields of a row by column.
    final class Row {
        private final List<String> fields;

        private Row(List<String> fields) {
            this.fields = fields;
        }

        /// The text without the apostrophe of the export; empty when there is none.
        String text(String column) {
            String field = field(column);
            return DEFUSED.matcher(field).lookingAt() ? field.substring(1) : field;
        }

        /// Whether it has a text, which can be empty.
        boolean has(String column) {
            return !field(column).isEmpty();
        }

        private String field(String column) {
            Integer at = columns.get(column);
            return at == null ? "" : fields.get(at);
        }
    }

    private List<ParsedStudy> parsed() {
        List<ParsedStudy> all = new ArrayList<>();
        studies.forEach((id, study) ->
                all.add(
                        new ParsedStudy(
                                id,
                                study.name,
                                objective(study),
                                List.of(),
                                Map.of(),
                                study.runs)));
        return all;
    }

    private Map<String, String> origins() {
        Map<String, String> all = new HashMap<>();
        studies.forEach((id, study) -> {
            if (study.origin != null) {
                all.put(id, study.origin);
            }
        });
        return all;
    }

    private @Nullable Objective objective(Study study) {
        String chosen = choices.objective();
        if (chosen == null) {
            return study.objective;
        }
        String metric =
                chosen.startsWith("metrics.") ? chosen.substring("metrics.".length()) : chosen;
        if (!study.metrics.contains(metric)) {
            throw new UnreadableSourceException(
                    "there is no metric '%s': the metrics are %s"
                            .formatted(chosen, String.join(", ", study.metrics)));
        }
        Direction direction = choices.direction();
        return new Objective(
                metric, direction == null ? ParameterInference.direction(metric) : direction);
    }

    private List<String> words(String name, ParsedSource imported) {
        List<String> words = new ArrayList<>();
        words.add(
                "%s: exported by Tunebook, one row per trial; %,d rows, %,d runs, %,d measurements."
                        .formatted(name, rows, imported.runs(), imported.points()));
        for (ParsedStudy study : imported.studies()) {
            words.add("  experiment '%s': %,d runs".formatted(study.name(), study.runs().size()));
        }
        List<String> objectives =
                imported.studies().stream()
                        .map(ParsedStudy::objective)
                        .filter(Objects::nonNull)
                        .map(o ->
                                "%s, %s"
                                        .formatted(
                                                o.metric(), CsvRoles.lower(o.direction().name())))
                        .distinct()
                        .toList();
        words.add(
                objectives.isEmpty()
                        ? "No objective: set one of the metrics with --objective, or later on the dashboard."
                        : "Objective: %s.".formatted(String.join("; ", objectives)));
        return words;
    }
}
