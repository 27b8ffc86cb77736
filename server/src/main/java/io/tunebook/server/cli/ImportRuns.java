package io.tunebook.server.cli;

import io.tunebook.events.Objective;
import io.tunebook.events.Rejection;
import io.tunebook.events.log.EventLog;
import io.tunebook.server.exchange.imports.DamagedFilesException;
import io.tunebook.server.exchange.imports.ImportListener;
import io.tunebook.server.exchange.imports.ImportedStudies;
import io.tunebook.server.exchange.imports.Optuna;
import io.tunebook.server.exchange.imports.ParsedSource;
import io.tunebook.server.exchange.imports.ParsedStudy;
import io.tunebook.server.exchange.imports.Reasons;
import io.tunebook.server.exchange.imports.RunImporter;
import io.tunebook.server.exchange.imports.StudyDescriber;
import io.tunebook.server.exchange.imports.TensorBoard;
import io.tunebook.server.exchange.imports.UnreadableSourceException;
import io.tunebook.server.exchange.tracking.Description;
import io.tunebook.server.exchange.tracking.Tracking;
import io.tunebook.server.ledger.Ledger;
import io.tunebook.server.model.Book;
import io.tunebook.server.model.Experiment;
import io.tunebook.server.model.ObjectiveUnit;
import io.tunebook.server.model.Project;
import io.tunebook.server.model.Round;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// Imports runs of other tools into the log. All sources are read to the end before anything is
/// appended.
abstract class ImportRuns implements Callable<Integer> {
    @Mixin private LogOptions source = new LogOptions();

    @Parameters(arity = "1..*", paramLabel = "PATH", description = "File or folder to import.")
    private List<Path> paths = List.of();

    @Option(
            names = "--unit",
            paramLabel = "UNIT",
            description =
                    "Unit of the objective: fraction, percent or none (default: guessed from its name and its values, and shown as a guess).")
    private Objective.@Nullable Unit unit;

    @Option(
            names = "--skip-damaged",
            description = "Skip files that cannot be read, list them, and import the others.")
    private boolean skipDamaged;

    @Option(names = "--yes", description = "Import without confirmation, for which a table asks.")
    private boolean yes;

    @Spec private @Nullable CommandSpec spec;

    abstract ParsedSource read(Path path, ImportListener progress) throws IOException;

    boolean skipsDamaged() {
        return skipDamaged;
    }

    boolean confirmed() {
        return yes;
    }

    /// Whether to import the runs that were read; called before anything is appended.
    boolean wanted(CommandLine line) {
        return true;
    }

    /// Imports studies of Optuna.
    @Command(
            name = "optuna",
            description = {
                "Import the studies of Optuna from a journal file or an SQLite file.",
                "A running study is neither locked nor changed. A second import adds only what is new."
            },
            mixinStandardHelpOptions = true)
    static final class FromOptuna extends ImportRuns {
        @Override
        ParsedSource read(Path path, ImportListener progress) throws IOException {
            return Optuna.read(path, progress);
        }
    }

    /// Imports runs of TensorBoard.
    @Command(
            name = "tensorboard",
            description = {
                "Import the event files of TensorBoard: a file, or a folder of runs.",
                "A truncated last record is skipped; points that a restart discarded are not imported. A second import adds only what is new."
            },
            mixinStandardHelpOptions = true)
    static final class FromTensorBoard extends ImportRuns {
        @Override
        ParsedSource read(Path path, ImportListener progress) throws IOException {
            return TensorBoard.read(path, skipsDamaged(), progress);
        }
    }

    @Override
    public Integer call() throws IOException {
        CommandLine line = Objects.requireNonNull(spec).commandLine();
        PrintWriter out = line.getOut();
        ImportProgress progress = new ImportProgress(line.getErr());
        List<String> damage = new ArrayList<>();
        List<ParsedSource> all = readable(damage, progress);
        progress.ended();
        if (!wanted(line)) {
            return 0;
        }
        try (EventLog log = source.open();
                Ledger ledger = new Ledger(log, Clock.systemUTC())) {
            for (ParsedSource each : all) {
                RunImporter.ImportResult landed =
                        new RunImporter(ledger, Instance.actor(), progress).land(each);
                progress.ended();
                List<Round> rounds = new ArrayList<>();
                for (ParsedStudy study : each.studies()) {
                    describe(ledger, study).ifPresent(rounds::add);
                    ImportedStudies.finish(ledger, study.id(), Instance.actor());
                }
                tell(out, each, landed, ledger.now().book(), rounds);
            }
        }
        damage.forEach(d -> out.printf("Skipped: %s%n", d));
        out.flush();
        return 0;
    }

    /// The sources that can be read.
    ///
    /// @param damage gets the problems of the others
    /// @throws UnreadableSourceException when no source can be read, or one cannot be and is not
    ///   skipped
    private List<ParsedSource> readable(List<String> damage, ImportProgress progress) {
        List<ParsedSource> all = new ArrayList<>();
        boolean others = false;
        for (Path path : paths) {
            try {
                if (!Files.exists(path)) {
                    damage.add(
                            "%s does not exist: name a file or folder to import".formatted(path));
                    continue;
                }
                all.add(read(path, progress));
            } catch (DamagedFilesException e) {
                damage.addAll(e.problems());
                others |= e.hasOthers();
            } catch (UnreadableSourceException | Rejection e) {
                damage.add(String.valueOf(e.getMessage()));
            } catch (IOException e) {
                damage.add("%s cannot be read: %s".formatted(path, Reasons.of(e)));
            }
        }
        others |= !all.isEmpty();
        if (!damage.isEmpty() && (!skipDamaged || all.isEmpty())) {
            progress.ended();
            String listed = DamagedFilesException.listed(damage);
            throw new UnreadableSourceException(
                    others
                            ? "%s. Nothing was imported: add --skip-damaged to import the others"
                                    .formatted(listed)
                            : listed);
        }
        return all;
    }

    /// The round of a study that was not described before; empty without one.
    private Optional<Round> describe(Ledger ledger, ParsedStudy study) {
        Tracking tracking = new Tracking(ledger);
        Experiment known = tracking.now().experiment(study.id());
        Description d = StudyDescriber.of(study, ledger.now().book());
        if (known == null || known.study() != null || d == null) {
            return Optional.empty();
        }
        Description described = unit == null ? d : d.in(unit);
        String round = tracking.describe(study.id(), described, Instance.actor());
        return Optional.ofNullable(ledger.now().book().round(round));
    }

    private static void tell(
            PrintWriter out,
            ParsedSource each,
            RunImporter.ImportResult landed,
            Book book,
            List<Round> rounds) {
        out.printf(
                "%s: %,d runs, %,d measurements; %,d runs are new, %,d events appended.%n",
                each.source(), each.runs(), each.points(), landed.newRuns(), landed.events());
        for (Round round : rounds) {
            out.printf("Round %s shows them; correct its roles, which are inferred.%n", round.id());
            out.println(unit(book.projectOf(round)));
        }
        landed.notes().forEach(out::println);
        for (String skipped : each.skips().sentences()) {
            out.printf("Skipped: %s%n", skipped);
        }
        out.printf("SHA-256 of the sources: %s%n", each.digest());
        out.flush();
    }

    /// The unit of a project's objective, with the reason for a guess.
    private static String unit(Project project) {
        ObjectiveUnit found = project.unit();
        String name = found.unit().name().toLowerCase(Locale.ROOT);
        return found.guessed()
                ? "Unit of the objective: %s, a guess: %s. Correct it on the project's page if it is wrong."
                        .formatted(name, found.why())
                : "Unit of the objective: %s.".formatted(name);
    }
}
