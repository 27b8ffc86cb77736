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
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;

/// The artifacts of runs and models, in the folder `artifacts` beside a log or a backup.
final class RunFiles {
    private static final int PAGE = 1_000;
    private static final int MAX_LISTED = 10;
    private static final List<String> TYPES =
            List.of(
                    "artifact-stored",
                    "artifact-removed",
                    "model-file-stored",
                    "model-file-removed",
                    "files-swept");

    private final Artifacts from;
    private final Path to;

    /// A file that the log names.
    ///
    /// @param owner such as `run 0f3a` or `model m-0f3a`
    /// @param digest SHA-256 of the file, in hex
    private record NamedFile(String owner, String path, String digest) {}

    /// @param from the folder of a log or of a backup
    /// @param to the folder to copy to
    RunFiles(Path from, Path to) {
        this.from = new Artifacts(from);
        this.to = to;
    }

    /// The folder of a backup.
    static Path beside(Path backup) {
        return Objects.requireNonNull(backup.toAbsolutePath().normalize().getParent());
    }

    /// Copies the artifacts, and reports those that the log names and that are missing.
    ///
    /// @param log the log that names them
    /// @return whether `to` has all of them afterwards
    boolean copy(EventLog log, PrintWriter out, PrintWriter err) throws IOException {
        Artifacts target = new Artifacts(to);
        Artifacts.CopyResult copied = from.copyTo(target);
        List<NamedFile> named = named(log);
        if (!named.isEmpty() || copied.copied() > 0) {
            out.printf(
                    "The log names %,d artifacts; %,d copied to %s, the others were there already.%n",
                    named.size(), copied.copied(), to.resolve(Artifacts.FOLDER));
        }
        List<NamedFile> missing =
                named.stream().filter(file -> !target.has(file.digest())).toList();
        if (!missing.isEmpty()) {
            err.printf("%,d artifacts are missing or damaged:%n", missing.size());
            missing.stream()
                    .limit(MAX_LISTED)
                    .forEach(f -> err.printf("  %s of %s%n", f.path(), f.owner()));
            err.println("Restore them from an earlier backup, or remove them from their runs.");
            err.flush();
        }
        return missing.isEmpty();
    }

    /// The artifacts that runs and models have now, by the log.
    private static List<NamedFile> named(EventLog log) {
        TreeMap<Long, Event> changes = new TreeMap<>();
        for (String type : TYPES) {
            each(
                    log,
                    type,
                    e ->
                            changes.put(
                                    e.position(),
                                    Wire.decode(e.type(), e.typeVersion(), e.payload())));
        }
        TreeMap<String, NamedFile> named = new TreeMap<>();
        for (Event change : changes.values()) {
            switch (change) {
                case Event.ArtifactStored e ->
                        named.put(
                                "run " + e.run() + "/" + e.path(),
                                new NamedFile("run " + e.run(), e.path(), e.digest()));
                case Event.ArtifactRemoved e -> named.remove("run " + e.run() + "/" + e.path());
                case Event.ModelFileStored e ->
                        named.put(
                                "model " + e.model() + "/" + e.path(),
                                new NamedFile("model " + e.model(), e.path(), e.digest()));
                case Event.ModelFileRemoved e ->
                        named.remove("model " + e.model() + "/" + e.path());
                case Event.FilesSwept e -> {
                    Set<String> swept = Set.copyOf(e.digests());
                    named.values().removeIf(file -> swept.contains(file.digest()));
                }
                default -> throw new IllegalStateException("unexpected type of event: " + change);
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
