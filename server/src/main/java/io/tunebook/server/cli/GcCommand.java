package io.tunebook.server.cli;

import io.tunebook.events.Event.SweptKind;
import io.tunebook.events.log.EventLog;
import io.tunebook.events.log.LogUnavailable;
import io.tunebook.server.cli.Leftovers.Leftover;
import io.tunebook.server.exchange.tracking.ArtifactSweep;
import io.tunebook.server.exchange.tracking.Artifacts;
import io.tunebook.server.ledger.Ledger;
import io.tunebook.server.ledger.command.Command;
import java.io.Console;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// Deletes files beside the log that nothing needs any more.
@picocli.CommandLine.Command(
        name = "gc",
        description = {
            "Delete artifacts of runs, models and experiments that were deleted, artifacts that no run or model has, unfinished uploads and temporary files.",
            "Prints what it would free and asks first; an event records what was deleted. Needs a stopped server, except with --dry-run."
        },
        mixinStandardHelpOptions = true)
final class GcCommand implements Callable<Integer> {
    private static final double MEGABYTE = 1 << 20;

    @Mixin private LogOptions source = new LogOptions();
    @Mixin private KeepDeleted keep = new KeepDeleted();

    @Option(
            names = "--set-aside",
            description =
                    "Also delete the old files of recoveries (set-aside-N), which may contain events that were lost.")
    private boolean setAside;

    @Option(names = "--dry-run", description = "Print what would be freed, and delete nothing.")
    private boolean dryRun;

    @Option(names = "--yes", description = "Delete without confirmation.")
    private boolean yes;

    @Spec private @Nullable CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        PrintWriter out = Objects.requireNonNull(spec).commandLine().getOut();
        Instant before = Instant.now().minus(keep.duration());
        Artifacts artifacts = new Artifacts(source.files());
        // A folder without a log gets none.
        source.openReadOnly().close();
        if (dryRun) {
            try (EventLog log = source.openReadOnly();
                    Ledger ledger = new Ledger(log, Clock.systemUTC())) {
                print(out, new ArtifactSweep(ledger, artifacts).plan(before), leftovers());
            }
            out.println("Nothing was deleted.");
            return 0;
        }
        try (EventLog log = source.open();
                Ledger ledger = new Ledger(log, Clock.systemUTC())) {
            ArtifactSweep sweep = new ArtifactSweep(ledger, artifacts);
            List<Leftover> leftovers = leftovers();
            ArtifactSweep.Sweep plan = sweep.plan(before);
            print(out, plan, leftovers);
            List<Leftover> chosen = leftovers.stream().filter(this::chosen).toList();
            if (plan.files() == 0 && chosen.isEmpty()) {
                out.println("Nothing to delete.");
                return 0;
            }
            if (!confirmed(out)) {
                out.println("Nothing was deleted.");
                return 0;
            }
            ArtifactSweep.Sweep swept = sweep.run(before, Instance.actor());
            long bytes = swept.bytes();
            for (SweptKind kind : SweptKind.values()) {
                bytes += delete(ledger, kind, chosen, out);
            }
            out.printf("Freed %s.%n", size(bytes));
            return 0;
        } catch (LogUnavailable.Owned e) {
            throw new StartupException(
                    "%s: stop it first. A running server sweeps deleted artifacts itself, by the age of its --keep-deleted; 'gc --dry-run' works beside it"
                            .formatted(e.getMessage()));
        }
    }

    private List<Leftover> leftovers() throws IOException {
        return new Leftovers(source.path(), Path.of(System.getProperty("java.io.tmpdir"))).all();
    }

    private boolean chosen(Leftover leftover) {
        return leftover.kind() != SweptKind.RECOVERY || setAside;
    }

    private void print(PrintWriter out, ArtifactSweep.Sweep plan, List<Leftover> leftovers) {
        out.printf(
                "%,d artifacts, %s: %,d of deleted runs and models, %,d of none; deleted or unused for %,d days.%n",
                plan.files(),
                size(plan.bytes()),
                plan.ofDeleted(),
                plan.files() - plan.ofDeleted(),
                keep.duration().toDays());
        for (Leftover l : leftovers) {
            out.printf(
                    "%s, %s, from %s: %s%n",
                    l.path(),
                    size(l.bytes()),
                    l.modified().truncatedTo(ChronoUnit.SECONDS),
                    switch (l.kind()) {
                        case RECOVERY ->
                                setAside
                                        ? "the log before a recovery"
                                        : "the log before a recovery; kept without --set-aside";
                        case SNAPSHOTS -> "an unfinished snapshot; safe to delete";
                        case TEMPORARY, ARTIFACTS -> "a temporary file; safe to delete";
                    });
        }
        out.flush();
    }

    /// Deletes the files of a kind after the event that records it; returns their bytes.
    private static long delete(
            Ledger ledger, SweptKind kind, List<Leftover> chosen, PrintWriter out) {
        List<Leftover> some = chosen.stream().filter(l -> l.kind() == kind).toList();
        if (some.isEmpty()) {
            return 0;
        }
        ledger.perform(
                new Command.SweepFiles(
                        kind,
                        some.stream().mapToInt(Leftover::files).sum(),
                        some.stream().mapToLong(Leftover::bytes).sum(),
                        Instant.now().truncatedTo(ChronoUnit.SECONDS),
                        List.of()),
                Instance.actor());
        long bytes = 0;
        for (Leftover each : some) {
            if (Leftovers.delete(each)) {
                bytes += each.bytes();
            } else {
                out.printf("%s cannot be deleted: delete it as its owner.%n", each.path());
            }
        }
        return bytes;
    }

    @SuppressWarnings("SystemConsoleNull")
    private boolean confirmed(PrintWriter out) {
        if (yes) {
            return true;
        }
        out.flush();
        Console console = System.console();
        if (console == null || !console.isTerminal()) {
            throw new StartupException("nothing was deleted: add --yes to delete these files");
        }
        String answer = console.readLine("Delete these files? [y/N] ");
        return answer != null
                && Set.of("y", "yes").contains(answer.strip().toLowerCase(Locale.ROOT));
    }

    private static String size(long bytes) {
        return "%,.1f MB".formatted(bytes / MEGABYTE);
    }

    /// How long deleted artifacts stay.
    static final class KeepDeleted {
        static final int MAX_DAYS = 36_500;

        @Option(
                names = "--keep-deleted",
                paramLabel = "DAYS",
                defaultValue = "30",
                description =
                        "Days for which the artifacts of deleted runs and models stay, so that they can be restored (default: 30).")
        private int days = 30;

        Duration duration() {
            if (days < 0 || days > MAX_DAYS) {
                throw new StartupException(
                        "--keep-deleted must be 0 to %,d days, not %d".formatted(MAX_DAYS, days));
            }
            return Duration.ofDays(days);
        }
    }
}
