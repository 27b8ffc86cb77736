package io.tunebook.server.exchange.imports;

import io.tunebook.events.Objective;
import io.tunebook.server.exchange.imports.CsvColumn.Role;
import io.tunebook.server.exchange.tracking.ParameterInference;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
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
    private static final Set<String> COMMON =
            Set.of(
                    "metrics",
                    "progress",
                    "results",
                    "result",
                    "trainer_state",
                    "history",
                    "log",
                    "training",
                    "training_log",
                    "train",
                    "logs");

    private static final String CHANGING = "numbers that change within a run";
    private static final int MAX_REPEATED = 5;

    /// The folder of uploaded files.
    private static final String UPLOADED = "upload";

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
        CsvHeader header = plain.header();
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
        DecimalCommas.Rewriting rewriting = found.rewriting();
        if (rewriting.columns().isEmpty()) {
            return understood(plain, profile, before, rewriting);
        }
        CsvFile table = plain.with(rewriting);
        CsvProfile numbers = new CsvProfile(header.size());
        table.each("looking", progress, (line, fields) -> numbers.take(fields));
        return understood(table, numbers, before, rewriting);
    }

    /// @param before the digest of the file when its columns were inferred
    private CsvInterpretation understood(
            CsvFile table, CsvProfile profile, String before, DecimalCommas.Rewriting rewriting)
            throws IOException {
        refuseWithoutHeader(table.header(), profile);
        CsvLayout layout = layout(table, profile, rewriting);
        String study = choices.experiment() == null ? plainName() : choices.experiment();
        CsvKeys keys = new CsvKeys(study, plainName(), choices.experiment() != null);
        CsvRuns runs = new CsvRuns(layout, keys, runName());
        String digest = table.each("reading", progress, runs);
        if (!digest.equals(before)) {
            throw new UnreadableSourceException(
                    "%s changed while it was read: import it again".formatted(file));
        }
        runs.skips().addAll(table.skips());
        return understood(layout, study, runs, digest);
    }

    /// Refuses a table whose first line is a title or values, since its columns would have no
    /// names.
    private void refuseWithoutHeader(CsvHeader header, CsvProfile profile) {
        List<String> names = header.plain();
        String only = names.getFirst();
        if (names.size() == 1
                && only.split("\\s+", -1).length > 1
                && profile.kind(0).sample().strip().split("\\s+", -1).length
                        == only.split("\\s+", -1).length
                && Arrays.stream(profile.kind(0).sample().strip().split("\\s+", -1))
                        .anyMatch(t -> CsvNumbers.real(t) != null)) {
            throw new UnreadableSourceException(
                    "%s has columns between blanks (%s): separate them with commas, semicolons, tabs or bars"
                            .formatted(file, only));
        }
        long unnamed = 0;
        for (int i = 0; i < names.size(); i++) {
            unnamed += names.get(i).isEmpty() && !profile.kind(i).empty() ? 1 : 0;
        }
        boolean values =
                names.size() > 1 && names.stream().allMatch(n -> CsvNumbers.real(n) != null);
        if (values || (unnamed > 1 && 2 * unnamed >= names.size())) {
            throw new UnreadableSourceException(
                    "%s has no header in its first line (%s): the first line must have the names of the columns"
                            .formatted(
                                    file,
                                    values
                                            ? "it has only numbers"
                                            : "%,d columns with values have no name"
                                                    .formatted(unnamed)));
        }
    }

    private CsvLayout layout(CsvFile table, CsvProfile profile, DecimalCommas.Rewriting rewriting)
            throws IOException {
        CsvHeader header = table.header();
        CsvOrigin origin = header.origin();
        boolean chart = origin == CsvOrigin.WANDB_CHART;
        List<CsvColumn> columns =
                chart
                        ? CsvChart.columns(header, profile)
                        : CsvPhases.of(
                                table, CsvRoles.of(header, profile, choices), profile, progress);
        CsvSteps steps = chart ? null : steps(table, columns, profile);
        CsvShape shape =
                chart ? CsvShape.CHART : CsvShape.of(columns, profile, choices, origin, steps);
        columns =
                settled(
                        shape,
                        shape == CsvShape.TRIALS ? CsvPhases.undone(columns) : columns,
                        profile);
        if (shape == CsvShape.CURVES) {
            columns = changing(table, steps, columns, profile);
        }
        columns =
                columns.stream()
                        .map(c -> {
                            DecimalCommas.Style style = rewriting.columns().get(c.index());
                            return style == null ? c : styled(c, style);
                        })
                        .toList();
        return CsvLayout.of(shape, columns, profile, origin, steps);
    }

    private @Nullable CsvSteps steps(CsvFile table, List<CsvColumn> columns, CsvProfile profile)
            throws IOException {
        CsvColumn step = CsvShape.first(columns, Role.STEP);
        if (step == null) {
            return null;
        }
        CsvSteps steps =
                new CsvSteps(
                        CsvRunKey.of(table, columns, profile, progress),
                        step,
                        CsvPhases.in(columns));
        table.each("looking", progress, steps);
        return steps;
    }

    private CsvInterpretation understood(
            CsvLayout layout, String study, CsvRuns runs, String digest) {
        List<CsvColumn> columns = layout.columns();
        Objective objective = objective(columns, runs.metrics());
        boolean wandb = layout.origin().isWandb();
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
                "%s: %s%s; %s, %s, %s; experiment '%s'."
                        .formatted(
                                file.getFileName(),
                                layout.shape().words(),
                                layout.origin().words().isEmpty()
                                                || layout.shape() == CsvShape.CHART
                                        ? ""
                                        : ", " + layout.origin().words(),
                                counted(runs.rows(), "row"),
                                counted(imported.runs(), "run"),
                                counted(imported.points(), "measurement"),
                                study));
        columns.forEach(c -> words.add(c.line()));
        words.addAll(notes(layout, runs));
        words.add(
                runs.metrics().isEmpty()
                        ? "No column is a measurement: name each one with --metric COLUMN."
                        : objective == null
                                ? "No objective: set one of the metrics with --objective, or later on the dashboard."
                                : "Objective: %s, %s."
                                        .formatted(
                                                objective.metric(),
                                                CsvRoles.lower(objective.direction().name())));
        return new CsvInterpretation(imported, words);
    }

    private static String counted(long n, String noun) {
        return "%,d %s%s".formatted(n, noun, n == 1 ? "" : "s");
    }

    /// What to check in the preview.
    private List<String> notes(CsvLayout layout, CsvRuns runs) {
        List<String> notes = new ArrayList<>();
        runs.repeated().entrySet().stream()
                .limit(MAX_REPEATED)
                .forEach(e ->
                        notes.add(
                                "'%s' has %,d more %s at steps that already have another value: all are imported, and plots show the last one. If they belong to several runs, add a column with the run's name."
                                        .formatted(
                                                e.getKey(),
                                                e.getValue(),
                                                e.getValue() == 1 ? "value" : "values")));
        if (layout.counted()) {
            notes.add(
                    "'%s' has fractions or times: the steps are the numbers of the rows, and '%s' is a metric."
                            .formatted(layout.step(), layout.step()));
        }
        if (layout.shape() == CsvShape.TRIALS
                && layout.steps() != null
                && layout.origin() == CsvOrigin.OTHER
                && layout.profile().rows() > 1) {
            notes.add(
                    "Each row is a run, with '%s' as a number of the run; if each row is a step of a run, add --step '%s'."
                            .formatted(layout.step(), layout.step()));
        }
        if (layout.shape() == CsvShape.CURVES
                && layout.origin() == CsvOrigin.OTHER
                && layout.key().isAlone()
                && layout.columns().stream().anyMatch(c -> c.why().equals(CHANGING))) {
            notes.add(
                    "The rows are the steps of one run; if each row is a run, add --name '%s'."
                            .formatted(layout.step()));
        }
        boolean params = CsvShape.first(layout.columns(), Role.PARAM) != null;
        if (layout.origin() == CsvOrigin.RAY && !params) {
            notes.add(
                    "No column is a hyperparameter: 'result.json' in the same folder has those of the trial, import it instead.");
        } else if (layout.shape() == CsvShape.TRIALS
                && !params
                && layout.steps() == null
                && layout.profile().rows() > 1) {
            notes.add(
                    "No column is a hyperparameter, and each row is a run; if each row is a step of one run, add a column 'step' with its number.");
        }
        if (choices.experiment() != null && layout.shape().identity(layout.columns()) != null) {
            notes.add(
                    "Runs of the same name in other tables of experiment '%s' are the same runs, unless their params or starts differ."
                            .formatted(choices.experiment()));
        }
        return notes;
    }

    /// The file's name without its ending.
    private String plainName() {
        return Objects.requireNonNull(file.getFileName())
                .toString()
                .replaceFirst("(?i)\\.(csv|tsv|txt|json|jsonl|ndjson)$", "");
    }

    /// The name of the run where no column has it, for people: with the folder of a file whose name
    /// is that of all files of its program.
    private String runName() {
        Path folder = file.getParent();
        String name = plainName();
        Path last = folder == null ? null : folder.getFileName();
        return last == null || !COMMON.contains(name) || last.toString().equals(UPLOADED)
                ? name
                : last + "/" + name;
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
    /// row, in one of trials an id that repeats.
    private static List<CsvColumn> settled(
            CsvShape shape, List<CsvColumn> columns, CsvProfile profile) {
        CsvColumn name = CsvShape.first(columns, Role.NAME);
        List<CsvColumn> all = new ArrayList<>();
        for (CsvColumn c : columns) {
            boolean repeats = profile.kind(c.index()).repeats();
            boolean named = name != null && profile.kind(name.index()).repeats();
            if (c.role() == Role.ID && shape == CsvShape.CURVES && !repeats && named) {
                all.add(c.as(Role.IGNORED, "a different value in each row"));
            } else if (c.role() == Role.ID && shape == CsvShape.TRIALS && repeats) {
                all.add(c.as(Role.TAG, "several rows have the same value"));
            } else if (c.role() == Role.STEP && shape == CsvShape.TRIALS) {
                all.add(c.as(Role.STEP, "the last of the run, and a metric"));
            } else {
                all.add(c);
            }
        }
        return all;
    }

    private static CsvColumn styled(CsvColumn c, DecimalCommas.Style style) {
        String why =
                c.why().isEmpty() || c.why().equals("numbers")
                        ? style.words()
                        : c.why() + ", " + style.words();
        return c.as(c.role(), why);
    }

    /// A row in which a text is missing does not change it.
    private static boolean differs(CsvColumn c, String text, String first) {
        boolean texts = c.role() == Role.PARAM && c.why().equals("texts");
        return !text.equals(first) && !(texts && (text.isBlank() || first.isBlank()));
    }

    /// In a table of curves a param is constant in a run; a column that changes is a metric.
    private List<CsvColumn> changing(
            CsvFile table, @Nullable CsvSteps steps, List<CsvColumn> columns, CsvProfile profile)
            throws IOException {
        CsvRunKey key = steps == null ? new CsvRunKey(null, List.of()) : steps.key();
        Map<String, List<String>> firsts = new HashMap<>();
        Set<Integer> changing = new HashSet<>();
        table.each(
                "looking",
                progress,
                (line, fields) -> {
                    List<String> first = firsts.computeIfAbsent(key.of(fields), r -> fields);
                    for (CsvColumn c : columns) {
                        if (differs(c, fields.get(c.index()), first.get(c.index()))) {
                            changing.add(c.index());
                        }
                    }
                });
        List<CsvColumn> all = new ArrayList<>();
        for (CsvColumn c : columns) {
            boolean fixed =
                    !changing.contains(c.index())
                            || choices.params().contains(c.name())
                            || choices.tags().contains(c.name());
            CsvProfile.Kind kind = profile.kind(c.index());
            if (fixed || (c.role() != Role.PARAM && c.role() != Role.TAG)) {
                all.add(c);
            } else if (c.role() == Role.PARAM && (kind.numeric() || kind.ofNumbers())) {
                all.add(c.as(Role.METRIC, CHANGING));
            } else {
                all.add(c.as(Role.IGNORED, "it changes within a run"));
            }
        }
        return all;
    }
}
