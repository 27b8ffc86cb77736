package io.tunebook.server.ledger;

import io.tunebook.events.log.EventLog;
import io.tunebook.events.log.RecordedEvent;
import io.tunebook.events.log.Subscriber;
import io.tunebook.events.log.Subscription;
import io.tunebook.server.ledger.snapshot.SnapshotCache;
import io.tunebook.server.model.Snapshot;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// Follows the log and provides the snapshot of its head.
final class Projector implements Subscriber, AutoCloseable {
    private final History history;
    private final SnapshotCache cache;
    private final DecodedEvents decodedEvents;
    private final Subscription subscription;
    private final ReentrantLock lock = new ReentrantLock();

    /// The callers that wait for a position, the nearest first.
    private final PriorityQueue<Waiter> waiters = new PriorityQueue<>();

    /// The next snapshot, which the subscription's thread is folding.
    private Snapshot folded;

    private volatile Snapshot snapshot;
    private volatile @Nullable RuntimeException failure;

    private record Waiter(long position, CompletableFuture<Void> reached)
            implements Comparable<Waiter> {
        @Override
        public int compareTo(Waiter other) {
            return Long.compare(position, other.position);
        }
    }

    Projector(EventLog log, SnapshotCache cache, DecodedEvents decodedEvents) {
        this.cache = cache;
        this.decodedEvents = decodedEvents;
        history = new History(log, cache.read());
        folded = history.at(log.head().position());
        snapshot = folded;
        cache.offer(folded);
        subscription = log.subscribe(snapshot.position(), this);
    }

    Snapshot now() {
        return snapshot;
    }

    /// Why it has stopped; empty while it follows the log.
    Optional<RuntimeException> failure() {
        return Optional.ofNullable(failure);
    }

    History history() {
        return history;
    }

    /// Returns when the snapshot has reached `position`.
    ///
    /// @throws IllegalStateException when the projector has stopped
    void await(long position) {
        if (snapshot.position() < position) {
            try {
                reached(position).join();
            } catch (CompletionException e) {
                throw e.getCause() instanceof IllegalStateException stopped ? stopped : e;
            }
        }
    }

    /// Completes when the snapshot has reached `position`; fails when the projector has stopped.
    CompletableFuture<Void> reached(long position) {
        CompletableFuture<Void> reached = new CompletableFuture<>();
        lock.lock();
        try {
            RuntimeException failed = failure;
            if (snapshot.position() >= position) {
                reached.complete(null);
            } else if (failed != null) {
                reached.completeExceptionally(stopped(failed));
            } else {
                waiters.add(new Waiter(position, reached));
            }
        } finally {
            lock.unlock();
        }
        return reached;
    }

    @Override
    public void onEvent(RecordedEvent event) {
        folded = decodedEvents.fold(folded, event);
        history.keep(folded);
    }

    @Override
    public void onPause(long position) {
        List<Waiter> reached = new ArrayList<>();
        lock.lock();
        try {
            snapshot = folded;
            while (!waiters.isEmpty() && waiters.peek().position() <= position) {
                reached.add(waiters.remove());
            }
        } finally {
            lock.unlock();
        }
        reached.forEach(waiter -> waiter.reached().complete(null));
        cache.offer(folded);
    }

    @Override
    public void onError(RuntimeException error) {
        List<Waiter> stranded;
        lock.lock();
        try {
            failure = error;
            stranded = List.copyOf(waiters);
            waiters.clear();
        } finally {
            lock.unlock();
        }
        stranded.forEach(waiter -> waiter.reached().completeExceptionally(stopped(error)));
    }

    private static IllegalStateException stopped(@Nullable Throwable why) {
        return new IllegalStateException("the read models have stopped", why);
    }

    @Override
    public void close() {
        subscription.close();
        cache.close();
    }
}
