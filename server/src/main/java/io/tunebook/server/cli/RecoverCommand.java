package io.tunebook.server.cli;

import io.tunebook.events.Event;
import io.tunebook.events.RecoveredEvent;
import io.tunebook.events.Streams;
import io.tunebook.events.log.EventIds;
import io.tunebook.events.log.EventLog;
import io.tunebook.events.log.Head;
import io.tunebook.events.log.NewEvent;
import io.tunebook.events.sqlite.Recovery;
import io.tunebook.events.sqlite.Recovery.Recoverable;
import io.tunebook.events.sqlite.Recovery.Recovered;
import io.tunebook.events.sqlite.SqliteEventLog;
import io.tunebook.events.wire.Wire;
import java.io.Console;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// Makes a log that does not verify writable again, and records that in the log.
@Command(
        name = "recover",
        description = {
            "Make a log that does not verify writable again: from a backup, or without the lost events.",
            "Events after the damage are appended again if their own hashes hold and if they do not need a lost one.",
            "Prints what is kept, recovered and lost, and asks for confirmation.",
            "Artifacts are restored from the folder 'artifacts' beside the backup.",
            "An event records that this was done, by whom and why. The old files are moved aside, not removed."
        },
        mixinStandardHelpOptions = true)
final class RecoverCommand implements Callable<Integer> {
    @Mixin private DataDir dataDir = new DataDir();

    @ArgGroup private Way way = new Way();

    @Option(
            names = "--reason",
            paramLabel = "TEXT",
            required = true,
            description = "Reason, for audits of the log.")
    private String reason = "";

    @Option(names = "--yes", description = "Recovery without confirmation.")
    private boolean yes;

    @Option(
            names = "--discard-later",
            description =
                    "Recovery without the events after the damage, or after the backup, even if they verify.")
    private boolean discardLater;

    @Spec private @Nullable CommandSpec spec;

    /// The way to recover: one at most.
    static final class Way {
        @Option(
                names = "--from",
                paramLabel = "FILE",
                description =
                        "Backup to restore, as 'backup' wrote it; later events of the log that verify are added.")
        @Nullable Path backup;

        @Option(
                names = "--accept-loss",
                description = "Recovery from the log itself without confirmation: as --yes.")
        boolean acceptLoss;
    }

    private enum Consent {
        GIVEN,
        REFUSED,
        /// There is no terminal to ask.
        MISSING
    }

    private Consent consent = Consent.GIVEN;

    @Override
    public Integer call() throws IOException {
        var line = Objects.requireNonNull(spec).commandLine();
        PrintWriter out = line.getOut();
        Optional<Recovered> done =
                new Recovery(dataDir.path, way.backup, new RecoveryByFold(), !discardLater)
                        .run(
                                Streams.of(new Event.LogRecovered(0, 0, "", "", "", "-")),
                                new Events(),
                                plan -> confirmed(plan, out));
        if (done.isEmpty()) {
            return unchanged(line);
        }
        report(done.get(), out);
        Path backup = way.backup;
        return backup == null || filesOf(backup, out, line.getErr()) ? 0 : 1;
    }

    /// Some JDKs return no console without a terminal, others one for which `isTerminal` is false.
    @SuppressWarnings("SystemConsoleNull")
    private boolean confirmed(Recovered plan, PrintWriter out) {
        new RecoveryTable(plan).print(out);
        if (yes || way.acceptLoss || plan.aside() == null) {
            return true;
        }
        out.printf("The old files will be moved to %s.%n", plan.aside());
        out.flush();
        Console console = System.console();
        if (console == null || !console.isTerminal()) {
            consent = Consent.MISSING;
            return false;
        }
        String answer = console.readLine("Recover the log like this? [y/N] ");
        consent =
                answer != null && answer.strip().toLowerCase(Locale.ROOT).startsWith("y")
                        ? Consent.GIVEN
                        : Consent.REFUSED;
        return consent == Consent.GIVEN;
    }

    private int unchanged(CommandLine line) {
        if (consent == Consent.MISSING) {
            line.getErr()
                    .println(
                            "tunebook: nothing was changed: there is no terminal to ask for confirmation; add --yes to recover as shown");
            return CommandLine.ExitCode.USAGE;
        }
        line.getErr().println("tunebook: nothing was changed");
        return 1;
    }

    private static void report(Recovered r, PrintWriter out) {
        out.printf(
                "Kept %,d events; event %,d records the recovery.%n",
                r.kept().position(), r.kept().position() + 1);
        if (!r.recovered().isEmpty()) {
            out.printf(
                    "Recovered %,d later events behind it, with their old positions and hashes.%n",
                    r.recovered().size());
        }
        Path aside = r.aside();
        if (aside != null) {
            out.printf("The old files are in %s.%n", aside);
        }
    }

    private boolean filesOf(Path backup, PrintWriter out, PrintWriter err) throws IOException {
        try (EventLog log = SqliteEventLog.openReadOnly(dataDir.path)) {
            return new RunFiles(RunFiles.beside(backup), dataDir.path).copy(log, out, err);
        }
    }

    /// The events that record the recovery.
    private final class Events implements Recovery.Recorder {
        private final Clock clock = Clock.systemUTC();
        private final EventIds ids = new EventIds(clock);

        @Override
        public NewEvent recovery(Recovered done) {
            Path aside = done.aside();
            return recorded(
                    new Event.LogRecovered(
                            done.kept().position(),
                            done.acknowledged().map(Head::position).orElse(done.kept().position()),
                            done.acknowledged()
                                    .map(h -> HexFormat.of().formatHex(h.hash()))
                                    .orElse(""),
                            done.problem(),
                            way.backup == null ? "" : String.valueOf(way.backup.getFileName()),
                            reason,
                            new RecoveryTable(done).lost(),
                            (long) done.recovered().size(),
                            aside == null ? null : String.valueOf(aside.getFileName())));
        }

        @Override
        public NewEvent originals(List<Recoverable> events) {
            List<RecoveredEvent> entries = new ArrayList<>();
            byte[] before = new byte[0];
            for (Recoverable e : events) {
                entries.add(
                        new RecoveredEvent(
                                e.id().toString(),
                                e.position(),
                                e.version(),
                                Arrays.equals(e.previous(), before)
                                        ? null
                                        : HexFormat.of().formatHex(e.previous()),
                                HexFormat.of().formatHex(e.hash())));
                before = e.hash();
            }
            return recorded(new Event.EventsRecovered(entries));
        }

        private NewEvent recorded(Event event) {
            Wire.Encoded encoded = Wire.encode(event);
            return new NewEvent(
                    ids.next(),
                    encoded.type(),
                    encoded.version(),
                    Instance.actor(),
                    clock.instant(),
                    encoded.payload());
        }
    }
}
