package io.tunebook.server.cli;

import io.tunebook.events.log.EventLog;
import io.tunebook.events.sqlite.SqliteEventLog;
import io.tunebook.events.wire.Wire;
import io.tunebook.server.exchange.imports.ImportListener;
import io.tunebook.server.exchange.imports.Optuna;
import io.tunebook.server.exchange.imports.ParsedSource;
import io.tunebook.server.exchange.imports.ParsedStudy;
import io.tunebook.server.exchange.imports.RunImporter;
import io.tunebook.server.exchange.imports.StudyDescriber;
import io.tunebook.server.exchange.imports.TensorBoard;
import io.tunebook.server.exchange.tracking.Description;
import io.tunebook.server.exchange.tracking.Tracking;
import io.tunebook.server.ledger.Ledger;
import io.tunebook.server.model.Experiment;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// Reads runs that others have recorded into the log. All sources are read to their ends before
/// anything is appended.
abstract class ImportRuns implements Callable<Integer> {
    @Mixin private DataDir dataDir = new DataDir();

    @Parameters(arity = "1..*", paramLabel = "PATH", description = "What to read.")
    private List<Path> paths = List.of();

    @Spec private @Nullable CommandSpec spec;

    abstract ParsedSource read(Path path, ImportListener progress) throws IOException;

    /// Whether what was read is to be imported; asked before anything is appended.
    boolean wanted(CommandLine line) {
        return true;
    }

    /// Studies of Optuna.
    @Command(
            name = "optuna",
            description = {
                "Imports the studies of Optuna from a journal file or an SQLite file.",
                "A running study is neither locked nor touched. Importing again adds only what is new."
            },
            mixinStandardHelpOptions = true)
    static final class FromOptuna extends ImportRuns {
        @Override
        ParsedSource read(Path path, ImportListener progress) throws IOException {
            return Optuna.read(path, progress);
        }
    }

    /// Runs of TensorBoard.
    @Command(
            name = "tensorboard",
            description = {
                "Imports the event files of TensorBoard: a file, or a folder of runs.",
                "A last record that is cut off is left out. Importing again adds only what is new."
            },
            mixinStandardHelpOptions = true)
    static final class FromTensorBoard extends ImportRuns {
        @Override
        ParsedSource read(Path path, ImportListener progress) throws IOException {
            return TensorBoard.read(path, progress);
        }
    }

    @Override
    public Integer call() throws IOException {
        CommandLine line = Objects.requireNonNull(spec).commandLine();
        PrintWriter out = line.getOut();
        ImportProgress progress = new ImportProgress(line.getErr());
        List<ParsedSource> all = new ArrayList<>();
        for (Path path : paths) {
            if (!Files.exists(path)) {
                throw new StartupException("there is no %s".formatted(path));
            }
            all.add(read(path, progress));
        }
        progress.ended();
        if (!wanted(line)) {
            return 0;
        }
        try (EventLog log = SqliteEventLog.open(dataDir.path, Wire::isSame);
                Ledger ledger = new Ledger(log, Clock.systemUTC())) {
            for (ParsedSource each : all) {
                RunImporter.ImportResult landed =
                        new RunImporter(ledger, Instance.actor(), progress).land(each);
                progress.ended();
                List<String> rounds = new ArrayList<>();
                for (ParsedStudy study : each.studies()) {
                    describe(ledger, study, rounds);
                }
                tell(out, each, landed, rounds);
            }
        }
        return 0;
    }

    private static void describe(Ledger ledger, ParsedStudy study, List<String> rounds) {
        Tracking tracking = new Tracking(ledger);
        Experiment known = tracking.now().experiment(study.id());
        Description d = StudyDescriber.of(study, ledger.now().book());
        if (known != null && known.study() == null && d != null) {
            rounds.add(tracking.describe(study.id(), d, Instance.actor()));
        }
    }

    private static void tell(
            PrintWriter out,
            ParsedSource each,
            RunImporter.ImportResult landed,
            List<String> rounds) {
        out.printf(
                "%s: %,d runs, %,d measurements; %,d runs are new, %,d events were appended.%n",
                each.source(), each.runs(), each.points(), landed.newRuns(), landed.events());
        for (String round : rounds) {
            out.printf("Round %s shows them; its roles are a first guess.%n", round);
        }
        for (String skipped : each.skips().sentences()) {
            out.printf("Left out: %s%n", skipped);
        }
        out.printf("SHA-256 of what was read: %s%n", each.digest());
        out.flush();
    }
}
