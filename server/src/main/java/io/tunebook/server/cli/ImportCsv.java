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

/// Tables of runs: shows what it understood, and imports it once somebody says yes.
@Command(
        name = "csv",
        description = {
            "Imports the runs of a table: one row a trial, or one row a step; exports of Weights & Biases are known.",
            "Says first what it takes each column for, and appends nothing before that was confirmed.",
            "Importing again adds only what is new."
        },
        mixinStandardHelpOptions = true)
final class ImportCsv extends ImportRuns {
    @Option(names = "--yes", description = "Import without asking.")
    private boolean yes;

    @Option(names = "--dry-run", description = "Say what would be imported, and end.")
    private boolean dryRun;

    @Option(
            names = "--experiment",
            paramLabel = "NAME",
            description =
                    "The experiment that the runs belong to (default: the file's name). Tables of the same experiment add to each other's runs.")
    private @Nullable String experiment;

    @Option(names = "--name", paramLabel = "COLUMN", description = "The column that names the run.")
    private @Nullable String name;

    @Option(
            names = "--step",
            paramLabel = "COLUMN",
            description = "The column of steps: each row is a step of a run.")
    private @Nullable String step;

    @Option(names = "--metric", paramLabel = "COLUMN", description = "A column that was measured.")
    private List<String> metrics = new ArrayList<>();

    @Option(names = "--param", paramLabel = "COLUMN", description = "A hyperparameter's column.")
    private List<String> params = new ArrayList<>();

    @Option(names = "--tag", paramLabel = "COLUMN", description = "A column that is kept as a tag.")
    private List<String> tags = new ArrayList<>();

    @Option(names = "--ignore", paramLabel = "COLUMN", description = "A column to leave out.")
    private List<String> ignored = new ArrayList<>();

    @Option(
            names = "--objective",
            paramLabel = "METRIC",
            description = "What is optimised: the runs become the trials of a study.")
    private @Nullable String objective;

    @Option(
            names = "--direction",
            paramLabel = "DIRECTION",
            description = "minimize or maximize (default: what the objective's name says).")
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
            words.add("Leaves out: " + skipped);
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
        if (yes) {
            return true;
        }
        Console console = System.console();
        if (console == null || !console.isTerminal()) {
            throw new StartupException(
                    "nothing was imported: say --yes if the columns were understood, or correct them (see --help)");
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
