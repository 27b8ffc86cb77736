package io.tunebook.events.sql;

import io.tunebook.events.log.RecordedEvent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The newest events, in memory, so that followers at the head do not read them from the disk.
/// Thread-safe.
final class RecentEvents {
    private static final int CAPACITY = 1_024;
    private static final long MAX_BYTES = 4 << 20;

    /// An event is at its position modulo the length.
    private final @Nullable RecordedEvent[] ring = new @Nullable RecordedEvent[CAPACITY];

    /// The positions in memory: from `first` to before `end`.
    private long first = 1;

    private long end = 1;
    private long bytes;

    /// Adds events that have just become durable.
    synchronized void add(List<RecordedEvent> events) {
        for (RecordedEvent event : events) {
            if (event.position() != end) {
                forget(event.position());
            }
            while (end - first >= CAPACITY) {
                drop();
            }
            ring[place(end)] = event;
            bytes += event.payload().length;
            end++;
        }
        while (bytes > MAX_BYTES) {
            drop();
        }
    }

    /// The events after a position; empty when the next one is not in memory.
    synchronized List<RecordedEvent> after(long position, int limit) {
        List<RecordedEvent> events = new ArrayList<>();
        if (position + 1 >= first) {
            for (long p = position + 1; p < end && events.size() < limit; p++) {
                RecordedEvent event = ring[place(p)];
                if (event != null) {
                    events.add(event);
                }
            }
        }
        return events;
    }

    private void drop() {
        RecordedEvent event = ring[place(first)];
        if (event != null) {
            bytes -= event.payload().length;
            ring[place(first)] = null;
        }
        first++;
    }

    private void forget(long next) {
        Arrays.fill(ring, null);
        bytes = 0;
        first = next;
        end = next;
    }

    private static int place(long position) {
        return (int) (position % CAPACITY);
    }
}
