package io.tunebook.server.cli;

import io.tunebook.events.Event;
import io.tunebook.events.Streams;
import io.tunebook.events.log.EventIds;
import io.tunebook.events.log.EventLog;
import io.tunebook.events.log.Head;
import io.tunebook.events.log.NewEvent;
import io.tunebook.events.sqlite.Recovery;
import io.tunebook.events.sqlite.SqliteEventLog;
import io.tunebook.events.wire.Wire;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Clock;
import java.util.HexFormat;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
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
            "Artifacts are restored from the folder 'artifacts' beside the backup.",
            "An event records that this was done, by whom and why. The old files are moved aside, not removed."
        },
        mixinStandardHelpOptions = true)
final class RecoverCommand implements Callable<Integer> {
    @Mixin private DataDir dataDir = new DataDir();

    @ArgGroup(multiplicity = "1")
    private Way way = new Way();

    @Option(
            names = "--reason",
            paramLabel = "TEXT",
            required = true,
            description = "Reason, for audits of the log.")
    private String reason = "";

    @Spec private @Nullable CommandSpec spec;

    /// The way to recover: exactly one.
    static final class Way {
        @Option(
                names = "--from",
                paramLabel = "FILE",
                description = "Backup to restore, as 'backup' wrote it.")
        @Nullable Path backup;

        @Option(
                names = "--accept-loss",
                description = "Recovery up to the last event that verifies; later events are lost.")
        boolean acceptLoss;
    }

    @Override
    public Integer call() throws IOException {
        Recovery.Recovered r =
                new Recovery(dataDir.path, way.backup)
                        .run(Streams.of(event(none())), done -> recorded(event(done)));
        var line = Objects.requireNonNull(spec).commandLine();
        PrintWriter out = line.getOut();
        if (!r.problem().isEmpty()) {
            out.printf("Problem: %s.%n", r.problem());
        }
        out.printf(
                "Kept %,d events; event %,d records the recovery.%n",
                r.kept().position(), r.kept().position() + 1);
        Path aside = r.aside();
        if (aside != null) {
            out.printf("The old files are in %s.%n", aside);
        }
        Path backup = way.backup;
        return backup == null || filesOf(backup, out, line.getErr()) ? 0 : 1;
    }

    private boolean filesOf(Path backup, PrintWriter out, PrintWriter err) throws IOException {
        try (EventLog log = SqliteEventLog.openReadOnly(dataDir.path)) {
            return new RunFiles(RunFiles.beside(backup), dataDir.path).copy(log, out, err);
        }
    }

    private static Recovery.Recovered none() {
        return new Recovery.Recovered(Head.EMPTY, java.util.Optional.empty(), "", null);
    }

    private Event.LogRecovered event(Recovery.Recovered done) {
        return new Event.LogRecovered(
                done.kept().position(),
                done.acknowledged().map(Head::position).orElse(done.kept().position()),
                done.acknowledged().map(h -> HexFormat.of().formatHex(h.hash())).orElse(""),
                done.problem(),
                way.backup == null ? "" : String.valueOf(way.backup.getFileName()),
                reason);
    }

    private static NewEvent recorded(Event event) {
        Wire.Encoded encoded = Wire.encode(event);
        Clock clock = Clock.systemUTC();
        return new NewEvent(
                new EventIds(clock).next(),
                encoded.type(),
                encoded.version(),
                Instance.actor(),
                clock.instant(),
                encoded.payload());
    }
}
