package io.tunebook.server.exchange.imports;

import io.tunebook.events.Objective;
import io.tunebook.server.exchange.imports.CsvColumn.Role;
import io.tunebook.server.exchange.tracking.ParameterInference;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Reads a table of runs with one row for each trial or each step: also exports of runs and charts
/// from Weights & Biases, tables of Optuna's and MLflow's Python packages, and Tunebook's exports.
///
/// The file is read twice: first to infer the columns, then for their values.
public final class Csv {
    private static final Set<String> WANDB = Set.of("Created", "Runtime", "Sweep", "User");

    private final Path file;
    private final CsvChoices choices;
    private final ImportListener progress;

    private Csv(Path file, CsvChoices choices, ImportListener progress) {
        this.file = file;
        this.choices = choices;
        this.progress = progress;
    }

    /// The interpretation of a table.
    ///
    /// @param words the columns for people, a line each
    public record CsvInterpretation(ParsedSource imported, List<String> words) {
        public CsvInterpretation {
            words = List.copyOf(words);
        }
    }

    /// @throws UnreadableSourceException when it is not a table, it is damaged, or a choice names a
    ///   column that does not exist
    public static CsvInterpretation read(Path file, CsvChoices choices, ImportListener progress)
            throws IOException {
        Path path = file.toAbsolutePath().normalize();
        return TunebookTable.is(path, choices)
                ? TunebookTable.read(path, choices, progress)
                : new Csv(path, choices, progress).understood();
    }

    private CsvInterpretation understood() throws IOException {
        CsvFile plain = CsvFile.of(file);
        List<String> header = plain.header();
        DecimalCommas found = new DecimalCommas(header.size(), plain.hasCommas());
        CsvProfile profile = new CsvProfile(header.size());
        String before =
                plain.each(
                        "looking",
                        progress,
                        (line, fields) -> {
                            profile.take(fields);
                            found.take(fields);
                        });
        if (profile.rows() == 0) {
            throw new UnreadableSourceException("%s has a header but no rows".formatted(file));
        }
        Set<Integer> commas = found.columns();
        if (commas.isEmpty()) {
            return understood(plain, profile, before, commas);
        }
        CsvFile table = plain.withDecimalCommas(commas);
        CsvProfile numbers = new CsvProfile(header.size());
        table.each("looking", progress, (line, fields) -> numbers.take(fields));
        return understood(table, numbers, before, commas);
    }

    /// @param before the digest of the file when its columns were inferred
    private CsvInterpretation understood(
            CsvFile table, CsvProfile profile, String before, Set<Integer> commas)
            throws IOException {
        List<String> header = table.header();
        boolean chart = CsvChart.is(header);
        List<CsvColumn> columns =
                chart ? CsvChart.columns(header, profile) : CsvRoles.of(header, profile, choices);
        CsvShape shape = chart ? CsvShape.CHART : CsvShape.of(columns, profile, choices);
        boolean wandb = chart || isTableOfWandb(header);
        columns = settled(shape, columns, profile, wandb);
        if (shape == CsvShape.CURVES) {
            columns = changing(table, shape, columns);
        }
        columns = columns.stream().map(c -> commas.contains(c.index()) ? comma(c) : c).toList();
        String study = choices.experiment() == null ? plainName() : choices.experiment();
        CsvRuns runs = new CsvRuns(shape, columns, study, plainName());
        String digest = table.each("reading", progress, runs);
        if (!digest.equals(before)) {
            throw new UnreadableSourceException(
                    "%s changed while it was read: import it again".formatted(file));
        }
        return understood(shape, columns, study, runs, digest, wandb);
    }

    private CsvInterpretation understood(
            CsvShape shape,
            List<CsvColumn> columns,
            String study,
            CsvRuns runs,
            String digest,
            boolean wandb) {
        Objective objective = objective(columns, runs.metrics());
        ParsedSource imported =
                new ParsedSource(
                        "%s, %s"
                                .formatted(
                                        file.getFileName(),
                                        wandb ? "of Weights & Biases" : "a table"),
                        wandb ? "wandb" : "csv",
                        digest,
                        List.of(
                                new ParsedStudy(
                                        "csv-" + Digests.shortOf(study),
                                        study,
                                        objective,
                                        List.of(),
                                        Map.of(),
                                        runs.runs())),
                        runs.skips());
        List<String> words = new ArrayList<>();
        words.add(
                "%s: %s%s; %,d rows, %,d runs, %,d measurements; experiment '%s'."
                        .formatted(
                                file.getFileName(),
                                shape.words(),
                                wandb && shape == CsvShape.TRIALS
                                        ? ", an export of runs from Weights & Biases"
                                        : "",
                                runs.rows(),
                                imported.runs(),
                                imported.points(),
                                study));
        columns.forEach(c -> words.add(c.line()));
        words.add(
                objective == null
                        ? "No objective: set one of the metrics with --objective, or later on the dashboard."
                        : "Objective: %s, %s."
                                .formatted(
                                        objective.metric(),
                                        CsvRoles.lower(objective.direction().name())));
        return new CsvInterpretation(imported, words);
    }

    private static boolean isTableOfWandb(List<String> header) {
        return header.contains("Name")
                && header.contains("State")
                && header.stream().anyMatch(WANDB::contains);
    }

    /// The file's name without its ending.
    private String plainName() {
        return Objects.requireNonNull(file.getFileName())
                .toString()
                .replaceFirst("(?i)\\.(csv|tsv|txt)$", "");
    }

    private @Nullable Objective objective(List<CsvColumn> columns, Set<String> metrics) {
        String chosen = choices.objective();
        if (chosen == null) {
            return null;
        }
        String metric =
                columns.stream()
                        .filter(c -> c.role() == Role.METRIC && c.name().equals(chosen))
                        .map(CsvColumn::key)
                        .findFirst()
                        .orElse(chosen);
        if (!metrics.contains(metric)) {
            throw new UnreadableSourceException(
                    "there is no metric '%s': the metrics are %s"
                            .formatted(chosen, String.join(", ", metrics)));
        }
        return new Objective(
                metric,
                choices.direction() == null
                        ? ParameterInference.direction(metric)
                        : choices.direction());
    }

    /// Drops columns that cannot identify runs: in a table of curves an id that differs in each
    /// row, in one of trials an id that repeats; and the id of Weights & Biases, which its charts
    /// lack.
    private static List<CsvColumn> settled(
            CsvShape shape, List<CsvColumn> columns, CsvProfile profile, boolean wandb) {
        CsvColumn name = CsvShape.first(columns, Role.NAME);
        List<CsvColumn> all = new ArrayList<>();
        for (CsvColumn c : columns) {
            boolean repeats = profile.kind(c.index()).repeats();
            boolean named = name != null && profile.kind(name.index()).repeats();
            if (c.role() == Role.ID && shape == CsvShape.CURVES && !repeats && named) {
                all.add(with(c, Role.IGNORED, "a different value in each row"));
            } else if (c.role() == Role.ID && shape == CsvShape.TRIALS && repeats) {
                all.add(with(c, Role.TAG, "several rows have the same value"));
            } else if (c.role() == Role.ID && wandb && name != null && !named) {
                all.add(with(c, Role.TAG, "the names identify the runs"));
            } else {
                all.add(c);
            }
        }
        return all;
    }

    private static CsvColumn comma(CsvColumn c) {
        String why =
                c.why().isEmpty() || c.why().equals("numbers")
                        ? "numbers with a decimal comma"
                        : c.why() + ", with a decimal comma";
        return with(c, c.role(), why);
    }

    private static CsvColumn with(CsvColumn c, Role role, String why) {
        return new CsvColumn(c.index(), c.name(), role, c.key(), why, c.sample());
    }

    /// In a table of curves a param is constant in a run; a column that changes is a metric.
    private List<CsvColumn> changing(CsvFile table, CsvShape shape, List<CsvColumn> columns)
            throws IOException {
        CsvColumn identity = shape.identity(columns);
        Map<String, List<String>> firsts = new HashMap<>();
        Set<Integer> changing = new HashSet<>();
        Set<Integer> texts = new HashSet<>();
        table.each(
                "looking",
                progress,
                (line, fields) -> {
                    String run = identity == null ? "" : fields.get(identity.index());
                    List<String> first = firsts.computeIfAbsent(run, r -> fields);
                    for (CsvColumn c : columns) {
                        String text = fields.get(c.index());
                        if (c.role() == Role.PARAM && !text.equals(first.get(c.index()))) {
                            changing.add(c.index());
                        }
                        if (c.role() == Role.PARAM
                                && !text.isEmpty()
                                && CsvNumbers.real(text) == null) {
                            texts.add(c.index());
                        }
                    }
                });
        List<CsvColumn> all = new ArrayList<>();
        for (CsvColumn c : columns) {
            boolean chosen = choices.params().contains(c.name());
            all.add(
                    chosen || !changing.contains(c.index())
                            ? c
                            : texts.contains(c.index())
                                    ? with(c, Role.IGNORED, "a text that changes within a run")
                                    : with(c, Role.METRIC, "numbers that change within a run"));
        }
        return all;
    }
}
