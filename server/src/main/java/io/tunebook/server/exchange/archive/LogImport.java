package io.tunebook.server.exchange.archive;

import io.tunebook.events.log.EventLog;
import io.tunebook.events.log.Expected;
import io.tunebook.events.log.Head;
import io.tunebook.events.log.NewEvent;
import io.tunebook.events.log.RecordedEvent;
import io.tunebook.events.wire.Wire;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// Restores a log from the output of [LogExport]: the same positions, hashes and head.
///
/// The file is read twice: the first pass checks all of it, and nothing is appended when it has an
/// error. An interrupted import resumes when it is repeated.
public final class LogImport {
    private LogImport() {}

    /// @param log empty, or with the first events of the file
    /// @return the log's head
    /// @throws InvalidExportException when the file is not the result of an export, or the log
    ///   holds other events
    public static Head run(Path file, EventLog log) throws IOException {
        Head end =
                read(
                        file,
                        event -> Wire.decode(event.type(), event.typeVersion(), event.payload()));
        Head have = log.head();
        if (have.position() > end.position()) {
            throw new InvalidExportException(
                    "this log has %,d events, the file %,d: import into an empty folder"
                            .formatted(have.position(), end.position()));
        }
        Appending appending = new Appending(log, have);
        read(file, appending::take);
        appending.flush();
        return log.head();
    }

    private static Head read(Path file, LogReader.Sink sink) throws IOException {
        try (InputStream in = new BufferedInputStream(Files.newInputStream(file), 1 << 16)) {
            return LogReader.read(in, sink);
        }
    }

    /// Appends the events that the log does not have, and compares the others.
    private static final class Appending {
        private final EventLog log;
        private final Head have;
        private final List<NewEvent> batch = new ArrayList<>();
        private String stream = "";

        Appending(EventLog log, Head have) {
            this.log = log;
            this.have = have;
        }

        void take(RecordedEvent event) {
            if (event.position() <= have.position()) {
                if (event.position() == have.position() && !event.head().equals(have)) {
                    throw new InvalidExportException(
                            "this log holds other events: import into an empty folder");
                }
                return;
            }
            if (!event.stream().equals(stream) || batch.size() == EventLog.MAX_EVENTS) {
                flush();
                stream = event.stream();
            }
            batch.add(
                    new NewEvent(
                            event.id(),
                            event.type(),
                            event.typeVersion(),
                            event.actor(),
                            event.recordedAt(),
                            event.payload()));
        }

        void flush() {
            if (!batch.isEmpty()) {
                log.append(stream, Expected.any(), List.copyOf(batch));
                batch.clear();
            }
        }
    }
}
