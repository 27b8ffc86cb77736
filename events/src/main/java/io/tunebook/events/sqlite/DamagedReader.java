package io.tunebook.events.sqlite;

import io.tunebook.events.log.EventLog;
import io.tunebook.events.log.LogUnavailable;
import io.tunebook.events.log.RecordedEvent;
import java.util.List;
import java.util.function.Consumer;

/// Reads all events of a damaged log that can be read, and skips the others.
final class DamagedReader {
    private static final int PAGE = 500;

    /// The unreadable positions in a row after which the rest is unreadable too.
    private static final int MAX_SKIPPED = 100_000;

    /// The same beyond the acknowledged head, where a crash leaves one commit at most.
    private static final int MAX_SKIPPED_BEYOND = 4_096;

    private DamagedReader() {}

    /// @param after the position before the first one
    static void read(EventLog log, long after, Consumer<RecordedEvent> each) {
        read(log, after, Long.MAX_VALUE, each);
    }

    /// @param acknowledged the position of the acknowledged head; [Long#MAX_VALUE] when it is not
    ///   known
    static void read(EventLog log, long after, long acknowledged, Consumer<RecordedEvent> each) {
        long at = after;
        int page = PAGE;
        int skipped = 0;
        while (skipped < (at < acknowledged ? MAX_SKIPPED : MAX_SKIPPED_BEYOND)) {
            List<RecordedEvent> events;
            try {
                events = log.read(at, page);
            } catch (LogUnavailable e) {
                if (page == 1) {
                    at++;
                    skipped++;
                }
                page = Math.max(1, page / 2);
                continue;
            }
            if (events.isEmpty()) {
                return;
            }
            events.forEach(each);
            at = events.getLast().position();
            page = Math.min(PAGE, page * 2);
            skipped = 0;
        }
    }
}
