package io.tunebook.server.ledger;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.tunebook.events.Event;
import io.tunebook.events.log.NewEvent;
import io.tunebook.events.log.RecordedEvent;
import io.tunebook.server.model.Book;
import io.tunebook.server.model.Snapshot;
import io.tunebook.server.model.Stamp;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/// The events that this process has appended, and those that it has decoded, for as long as their
/// followers are likely to need them: an event is decoded once on its way, and folded once if no
/// other event came between. Thread-safe.
final class DecodedEvents {
    private static final long MAX_BYTES = 16L << 20;
    private static final int ENTRY_BYTES = 200;

    private final Cache<UUID, Decoded> events =
            Caffeine.newBuilder()
                    .maximumWeight(MAX_BYTES)
                    .weigher((UUID id, Decoded d) -> ENTRY_BYTES + d.payload.length)
                    .executor(Runnable::run)
                    .build();

    private static final class Decoded {
        private final Event event;
        private final String type;

        /// The bytes that the event was encoded to, or decoded from: an id alone does not prove
        /// what was recorded under it.
        private final byte[] payload;

        private final AtomicReference<@Nullable Fold> fold;

        Decoded(Event event, String type, byte[] payload, @Nullable Fold fold) {
            this.event = event;
            this.type = type;
            this.payload = payload;
            this.fold = new AtomicReference<>(fold);
        }

        boolean is(RecordedEvent recorded) {
            return type.equals(recorded.type()) && Arrays.equals(payload, recorded.payload());
        }
    }

    /// @param stamp that `after` was folded with
    private record Fold(Book before, Book after, Stamp stamp) {}

    /// The books that a command's events lead to, the first one before them.
    ///
    /// @param books one more than there are events
    /// @param stamps as many as there are events
    record Decided(List<Event> events, List<Book> books, List<Stamp> stamps) {
        Decided {
            events = List.copyOf(events);
            books = List.copyOf(books);
            stamps = List.copyOf(stamps);
        }

        /// Folds the events of a command.
        ///
        /// @throws io.tunebook.events.Rejection when one of them cannot be folded
        static Decided of(Book book, List<Event> events, java.time.Instant at, String actor) {
            List<Book> books = new ArrayList<>(List.of(book));
            List<Stamp> stamps = new ArrayList<>();
            for (Event event : events) {
                Book before = books.getLast();
                Stamp stamp = new Stamp(before.position() + 1, at, actor);
                books.add(before.fold(event, stamp));
                stamps.add(stamp);
            }
            return new Decided(events, books, stamps);
        }
    }

    /// Keeps what was decided, before it is appended.
    void keep(Decided decided, List<NewEvent> encoded) {
        for (int i = 0; i < encoded.size(); i++) {
            NewEvent e = encoded.get(i);
            Fold fold =
                    new Fold(
                            decided.books().get(i),
                            decided.books().get(i + 1),
                            decided.stamps().get(i));
            events.put(e.id(), new Decoded(decided.events().get(i), e.type(), e.payload(), fold));
        }
    }

    /// Forgets what was not appended.
    void forget(List<NewEvent> encoded) {
        encoded.forEach(e -> events.invalidate(e.id()));
    }

    /// The event that was recorded.
    Event decode(RecordedEvent recorded) {
        return decoded(recorded).event;
    }

    private Decoded decoded(RecordedEvent recorded) {
        Decoded known = events.getIfPresent(recorded.id());
        if (known == null || !known.is(recorded)) {
            known = new Decoded(Replay.decode(recorded), recorded.type(), recorded.payload(), null);
            events.put(recorded.id(), known);
        }
        return known;
    }

    /// The snapshot with one more event of the log.
    @SuppressWarnings("ReferenceEquality")
    Snapshot fold(Snapshot snapshot, RecordedEvent recorded) {
        Decoded known = decoded(recorded);
        Stamp stamp = Replay.stamp(recorded);
        // Taken, so that it does not keep a book of the past in memory.
        Fold fold = known.fold.getAndSet(null);
        return fold != null && fold.before() == snapshot.book() && fold.stamp().equals(stamp)
                ? new Snapshot(fold.after(), snapshot.curves().fold(known.event))
                : snapshot.fold(known.event, stamp);
    }
}
