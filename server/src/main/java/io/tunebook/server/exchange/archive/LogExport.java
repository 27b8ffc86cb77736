package io.tunebook.server.exchange.archive;

import io.tunebook.events.log.EventLog;
import io.tunebook.events.log.Head;
import io.tunebook.events.log.RecordedEvent;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

/// Writes a log as lines of JSON, from which [LogImport] makes the same log again.
public final class LogExport {
    private static final int PAGE = 1_000;

    private LogExport() {}

    /// Writes the events up to the current head, and leaves the stream open.
    ///
    /// @return the last event written
    public static Head write(EventLog log, OutputStream out) throws IOException {
        long end = log.head().position();
        line(LogLines.FIRST.getBytes(StandardCharsets.UTF_8), out);
        Head head = Head.EMPTY;
        while (head.position() < end) {
            List<RecordedEvent> page =
                    log.read(head.position(), (int) Math.min(PAGE, end - head.position()));
            if (page.isEmpty()) {
                throw new IOException(
                        "event %,d is missing from the log: run './tunebook verify'"
                                .formatted(head.position() + 1));
            }
            for (RecordedEvent event : page) {
                line(LogLines.write(event), out);
            }
            head = page.getLast().head();
        }
        line(LogLines.last(head), out);
        out.flush();
        return head;
    }

    private static void line(byte[] line, OutputStream out) throws IOException {
        out.write(line);
        out.write('\n');
    }
}
