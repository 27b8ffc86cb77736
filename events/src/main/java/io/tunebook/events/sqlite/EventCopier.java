package io.tunebook.events.sqlite;

import io.tunebook.events.log.Appended;
import io.tunebook.events.log.Chain;
import io.tunebook.events.log.EventLog;
import io.tunebook.events.log.Expected;
import io.tunebook.events.log.Head;
import io.tunebook.events.log.LogUnavailable;
import io.tunebook.events.log.NewEvent;
import io.tunebook.events.log.RecordedEvent;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/// Appends events of another log, with the same positions and hashes.
final class EventCopier {
    private static final int IN_FLIGHT = 64;

    private final EventLog into;
    private final Chain chain = new Chain();
    private final List<NewEvent> batch = new ArrayList<>();
    private final ArrayDeque<CompletableFuture<Appended>> waiting = new ArrayDeque<>();
    private String stream = "";
    private Head head = Head.EMPTY;

    /// @param into an empty log
    EventCopier(EventLog into) {
        this.into = into;
    }

    /// Copies a whole log.
    ///
    /// @throws LogUnavailable.Failed when its events do not form one chain
    static void copy(EventLog from, EventLog into) {
        EventCopier copier = new EventCopier(into);
        List<RecordedEvent> page = from.read(0, EventLog.MAX_EVENTS);
        while (!page.isEmpty()) {
            for (RecordedEvent event : page) {
                if (!copier.take(event)) {
                    throw new LogUnavailable.Failed(
                            "event %,d does not follow the one before it: run './tunebook verify'"
                                    .formatted(event.position()),
                            null);
                }
            }
            page = from.read(copier.head().position(), EventLog.MAX_EVENTS);
        }
        copier.finish();
    }

    /// The last copied event.
    Head head() {
        return head;
    }

    /// Copies the next event.
    ///
    /// @return false when it does not follow the previous one, and was not copied
    boolean take(RecordedEvent event) {
        if (event.position() != head.position() + 1
                || !Arrays.equals(chain.hash(head.hash(), event), event.hash())) {
            return false;
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
        head = event.head();
        return true;
    }

    /// Returns when all events are durable.
    void finish() {
        flush();
        waiting.forEach(CompletableFuture::join);
        if (!into.head().equals(head)) {
            throw new IllegalStateException(
                    "the copy ends with %s, but the original with %s".formatted(into.head(), head));
        }
    }

    private void flush() {
        if (batch.isEmpty()) {
            return;
        }
        if (waiting.size() == IN_FLIGHT) {
            waiting.remove().join();
        }
        waiting.add(into.submit(stream, Expected.any(), List.copyOf(batch)));
        batch.clear();
    }
}
