package io.tunebook.events.log;

import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/// An append-only, tamper-evident log of events in streams. Thread-safe.
///
/// Positions start at 1 and have no gaps, and so do the versions within a stream. Order is by
/// position, never by time. Every method may throw [LogUnavailable].
public interface EventLog extends AutoCloseable {
    /// The maximum number of events in one append.
    int MAX_EVENTS = 1_000;

    /// Appends all of the events or none, and returns once they are durable.
    ///
    /// A retry with the same ids and content (times aside) returns the first positions, whatever
    /// version is expected.
    ///
    /// @param events 1 to [#MAX_EVENTS]
    /// @throws VersionConflict when the stream is not at the expected version
    /// @throws IdConflict when an id is recorded with other content, or only some ids are recorded
    /// @throws LogUnavailable when the log cannot be written
    /// @throws IllegalArgumentException under the conditions of [Batch]
    Appended append(String stream, Expected expected, List<NewEvent> events);

    /// [#append] without waiting for the disk. The future fails with the exceptions of `append`.
    /// Appends of one thread are written in the order of its calls. When the queue is full, the
    /// call waits for a limited time. Dependents of the future run on the writer's thread unless
    /// they are `…Async`.
    ///
    /// @throws LogUnavailable.Busy when the queue is still full after that time
    CompletableFuture<Appended> submit(String stream, Expected expected, List<NewEvent> events);

    /// The turn of this process as the writer: it grows each time that it writes again after
    /// another process has written. Always 0 where a log has one process only.
    default long turn() {
        return 0;
    }

    /// [#submit] of what was decided in a turn: refused when another process has written since,
    /// whose events the decision may contradict.
    ///
    /// @throws LogUnavailable.Standby in another turn; also from the future
    default CompletableFuture<Appended> submit(
            String stream, Expected expected, List<NewEvent> events, long decidedIn) {
        return submit(stream, expected, events);
    }

    /// [#append] of what was decided in a turn, as [#submit(String, Expected, List, long)].
    ///
    /// @throws LogUnavailable.Standby in another turn
    default Appended append(
            String stream, Expected expected, List<NewEvent> events, long decidedIn) {
        return append(stream, expected, events);
    }

    /// The events after a position, in order.
    ///
    /// @param limit the maximum number of events, from 1
    List<RecordedEvent> read(long afterPosition, int limit);

    /// The events of a stream after a version, in order; empty when there is no such stream.
    List<RecordedEvent> readStream(String stream, long afterVersion, int limit);

    /// The events before a position that match the filter, the newest first. For the next page, use
    /// the position of the last one.
    ///
    /// @param beforePosition [Long#MAX_VALUE] to start at the head
    List<RecordedEvent> query(EventFilter filter, long beforePosition, int limit);

    /// The events after a position that match the filter, the oldest first. For the next page, use
    /// the position of the last one.
    List<RecordedEvent> queryAfter(EventFilter filter, long afterPosition, int limit);

    /// The event with this id.
    Optional<RecordedEvent> find(UUID id);

    /// The event at this position.
    Optional<RecordedEvent> at(long position);

    /// The contents of the events after a position, in order. Reading them takes about half as long
    /// as reading the events.
    default List<EventContent> contents(long afterPosition, int limit) {
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

    /// The number of appends in the queue.
    default int queuedAppends() {
        return 0;
    }

    /// Whether appends are accepted, and why not.
    default LogState state() {
        return new LogState.Writable();
    }

    /// The size of the stored log, in bytes; 0 when it is not known.
    default long bytes() {
        return 0;
    }

    /// Calls a listener with the state now and after each change, in order. It must not wait.
    default void onState(Consumer<LogState> listener) {
        listener.accept(state());
    }

    /// The progress of the verification in the background.
    default VerificationProgress verification() {
        return VerificationProgress.NONE;
    }

    /// Delivers every event after a position exactly once, in order, and then each new one, on its
    /// own thread. To resume, subscribe after the last position that was processed.
    ///
    /// @param afterPosition 0 for all; may be beyond the head
    Subscription subscribe(long afterPosition, Subscriber subscriber);

    /// Verifies the whole log. Events that are appended meanwhile may be omitted.
    Verification verify();

    /// Finishes the queued appends, ends the subscriptions and releases the log. Idempotent.
    @Override
    void close();
}
