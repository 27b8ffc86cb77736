package io.tunebook.server.exchange.archive;

import io.tunebook.events.log.Chain;
import io.tunebook.events.log.Head;
import io.tunebook.events.log.RecordedEvent;
import io.tunebook.server.exchange.LineBuffer;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// Reads the output of [LogExport] and verifies the chain.
final class LogReader {
    private LogReader() {}

    /// Receives each event.
    interface Sink {
        void take(RecordedEvent event);
    }

    /// @param in buffered
    /// @return the last event
    /// @throws InvalidExportException with the line of the error, also for those that the sink
    ///   throws
    static Head read(InputStream in, Sink sink) throws IOException {
        Chain chain = new Chain();
        Head head = Head.EMPTY;
        long number = 0;
        while (true) {
            number++;
            try {
                byte[] line = line(in);
                if (line == null) {
                    break;
                }
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
                            throw new InvalidExportException(
                                    "the head is not the hash of the last event");
                        }
                        if (in.read() >= 0) {
                            throw new InvalidExportException("something follows the last line");
                        }
                        return head;
                    }
                    default ->
                            throw new IllegalStateException(
                                    "a line is neither an event nor the last");
                }
            } catch (InvalidExportException e) {
                throw e.atLine(number);
            } catch (RuntimeException e) {
                throw new InvalidExportException(String.valueOf(e.getMessage())).atLine(number);
            }
        }
        throw new InvalidExportException(
                "the file ends after line %,d without its last line: export it again"
                        .formatted(number - 1));
    }

    private static void first(byte[] line) {
        if (!new String(line, StandardCharsets.UTF_8).equals(LogLines.FIRST)) {
            throw new InvalidExportException("it does not begin with " + LogLines.FIRST);
        }
    }

    private static Head follow(Chain chain, Head head, RecordedEvent event) {
        if (event.position() != head.position() + 1) {
            throw new InvalidExportException(
                    "event %,d follows event %,d".formatted(event.position(), head.position()));
        }
        if (!Arrays.equals(chain.hash(head.hash(), event), event.hash())) {
            throw new InvalidExportException(
                    "event %,d was changed after the export: its hash differs"
                            .formatted(event.position()));
        }
        return event.head();
    }

    private static byte @Nullable [] line(InputStream in) throws IOException {
        LineBuffer line = LineBuffer.create();
        int b = in.read();
        if (b < 0) {
            return null;
        }
        for (; b >= 0 && b != '\n'; b = in.read()) {
            line.append((byte) b);
        }
        return line.toByteArray();
    }
}
