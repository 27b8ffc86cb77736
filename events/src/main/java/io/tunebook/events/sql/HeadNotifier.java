package io.tunebook.events.sql;

import io.tunebook.events.log.Head;
import io.tunebook.events.log.LogUnavailable;
import io.tunebook.events.log.RecordedEvent;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/// The head that readers see, and waiting for the next one. Thread-safe.
public sealed interface HeadNotifier {
    Head now();

    /// The events after a position, when they are in memory; else empty.
    List<RecordedEvent> recent(long afterPosition, int limit);

    /// Returns when the head is beyond `position`, or, after a [#wake], `stop` returns true.
    void awaitBeyond(long position, BooleanSupplier stop);

    /// Has every waiting thread check its `stop` condition.
    void wake();

    /// The head as pushed by the writer of this process.
    final class PushedHead implements HeadNotifier {
        private final ReentrantLock lock = new ReentrantLock();
        private final Condition moved = lock.newCondition();
        private final RecentEvents tail = new RecentEvents();
        private volatile Head head;

        public PushedHead(Head head) {
            this.head = head;
        }

        @Override
        public Head now() {
            return head;
        }

        @Override
        public List<RecordedEvent> recent(long afterPosition, int limit) {
            return tail.after(afterPosition, limit);
        }

        /// Does nothing when `next` is behind the head.
        ///
        /// @param events the last ones up to `next`; empty when they are not known
        public void push(Head next, List<RecordedEvent> events) {
            tail.add(events);
            lock.lock();
            try {
                if (next.position() >= head.position()) {
                    head = next;
                }
                moved.signalAll();
            } finally {
                lock.unlock();
            }
        }

        @Override
        public void awaitBeyond(long position, BooleanSupplier stop) {
            lock.lock();
            try {
                while (head.position() <= position && !stop.getAsBoolean()) {
                    moved.awaitUninterruptibly();
                }
            } finally {
                lock.unlock();
            }
        }

        @Override
        public void wake() {
            lock.lock();
            try {
                moved.signalAll();
            } finally {
                lock.unlock();
            }
        }
    }

    /// The head as polled from the database, for a log that another process may be writing.
    final class PolledHead implements HeadNotifier {
        private static final long POLL_NANOS = TimeUnit.MILLISECONDS.toNanos(200);

        private final ReentrantLock lock = new ReentrantLock();
        private final Condition woken = lock.newCondition();
        private final Supplier<Head> source;

        public PolledHead(Supplier<Head> source) {
            this.source = source;
        }

        @Override
        public Head now() {
            return source.get();
        }

        @Override
        public List<RecordedEvent> recent(long afterPosition, int limit) {
            return List.of();
        }

        @Override
        public void awaitBeyond(long position, BooleanSupplier stop) {
            try {
                while (!stop.getAsBoolean() && now().position() <= position) {
                    pause(stop);
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new LogUnavailable.Failed("interrupted while waiting for the log", e);
            }
        }

        private void pause(BooleanSupplier stop) throws InterruptedException {
            lock.lock();
            try {
                long left = POLL_NANOS;
                while (left > 0 && !stop.getAsBoolean()) {
                    left = woken.awaitNanos(left);
                }
            } finally {
                lock.unlock();
            }
        }

        @Override
        public void wake() {
            lock.lock();
            try {
                woken.signalAll();
            } finally {
                lock.unlock();
            }
        }
    }
}
