package io.tunebook.events.log;

import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;

/// An append-only, tamper-evident log of events in streams. Thread-safe.
///
/// Positions start at 1 and have no gaps; within a stream versions do the same. Order is by
/// position, never by time. Every method may throw [LogUnavailable].
public interface EventLog extends AutoCloseable {
    /// The most events that one append takes.
    int MAX_EVENTS = 1_000;

    /// Appends all of the events or none, and returns once they are durable.
    ///
    /// The same ids with the same content (their times aside) answer with the first positions,
    /// whatever was expected: retries are safe.
    ///
    /// @param events 1 to [#MAX_EVENTS]
    /// @throws VersionConflict when the stream is not at the expected version
    /// @throws IdConflict when an id is known with other content, or only some of the ids are known
    /// @throws LogUnavailable when nothing can be written
    /// @throws IllegalArgumentException when [Batch] would
    Appended append(String stream, Expected expected, List<NewEvent> events);

    /// [#append] without waiting for the disk; the future fails with what `append` throws. Appends
    /// of one thread are written in the order of its calls. Waits for its turn when too many others
    /// do, but not for long. What depends on the future runs on the writer's thread unless it is
    /// `…Async`.
    ///
    /// @throws LogUnavailable.Busy when there is no room among those that wait
    CompletableFuture<Appended> submit(String stream, Expected expected, List<NewEvent> events);

    /// The events after a position, in order.
    ///
    /// @param limit at most so many, from 1
    List<RecordedEvent> read(long afterPosition, int limit);

    /// The events of a stream after a version, in order; none when there is no such stream.
    List<RecordedEvent> readStream(String stream, long afterVersion, int limit);

    /// The events before a position that pass the filter, the newest first. Page on with the
    /// position of the last one.
    ///
    /// @param beforePosition [Long#MAX_VALUE] to start at the head
    List<RecordedEvent> query(EventFilter filter, long beforePosition, int limit);

    /// The events after a position that pass the filter, the oldest first. Page on with the
    /// position of the last one.
    List<RecordedEvent> queryAfter(EventFilter filter, long afterPosition, int limit);

    /// The event with this id.
    Optional<RecordedEvent> find(UUID id);

    /// The event at this position.
    Optional<RecordedEvent> at(long position);

    /// What the events after a position say, in order. To read this takes about half as long as to
    /// read the events.
    default List<EventContent> facts(long afterPosition, int limit) {
        return read(afterPosition, limit).stream().map(EventContent::of).toList();
    }

    /// The hashes of the events after a position, in order.
    ///
    /// @return 32 bytes each
    default List<byte[]> hashes(long afterPosition, int limit) {
        return read(afterPosition, limit).stream().map(RecordedEvent::hash).toList();
    }

    /// The last acknowledged event.
    Head head();

    /// How many appends wait to be written.
    default int waiting() {
        return 0;
    }

    /// Delivers every event after a position exactly once, in order, then those to come, on a
    /// thread of its own. To go on after a break, subscribe after the last position that was dealt
    /// with.
    ///
    /// @param afterPosition 0 for all; may lie beyond the head
    Subscription subscribe(long afterPosition, Subscriber subscriber);

    /// Walks the whole log. What is appended meanwhile may or may not be in it.
    Verification verify();

    /// Finishes the appends that wait, ends the subscriptions, then lets go. May be called twice.
    @Override
    void close();
}
