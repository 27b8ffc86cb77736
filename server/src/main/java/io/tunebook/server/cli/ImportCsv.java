package io.tunebook.server.cli;

import io.tunebook.events.Objective.Direction;
import io.tunebook.server.exchange.imports.Csv;
import io.tunebook.server.exchange.imports.CsvChoices;
import io.tunebook.server.exchange.imports.ImportListener;
import io.tunebook.server.exchange.imports.ParsedSource;
import java.io.Console;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// Imports a table of runs: shows how it reads the columns, and imports after confirmation.
@Command(
        name = "csv",
        description = {
            "Import the runs of a table with one row per trial or per step, such as an export of Weights & Biases.",
            "Shows how each column is read, and appends nothing before you confirm.",
            "A second import adds only what is new."
        },
        mixinStandardHelpOptions = true)
final class ImportCsv extends ImportRuns {
    @Option(names = "--dry-run", description = "Preview of the import; nothing is appended.")
    private boolean dryRun;

    @Option(
            names = "--experiment",
            paramLabel = "NAME",
            description =
                    "Experiment of the runs (default: the file's name). Tables of the same experiment add to each other's runs.")
    private @Nullable String experiment;

    @Option(names = "--name", paramLabel = "COLUMN", description = "Column of the run's name.")
    private @Nullable String name;

    @Option(
            names = "--step",
            paramLabel = "COLUMN",
            description = "Column of steps: each row is one step of a run.")
    private @Nullable String step;

    @Option(names = "--metric", paramLabel = "COLUMN", description = "Column of a metric.")
    private List<String> metrics = new ArrayList<>();

    @Option(names = "--param", paramLabel = "COLUMN", description = "Column of a hyperparameter.")
    private List<String> params = new ArrayList<>();

    @Option(names = "--tag", paramLabel = "COLUMN", description = "Column to store as a tag.")
    private List<String> tags = new ArrayList<>();

    @Option(names = "--ignore", paramLabel = "COLUMN", description = "Column to skip.")
    private List<String> ignored = new ArrayList<>();

    @Option(
            names = "--objective",
            paramLabel = "METRIC",
            description = "Metric to optimize: the runs become the trials of a study.")
    private @Nullable String objective;

    @Option(
            names = "--direction",
            paramLabel = "DIRECTION",
            description = "Direction: minimize or maximize (default: by the objective's name).")
    private @Nullable Direction direction;

    private final List<String> words = new ArrayList<>();

    @Override
    ParsedSource read(Path path, ImportListener progress) throws IOException {
        Csv.CsvInterpretation understood =
                Csv.read(
                        path,
                        new CsvChoices(
                                experiment,
                                name,
                                step,
                                metrics,
                                params,
                                tags,
                                ignored,
                                objective,
                                direction),
                        progress);
        words.addAll(understood.words());
        for (String skipped : understood.imported().skips().sentences()) {
            words.add("Skips: " + skipped);
        }
        return understood.imported();
    }

    @Override
    @SuppressWarnings("SystemConsoleNull")
    boolean wanted(CommandLine line) {
        words.forEach(line.getOut()::println);
        line.getOut().flush();
        if (dryRun) {
            line.getOut().println("Nothing was imported.");
            return false;
        }
        if (confirmed()) {
            return true;
        }
        Console console = System.console();
        if (console == null || !console.isTerminal()) {
            throw new StartupException(
                    "nothing was imported: add --yes if the columns are read correctly, or correct them (see --help)");
        }
        String answer = console.readLine("Import this? [y/N] ");
        boolean wanted =
                answer != null
                        && Set.of("y", "yes").contains(answer.strip().toLowerCase(Locale.ROOT));
        if (!wanted) {
            line.getOut().println("Nothing was imported.");
        }
        return wanted;
    }
}
