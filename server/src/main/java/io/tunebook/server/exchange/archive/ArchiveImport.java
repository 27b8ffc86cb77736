package io.tunebook.server.exchange.archive;

import io.tunebook.events.Event;
import io.tunebook.events.log.Chain;
import io.tunebook.events.log.EventLog;
import io.tunebook.events.log.Expected;
import io.tunebook.events.log.Head;
import io.tunebook.events.log.NewEvent;
import io.tunebook.events.log.RecordedEvent;
import io.tunebook.events.wire.Wire;
import io.tunebook.server.exchange.tracking.Artifacts;
import io.tunebook.server.ledger.Ledger;
import io.tunebook.server.ledger.command.Command;
import io.tunebook.server.model.Experiment;
import io.tunebook.server.model.Project;
import io.tunebook.server.model.Snapshot;
import io.tunebook.server.model.Stamp;
import io.tunebook.server.model.StampedEvent;
import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.zip.ZipException;

/// Imports a project from an [Archive] into a log that may hold other projects.
///
/// The whole archive is checked before anything is appended: the chain of its events, whether all
/// of them belong to one project, the artifacts, and whether each of its streams continues the
/// log's stream or conflicts with it. Events that the log already has are not appended again, so
/// that an import that was killed resumes when it is repeated.
public final class ArchiveImport {
    private static final int PAGE = 1_000;
    private static final long PROGRESS = 1 << 8;

    private final Ledger ledger;
    private final EventLog log;
    private final Artifacts artifacts;
    private final Progress progress;

    /// Receives the progress of an import. Called often: it must be fast.
    @FunctionalInterface
    public interface Progress {
        /// @param what the current step, in a word
        void reached(String what, long done, long all);
    }

    private ArchiveImport(Ledger ledger, Artifacts artifacts, Progress progress) {
        this.ledger = ledger;
        this.log = ledger.log();
        this.artifacts = artifacts;
        this.progress = progress;
    }

    /// @param project its id
    /// @param head of the project's own events
    /// @param fresh how many events were appended, without the one that records the import
    /// @param files how many artifacts were stored
    /// @param missing how many artifacts of the events have no file in the archive
    public record Imported(
            String project, String title, Head head, long fresh, int files, int missing) {}

    /// What an import would do.
    ///
    /// @param project its id
    /// @param events how many the archive has
    /// @param fresh how many of them would be appended
    /// @param files how many artifacts the archive has
    /// @param missing how many artifacts of the events have no file in the archive
    public record Preview(
            String project, String title, long events, long fresh, int files, int missing) {}

    /// Checks an archive as [#run] does, and appends nothing.
    ///
    /// @throws InvalidExportException when [#run] would refuse it
    public static Preview preview(Path file, Ledger ledger, Artifacts artifacts, Progress progress)
            throws IOException {
        try (ArchiveFile archive = new ArchiveFile(file)) {
            Archive.Manifest manifest = archive.manifest();
            Content content =
                    new ArchiveImport(ledger, artifacts, progress).checked(archive, manifest);
            long known = content.have.values().stream().mapToLong(Long::longValue).sum();
            return new Preview(
                    manifest.project(),
                    manifest.title(),
                    manifest.events(),
                    manifest.events() - known,
                    archive.artifacts().size(),
                    content.files.size() - archive.artifacts().size());
        } catch (ZipException | EOFException e) {
            throw damaged(file, e);
        }
    }

    private static InvalidExportException damaged(Path file, IOException e) {
        return new InvalidExportException(
                "%s cannot be imported: %s. Nothing was imported"
                        .formatted(
                                file, e.getMessage() == null ? "it ends early" : e.getMessage()));
    }

    /// @throws InvalidExportException when the archive is not the result of an export, or the log
    ///   holds other events under the same names; the log is unchanged
    public static Imported run(
            Path file, Ledger ledger, Artifacts artifacts, String actor, Progress progress)
            throws IOException {
        try (ArchiveFile archive = new ArchiveFile(file)) {
            return new ArchiveImport(ledger, artifacts, progress).run(file, archive, actor);
        } catch (ZipException | EOFException e) {
            throw damaged(file, e);
        }
    }

    private Imported run(Path file, ArchiveFile archive, String actor) throws IOException {
        Archive.Manifest manifest = archive.manifest();
        Content content = checked(archive, manifest);
        int copied = keep(archive);
        long fresh = append(archive, content);
        if (fresh > 0) {
            ledger.perform(
                    new Command.RecordSource(
                            "%s, the project '%s'"
                                    .formatted(file.getFileName(), manifest.project()),
                            "archive",
                            digest(file),
                            fresh),
                    actor);
        }
        return new Imported(
                manifest.project(),
                manifest.title(),
                manifest.last(),
                fresh,
                copied,
                content.files.size() - archive.artifacts().size());
    }

    /// The archive's events after all checks.
    private Content checked(ArchiveFile archive, Archive.Manifest manifest) throws IOException {
        Content content = new Content(manifest.events());
        try (InputStream in = archive.open(Archive.LOG)) {
            Head head = LogReader.read(in, content::take);
            content.flush();
            if (!head.equals(manifest.last())) {
                throw new InvalidExportException(
                        "its manifest lists other events than it contains");
            }
            content.check(manifest);
            files(archive, manifest, content);
            content.compare();
        } catch (InvalidExportException e) {
            throw archive.wrong(String.valueOf(e.getMessage()));
        }
        return content;
    }

    /// Verifies that every artifact is recorded in the events and matches the digest in its name.
    private static void files(ArchiveFile archive, Archive.Manifest manifest, Content content)
            throws IOException {
        Map<String, Long> listed = new HashMap<>();
        manifest.artifacts().forEach(a -> listed.put(a.digest(), a.bytes()));
        if (!listed.equals(archive.artifacts())) {
            throw new InvalidExportException("its manifest lists other artifacts than it contains");
        }
        for (Map.Entry<String, Long> artifact : archive.artifacts().entrySet()) {
            String digest = artifact.getKey();
            if (!artifact.getValue().equals(content.files.get(digest))) {
                throw new InvalidExportException(
                        "artifact %s is not recorded in its events".formatted(digest));
            }
            if (artifact.getValue() > Artifacts.MAX_BYTES) {
                throw new InvalidExportException(Artifacts.tooLarge(digest));
            }
            try (InputStream in = archive.open(Archive.ARTIFACTS + digest)) {
                if (!digest(in).equals(digest)) {
                    throw new InvalidExportException("artifact %s is damaged".formatted(digest));
                }
            }
        }
    }

    private int keep(ArchiveFile archive) throws IOException {
        int copied = 0;
        for (String digest : archive.artifacts().keySet()) {
            if (!artifacts.keep(digest)) {
                try (InputStream in = archive.open(Archive.ARTIFACTS + digest)) {
                    artifacts.store(in);
                }
                copied++;
            }
        }
        return copied;
    }

    private long append(ArchiveFile archive, Content content) throws IOException {
        Appending appending = new Appending(content);
        try (InputStream in = archive.open(Archive.LOG)) {
            LogReader.read(in, appending::take);
            appending.flush();
        }
        return appending.fresh;
    }

    private static String digest(Path file) throws IOException {
        try (InputStream in = new BufferedInputStream(Files.newInputStream(file), 1 << 16)) {
            return digest(in);
        }
    }

    private static String digest(InputStream in) throws IOException {
        MessageDigest digest = Chain.sha256();
        try (DigestInputStream digested = new DigestInputStream(in, digest)) {
            digested.transferTo(java.io.OutputStream.nullOutputStream());
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    /// The events of the archive, collected in the first pass.
    private final class Content {
        private final long events;
        private final Chain chain = new Chain();
        private final Map<String, List<byte[]>> streams = new HashMap<>();
        private final Map<String, Long> have = new HashMap<>();
        private final Map<String, Long> files = new HashMap<>();
        private final List<StampedEvent> page = new ArrayList<>();
        private Snapshot alone = Snapshot.EMPTY;

        Content(long events) {
            this.events = events;
        }

        void take(RecordedEvent e) {
            Event event = Wire.decode(e.type(), e.typeVersion(), e.payload());
            page.add(new StampedEvent(event, new Stamp(e.position(), e.recordedAt(), e.actor())));
            if (event instanceof Event.ArtifactStored stored) {
                files.put(stored.digest(), stored.bytes());
            } else if (event instanceof Event.ModelFileStored stored) {
                files.put(stored.digest(), stored.bytes());
            }
            List<byte[]> stream = streams.computeIfAbsent(e.stream(), k -> new ArrayList<>());
            stream.add(content(e));
            if (stream.size() != e.streamVersion()) {
                throw new InvalidExportException("stream '%s' has a gap".formatted(e.stream()));
            }
            if (page.size() == PAGE) {
                flush();
            }
            if (e.position() % PROGRESS == 0) {
                progress.reached("checking", e.position(), events);
            }
        }

        void flush() {
            alone = alone.fold(page);
            page.clear();
        }

        /// The content of an event, without its position.
        private byte[] content(RecordedEvent e) {
            return chain.hash(
                    Head.EMPTY.hash(),
                    new RecordedEvent(
                            0,
                            e.stream(),
                            e.streamVersion(),
                            e.id(),
                            e.type(),
                            e.typeVersion(),
                            e.actor(),
                            e.recordedAt(),
                            e.payload(),
                            e.hash()));
        }

        /// Verifies that the events belong to one project.
        void check(Archive.Manifest manifest) {
            Project project = alone.book().project(manifest.project());
            if (project == null) {
                throw new InvalidExportException(
                        "its events are not the events of project '%s'"
                                .formatted(manifest.project()));
            }
            Set<String> own = ProjectStreams.of(alone.book(), project);
            for (String stream : streams.keySet()) {
                if (!own.contains(stream)) {
                    throw new InvalidExportException(
                            "its events of '%s' do not belong to project '%s'"
                                    .formatted(stream, manifest.project()));
                }
            }
        }

        /// Verifies that the log's part of each stream equals the archive's.
        void compare() {
            for (Map.Entry<String, List<byte[]>> e : streams.entrySet()) {
                have.put(e.getKey(), common(e.getKey(), e.getValue()));
            }
            for (Experiment experiment : alone.book().tracked().byId().values()) {
                Experiment other = ledger.now().book().tracked().named(experiment.name());
                if (other != null && !other.id().equals(experiment.id())) {
                    throw new InvalidExportException(
                            "this Tunebook has another experiment '%s': rename it first"
                                    .formatted(experiment.name()));
                }
            }
        }

        private long common(String stream, List<byte[]> contents) {
            long version = 0;
            while (version < contents.size()) {
                List<RecordedEvent> known = log.readStream(stream, version, PAGE);
                if (known.isEmpty()) {
                    return version;
                }
                for (RecordedEvent e : known) {
                    if (version < contents.size()) {
                        if (!Arrays.equals(content(e), contents.get((int) version))) {
                            throw new InvalidExportException(
                                    "this Tunebook already has a different '%s': they differ from event %,d"
                                            .formatted(stream, version + 1));
                        }
                        version++;
                    }
                }
            }
            return version;
        }
    }

    /// Appends the events that the log does not have, in the second pass.
    private final class Appending {
        private final Content content;
        private final List<NewEvent> batch = new ArrayList<>();
        private String stream = "";
        private long before;
        private long fresh;

        Appending(Content content) {
            this.content = content;
        }

        void take(RecordedEvent e) {
            if (e.streamVersion() <= content.have.getOrDefault(e.stream(), 0L)) {
                return;
            }
            if (!e.stream().equals(stream) || batch.size() == EventLog.MAX_EVENTS) {
                flush();
                stream = e.stream();
                before = e.streamVersion() - 1;
            }
            batch.add(ArchiveExport.toNewEvent(e));
            if (e.position() % PROGRESS == 0) {
                progress.reached("writing", e.position(), content.events);
            }
        }

        void flush() {
            if (!batch.isEmpty()) {
                ledger.adopt(
                        stream,
                        before == 0 ? Expected.none() : Expected.exact(before),
                        List.copyOf(batch));
                fresh += batch.size();
                batch.clear();
            }
        }
    }
}
