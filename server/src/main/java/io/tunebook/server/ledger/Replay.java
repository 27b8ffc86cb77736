package io.tunebook.server.ledger;

import io.tunebook.events.Event;
import io.tunebook.events.log.EventLog;
import io.tunebook.events.log.RecordedEvent;
import io.tunebook.events.wire.Wire;
import io.tunebook.server.book.Snapshot;
import io.tunebook.server.book.Stamp;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Consumer;

/// Folds a stretch of the log. Pages are read and decoded ahead, beside the folding, so that a long
/// stretch takes as long as the slower of the two.
final class Replay {
    private static final int PAGE = 2_000;
    private static final int AHEAD = 4;

    private final EventLog log;

    Replay(EventLog log) {
        this.log = log;
    }

    /// An event that is ready to be folded.
    private record Ready(Event event, Stamp stamp) {}

    /// The snapshot as of `position`.
    ///
    /// @param each told of every snapshot on the way, `position`'s included
    /// @throws IllegalArgumentException when the log ends before
    Snapshot to(long position, Snapshot from, Consumer<Snapshot> each) {
        Snapshot snapshot = from;
        ArrayDeque<CompletableFuture<List<Ready>>> pages = new ArrayDeque<>();
        long asked = snapshot.position();
        while (snapshot.position() < position) {
            while (asked < position && pages.size() < AHEAD) {
                pages.add(page(asked, (int) Math.min(PAGE, position - asked)));
                asked += PAGE;
            }
            List<Ready> page = join(pages.remove());
            if (page.isEmpty()) {
                throw new IllegalArgumentException(
                        "the log ends at %d, before %d".formatted(snapshot.position(), position));
            }
            for (Ready ready : page) {
                snapshot = snapshot.fold(ready.event(), ready.stamp());
                each.accept(snapshot);
            }
        }
        return snapshot;
    }

    private CompletableFuture<List<Ready>> page(long after, int events) {
        if (events < PAGE) {
            return CompletableFuture.completedFuture(decode(after, events));
        }
        return CompletableFuture.supplyAsync(() -> decode(after, events));
    }

    private List<Ready> decode(long after, int events) {
        List<Ready> ready = new ArrayList<>(events);
        for (RecordedEvent event : log.read(after, events)) {
            ready.add(new Ready(decode(event), stamp(event)));
        }
        return ready;
    }

    static Event decode(RecordedEvent event) {
        return Wire.decode(event.type(), event.typeVersion(), event.payload());
    }

    static Stamp stamp(RecordedEvent event) {
        return new Stamp(event.position(), event.recordedAt(), event.actor());
    }

    private static <T> T join(CompletableFuture<T> future) {
        try {
            return future.join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            throw e;
        }
    }
}
