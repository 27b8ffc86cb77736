package io.tunebook.server.cli;

import io.tunebook.events.Event;
import io.tunebook.events.log.EventFilter;
import io.tunebook.events.log.EventLog;
import io.tunebook.events.log.RecordedEvent;
import io.tunebook.events.wire.Wire;
import io.tunebook.server.exchange.tracking.Artifacts;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.Consumer;

/// The files of runs, which lie beside the log in the folder `artifacts`, and beside a backup too.
final class RunFiles {
    private static final int PAGE = 1_000;
    private static final int MAX_TOLD = 10;

    private final Artifacts from;
    private final Path to;

    /// @param from the folder of a log or of a backup
    /// @param to another one
    RunFiles(Path from, Path to) {
        this.from = new Artifacts(from);
        this.to = to;
    }

    /// The folder that a backup is in.
    static Path beside(Path backup) {
        return Objects.requireNonNull(backup.toAbsolutePath().normalize().getParent());
    }

    /// Copies them, and says what is missing of those that the log names.
    ///
    /// @param log that names them
    /// @return whether all of them are there afterwards
    boolean copy(EventLog log, PrintWriter out, PrintWriter err) throws IOException {
        Artifacts kept = new Artifacts(to);
        Artifacts.CopyResult copied = from.copyTo(kept);
        List<Event.ArtifactStored> named = named(log);
        if (!named.isEmpty() || copied.copied() > 0) {
            out.printf(
                    "%,d files of runs are named in it; %,d copied to %s, the others were there.%n",
                    named.size(), copied.copied(), to.resolve(Artifacts.FOLDER));
        }
        List<Event.ArtifactStored> missing =
                named.stream().filter(file -> !kept.has(file.digest())).toList();
        if (!missing.isEmpty()) {
            err.printf("%,d files of runs are gone or damaged:%n", missing.size());
            missing.stream()
                    .limit(MAX_TOLD)
                    .forEach(f -> err.printf("  %s of run %s%n", f.path(), f.run()));
            err.println("Put them back from an earlier backup, or remove them from their runs.");
            err.flush();
        }
        return missing.isEmpty();
    }

    /// The files that runs have now, as the log has it.
    private static List<Event.ArtifactStored> named(EventLog log) {
        TreeMap<Long, Event> changes = new TreeMap<>();
        for (String type : List.of("artifact-stored", "artifact-removed")) {
            each(
                    log,
                    type,
                    e ->
                            changes.put(
                                    e.position(),
                                    Wire.decode(e.type(), e.typeVersion(), e.payload())));
        }
        TreeMap<String, Event.ArtifactStored> named = new TreeMap<>();
        for (Event change : changes.values()) {
            switch (change) {
                case Event.ArtifactStored e -> named.put(e.run() + "/" + e.path(), e);
                case Event.ArtifactRemoved e -> named.remove(e.run() + "/" + e.path());
                default -> throw new IllegalStateException("not asked for: " + change);
            }
        }
        return new ArrayList<>(named.values());
    }

    private static void each(EventLog log, String type, Consumer<RecordedEvent> consumer) {
        EventFilter filter = EventFilter.ALL.withType(type);
        long after = 0;
        while (true) {
            List<RecordedEvent> page = log.queryAfter(filter, after, PAGE);
            if (page.isEmpty()) {
                return;
            }
            page.forEach(consumer);
            after = page.getLast().position();
        }
    }
}
