package io.tunebook.server.ledger;

import io.tunebook.events.log.EventLog;
import io.tunebook.events.log.RecordedEvent;
import io.tunebook.events.log.Subscriber;
import io.tunebook.events.log.Subscription;
import io.tunebook.server.book.Snapshot;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// Follows the log and keeps the snapshot of its head.
final class Projector implements Subscriber, AutoCloseable {
    private final History history;
    private final Subscription subscription;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition moved = lock.newCondition();
    private volatile Snapshot snapshot;
    private volatile @Nullable RuntimeException failure;

    Projector(EventLog log) {
        history = new History(log);
        snapshot = history.at(log.head().position());
        subscription = log.subscribe(snapshot.position(), this);
    }

    Snapshot now() {
        return snapshot;
    }

    History history() {
        return history;
    }

    /// Returns once the snapshot has reached `position`.
    void await(long position) {
        lock.lock();
        try {
            while (snapshot.position() < position) {
                RuntimeException failed = failure;
                if (failed != null) {
                    throw new IllegalStateException("the read models have stopped", failed);
                }
                moved.awaitUninterruptibly();
            }
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void onEvent(RecordedEvent event) {
        Snapshot next = History.fold(snapshot, event);
        history.keep(next);
        lock.lock();
        try {
            snapshot = next;
            moved.signalAll();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void onError(RuntimeException error) {
        lock.lock();
        try {
            failure = error;
            moved.signalAll();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void close() {
        subscription.close();
    }
}
