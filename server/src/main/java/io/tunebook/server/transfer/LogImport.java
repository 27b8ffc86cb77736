package io.tunebook.server.transfer;

import io.tunebook.events.log.Chain;
import io.tunebook.events.log.EventLog;
import io.tunebook.events.log.Expected;
import io.tunebook.events.log.Head;
import io.tunebook.events.log.NewEvent;
import io.tunebook.events.log.RecordedEvent;
import io.tunebook.events.wire.Wire;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// Makes a log from what [LogExport] wrote: the same positions, hashes and head.
///
/// The file is read twice: first it is checked to its end, and nothing is appended when anything is
/// wrong with it. An import that was cut short is gone on with by importing again.
public final class LogImport {
    private static final int LONGEST_LINE = 100 << 20;

    private LogImport() {}

    /// Takes each event of a file.
    private interface Sink {
        void take(RecordedEvent event);
    }

    /// @param log empty, or with the beginning of what the file holds
    /// @return the log's head
    /// @throws NotALog when the file is not what an export writes, or the log holds other events
    public static Head run(Path file, EventLog log) throws IOException {
        Head end =
                read(
                        file,
                        event -> Wire.decode(event.type(), event.typeVersion(), event.payload()));
        Head have = log.head();
        if (have.position() > end.position()) {
            throw new NotALog(
                    "this log has %,d events and the file %,d: import into an empty folder"
                            .formatted(have.position(), end.position()));
        }
        Appending appending = new Appending(log, have);
        read(file, appending::take);
        appending.flush();
        return log.head();
    }

    /// Checks the chain on the way.
    ///
    /// @return the file's last event
    private static Head read(Path file, Sink sink) throws IOException {
        Chain chain = new Chain();
        Head head = Head.EMPTY;
        long number = 0;
        try (InputStream in = new BufferedInputStream(Files.newInputStream(file), 1 << 16)) {
            for (byte[] line = line(in); line != null; line = line(in)) {
                number++;
                try {
                    if (number == 1) {
                        first(line);
                        continue;
                    }
                    switch (LogLines.read(line)) {
                        case RecordedEvent event -> {
                            head = follow(chain, head, event);
                            sink.take(event);
                        }
                        case LogLines.Last last -> {
                            if (!last.toHead().equals(head)) {
                                throw new NotALog("the head is not that of the events before it");
                            }
                            if (in.read() >= 0) {
                                throw new NotALog("something follows the last line");
                            }
                            return head;
                        }
                        default -> throw new IllegalStateException("a line of another kind");
                    }
                } catch (NotALog e) {
                    throw e.atLine(number);
                } catch (RuntimeException e) {
                    throw new NotALog(String.valueOf(e.getMessage())).atLine(number);
                }
            }
        }
        throw new NotALog(
                "the file ends after line %,d without its last line: export it again"
                        .formatted(number));
    }

    private static void first(byte[] line) {
        if (!new String(line, StandardCharsets.UTF_8).equals(LogLines.FIRST)) {
            throw new NotALog("it does not begin with " + LogLines.FIRST);
        }
    }

    private static Head follow(Chain chain, Head head, RecordedEvent event) {
        if (event.position() != head.position() + 1) {
            throw new NotALog(
                    "event %,d follows event %,d".formatted(event.position(), head.position()));
        }
        if (!Arrays.equals(chain.hash(head.hash(), event), event.hash())) {
            throw new NotALog(
                    "event %,d is not what was exported: its hash differs"
                            .formatted(event.position()));
        }
        return event.head();
    }

    private static byte @org.jspecify.annotations.Nullable [] line(InputStream in)
            throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream(512);
        int b = in.read();
        if (b < 0) {
            return null;
        }
        for (; b >= 0 && b != '\n'; b = in.read()) {
            if (line.size() == LONGEST_LINE) {
                throw new NotALog("a line is longer than %,d bytes".formatted(LONGEST_LINE));
            }
            line.write(b);
        }
        return line.toByteArray();
    }

    /// Appends what the log has not got, and holds what it has against it.
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
                    throw new NotALog("this log holds other events: import into an empty folder");
                }
                return;
            }
            if (!event.stream().equals(stream) || batch.size() == EventLog.MOST_EVENTS) {
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
