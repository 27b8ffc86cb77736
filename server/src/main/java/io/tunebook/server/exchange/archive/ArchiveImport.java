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

/// Takes a project from an [Archive] into a log that may hold others.
///
/// The archive is read to its end and everything in it is checked before anything is appended: the
/// chain of its events, whether they are one project's and nothing else's, the artifacts, and
/// whether the log knows a beginning of each of its streams, or something else under its name. What
/// the log has already is not appended again, so that an import that was killed goes on when it is
/// repeated.
public final class ArchiveImport {
    private static final int PAGE = 1_000;
    private static final long PROGRESS = 1 << 8;

    private final Ledger ledger;
    private final EventLog log;
    private final Artifacts artifacts;
    private final Progress progress;

    /// Is told how far it has come. Called often: keep it quick.
    @FunctionalInterface
    public interface Progress {
        /// @param what is done at the moment, in a word
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
    /// @param fresh how many events were appended, the one that tells of the import aside
    /// @param files how many artifacts were kept
    /// @param missing how many artifacts the events tell of whose files are not in the archive
    public record Imported(
            String project, String title, Head head, long fresh, int files, int missing) {}

    /// @throws NotALogException when the archive is not what an export writes, or the log holds
    ///   something else under the same names; the log is as it was
    public static Imported run(
            Path file, Ledger ledger, Artifacts artifacts, String actor, Progress progress)
            throws IOException {
        try (ArchiveFile archive = new ArchiveFile(file)) {
            return new ArchiveImport(ledger, artifacts, progress).run(file, archive, actor);
        } catch (ZipException | EOFException e) {
            throw new NotALogException(
                    "%s cannot be imported: %s. Nothing was imported"
                            .formatted(
                                    file,
                                    e.getMessage() == null ? "it ends early" : e.getMessage()));
        }
    }

    private Imported run(Path file, ArchiveFile archive, String actor) throws IOException {
        Archive.Manifest manifest = archive.manifest();
        Content content = new Content(manifest.events());
        try (InputStream in = archive.open(Archive.LOG)) {
            Head head = LogReader.read(in, content::take);
            content.flush();
            if (!head.equals(manifest.last())) {
                throw new NotALogException("its manifest tells of other events than it holds");
            }
            content.check(manifest);
            files(archive, manifest, content);
            content.compare();
        } catch (NotALogException e) {
            throw archive.wrong(String.valueOf(e.getMessage()));
        }
        int kept = keep(archive);
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
                kept,
                content.files.size() - archive.artifacts().size());
    }

    /// Every artifact is one that the events tell of, and is what its name says.
    private static void files(ArchiveFile archive, Archive.Manifest manifest, Content content)
            throws IOException {
        Map<String, Long> said = new HashMap<>();
        manifest.artifacts().forEach(a -> said.put(a.digest(), a.bytes()));
        if (!said.equals(archive.artifacts())) {
            throw new NotALogException("its manifest tells of other artifacts than it holds");
        }
        for (Map.Entry<String, Long> artifact : archive.artifacts().entrySet()) {
            String digest = artifact.getKey();
            if (!artifact.getValue().equals(content.files.get(digest))) {
                throw new NotALogException(
                        "artifact %s is not one that its events tell of".formatted(digest));
            }
            if (artifact.getValue() > Artifacts.MAX_BYTES) {
                throw new NotALogException(Artifacts.tooLarge(digest));
            }
            try (InputStream in = archive.open(Archive.ARTIFACTS + digest)) {
                if (!digest(in).equals(digest)) {
                    throw new NotALogException("artifact %s is damaged".formatted(digest));
                }
            }
        }
    }

    private int keep(ArchiveFile archive) throws IOException {
        int kept = 0;
        for (String digest : archive.artifacts().keySet()) {
            if (!artifacts.has(digest)) {
                try (InputStream in = archive.open(Archive.ARTIFACTS + digest)) {
                    artifacts.store(in);
                }
                kept++;
            }
        }
        return kept;
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

    /// What the events of the archive are, by the first reading.
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
            }
            List<byte[]> stream = streams.computeIfAbsent(e.stream(), k -> new ArrayList<>());
            stream.add(content(e));
            if (stream.size() != e.streamVersion()) {
                throw new NotALogException("stream '%s' has a gap".formatted(e.stream()));
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

        /// What an event says, wherever it stands.
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

        /// One project, and nothing else.
        void check(Archive.Manifest manifest) {
            Project project = alone.book().project(manifest.project());
            if (project == null) {
                throw new NotALogException(
                        "its events are not those of project '%s'".formatted(manifest.project()));
            }
            Set<String> own = ProjectStreams.of(alone.book(), project);
            for (String stream : streams.keySet()) {
                if (!own.contains(stream)) {
                    throw new NotALogException(
                            "its events of '%s' do not belong to project '%s'"
                                    .formatted(stream, manifest.project()));
                }
            }
        }

        /// The log has a beginning of each stream, or more than the archive.
        void compare() {
            for (Map.Entry<String, List<byte[]>> e : streams.entrySet()) {
                have.put(e.getKey(), common(e.getKey(), e.getValue()));
            }
            for (Experiment experiment : alone.book().tracked().byId().values()) {
                Experiment other = ledger.now().book().tracked().named(experiment.name());
                if (other != null && !other.id().equals(experiment.id())) {
                    throw new NotALogException(
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
                            throw new NotALogException(
                                    "this Tunebook has a '%s' of its own, which is another from its event %,d on"
                                            .formatted(stream, version + 1));
                        }
                        version++;
                    }
                }
            }
            return version;
        }
    }

    /// Appends what the log has not got, by the second reading.
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
