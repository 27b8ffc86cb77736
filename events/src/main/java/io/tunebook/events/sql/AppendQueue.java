package io.tunebook.events.sql;

import io.tunebook.events.log.LogUnavailable;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/// The appends that wait for the writer, first in, first out. Thread-safe.
final class AppendQueue {
    /// The queue is full beyond so many appends: they are held in memory.
    static final int MAX_WAITING = 1_024;

    /// The queue is full beyond so many bytes too, but always takes a single append.
    static final long MAX_BYTES_WAITING = 64 << 20;

    /// The time after which an append is rejected when the queue is full.
    private static final Duration TIMEOUT = Duration.ofSeconds(2);

    private static final int MAX_EVENTS = 4_000;
    private static final long MAX_BYTES = 16 << 20;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition notEmpty = lock.newCondition();
    private final Condition notFull = lock.newCondition();
    private final ArrayDeque<PendingAppend> appends = new ArrayDeque<>();
    private final long timeoutNanos;
    private long bytesWaiting;
    private boolean closed;

    AppendQueue() {
        this(TIMEOUT);
    }

    /// @param timeout how long an append waits while the queue is full
    AppendQueue(Duration timeout) {
        timeoutNanos = timeout.toNanos();
    }

    int size() {
        lock.lock();
        try {
            return appends.size();
        } finally {
            lock.unlock();
        }
    }

    /// Adds an append; waits while the queue is full.
    ///
    /// @throws LogUnavailable.Busy when the queue is still full after the timeout
    /// @throws LogUnavailable.Closed when the queue is closed
    void put(PendingAppend append) {
        lock.lock();
        try {
            awaitRoom(append.batch().bytes());
            if (closed) {
                throw new LogUnavailable.Closed();
            }
            add(append);
            notEmpty.signal();
        } finally {
            lock.unlock();
        }
    }

    /// Adds an append for the thread that writes next: neither waits nor wakes a thread.
    ///
    /// @throws LogUnavailable.Closed when the queue is closed
    void addQuietly(PendingAppend append) {
        lock.lock();
        try {
            if (closed) {
                throw new LogUnavailable.Closed();
            }
            add(append);
        } finally {
            lock.unlock();
        }
    }

    /// Wakes a thread that waits for an append, if there is one.
    void signal() {
        lock.lock();
        try {
            if (!appends.isEmpty()) {
                notEmpty.signal();
            }
        } finally {
            lock.unlock();
        }
    }

    /// Waits for an append.
    ///
    /// @return false when the queue is closed and empty
    boolean await() {
        lock.lock();
        try {
            while (appends.isEmpty() && !closed) {
                notEmpty.awaitUninterruptibly();
            }
            return !appends.isEmpty();
        } finally {
            lock.unlock();
        }
    }

    /// The next appends to be committed together: all queued ones, up to the limits; may be empty.
    List<PendingAppend> take() {
        lock.lock();
        try {
            List<PendingAppend> group = new ArrayList<>();
            int events = 0;
            long bytes = 0;
            while (!appends.isEmpty()) {
                PendingAppend next = appends.peek();
                events += next.batch().events().size();
                bytes += next.batch().bytes();
                if (!group.isEmpty() && (events > MAX_EVENTS || bytes > MAX_BYTES)) {
                    break;
                }
                group.add(appends.remove());
                bytesWaiting -= next.batch().bytes();
            }
            notFull.signalAll();
            return group;
        } finally {
            lock.unlock();
        }
    }

    /// Closes the queue; queued appends can still be taken.
    void close() {
        lock.lock();
        try {
            closed = true;
            notEmpty.signalAll();
            notFull.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private void add(PendingAppend append) {
        appends.add(append);
        bytesWaiting += append.batch().bytes();
    }

    private boolean isFull(long bytes) {
        return appends.size() >= MAX_WAITING
                || (!appends.isEmpty() && bytesWaiting + bytes > MAX_BYTES_WAITING);
    }

    private void awaitRoom(long bytes) {
        boolean interrupted = false;
        long end = System.nanoTime() + timeoutNanos;
        while (isFull(bytes) && !closed) {
            long rest = end - System.nanoTime();
            if (rest <= 0) {
                break;
            }
            try {
                notFull.awaitNanos(rest);
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        if (isFull(bytes) && !closed) {
            throw new LogUnavailable.Busy(appends.size());
        }
    }
}
