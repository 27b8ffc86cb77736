package io.tunebook.server.exchange.archive;

import io.tunebook.events.log.Chain;
import io.tunebook.events.log.EventLog;
import io.tunebook.events.log.Head;
import io.tunebook.events.log.NewEvent;
import io.tunebook.events.log.RecordedEvent;
import io.tunebook.server.exchange.tracking.Artifacts;
import io.tunebook.server.model.Book;
import io.tunebook.server.model.LoggedModel;
import io.tunebook.server.model.Project;
import io.tunebook.server.model.Run;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.jspecify.annotations.Nullable;

/// Writes a project as an [Archive].
public final class ArchiveExport {
    private static final int PAGE = 1_000;

    private final EventLog log;
    private final Book book;
    private final Project project;
    private final @Nullable Artifacts artifacts;

    private ArchiveExport(EventLog log, Book book, Project project, @Nullable Artifacts artifacts) {
        this.log = log;
        this.book = book;
        this.project = project;
        this.artifacts = artifacts;
    }

    /// @param head the last event of the project, with the position and hash that it has in the
    ///   archive
    /// @param missing the paths of artifacts whose files are missing
    public record Exported(Head head, int artifacts, List<String> missing) {}

    /// Writes the archive and leaves the stream open.
    ///
    /// @param book as of the position up to which the log is read
    /// @param artifacts null where no artifacts are stored
    public static Exported write(
            EventLog log,
            Book book,
            Project project,
            @Nullable Artifacts artifacts,
            OutputStream out)
            throws IOException {
        return new ArchiveExport(log, book, project, artifacts).write(out);
    }

    private Exported write(OutputStream out) throws IOException {
        ZipOutputStream zip = new ZipOutputStream(out);
        Set<String> streams = ProjectStreams.of(book, project);
        entry(zip, Archive.LOG);
        Head head = events(streams, zip);
        zip.closeEntry();
        List<Archive.ArchivedFile> files = new ArrayList<>();
        List<String> missing = new ArrayList<>();
        for (Map.Entry<String, String> artifact : artifacts(streams).entrySet()) {
            String digest = artifact.getKey();
            if (artifacts == null || !artifacts.has(digest)) {
                missing.add(artifact.getValue());
                continue;
            }
            try (InputStream in = artifacts.open(digest)) {
                entry(zip, Archive.ARTIFACTS + digest);
                files.add(new Archive.ArchivedFile(digest, in.transferTo(zip)));
                zip.closeEntry();
            }
        }
        entry(zip, Archive.MANIFEST);
        zip.write(
                new Archive.Manifest(
                                "project",
                                1,
                                project.id(),
                                project.facts().title(),
                                head.position(),
                                hex(head),
                                files,
                                from())
                        .bytes());
        zip.closeEntry();
        zip.finish();
        return new Exported(head, files.size(), missing);
    }

    private Archive.SourceLog from() {
        return new Archive.SourceLog(
                book.position(),
                log.at(book.position())
                        .map(e -> hex(e.head()))
                        .orElseThrow(() -> new IllegalStateException("the log is shorter")));
    }

    private static String hex(Head head) {
        return HexFormat.of().formatHex(head.hash());
    }

    /// An entry with a constant time, so that the same content gives the same bytes.
    private static void entry(ZipOutputStream zip, String name) throws IOException {
        ZipEntry entry = new ZipEntry(name);
        entry.setTimeLocal(java.time.LocalDateTime.of(1980, 1, 1, 0, 0));
        zip.putNextEntry(entry);
    }

    private Head events(Set<String> streams, OutputStream out) throws IOException {
        line(LogLines.FIRST.getBytes(StandardCharsets.UTF_8), out);
        Chain chain = new Chain();
        Head head = Head.EMPTY;
        long position = 0;
        while (position < book.position()) {
            int size = (int) Math.min(PAGE, book.position() - position);
            for (RecordedEvent e : log.read(position, size)) {
                position = e.position();
                if (streams.contains(e.stream())) {
                    RecordedEvent alone =
                            chain.extend(
                                    head.hash(),
                                    head.position() + 1,
                                    e.stream(),
                                    e.streamVersion(),
                                    toNewEvent(e));
                    line(LogLines.write(alone), out);
                    head = alone.head();
                }
            }
        }
        line(LogLines.last(head), out);
        return head;
    }

    static NewEvent toNewEvent(RecordedEvent e) {
        return new NewEvent(
                e.id(), e.type(), e.typeVersion(), e.actor(), e.recordedAt(), e.payload());
    }

    private static void line(byte[] line, OutputStream out) throws IOException {
        out.write(line);
        out.write('\n');
    }

    /// The path of one artifact for each digest.
    private Map<String, String> artifacts(Set<String> streams) {
        Map<String, String> all = new TreeMap<>();
        for (Run run : book.tracked().runs().values()) {
            if (streams.contains("run/" + run.id())) {
                run.artifacts().forEach((path, a) -> all.put(a.digest(), path));
            }
        }
        for (LoggedModel model : book.tracked().models().byId().values()) {
            if (streams.contains("model/" + model.id())) {
                model.files().forEach((path, f) -> all.put(f.digest(), path));
            }
        }
        return all;
    }
}
