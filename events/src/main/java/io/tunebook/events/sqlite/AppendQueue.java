package io.tunebook.events.sqlite;

import io.tunebook.events.log.LogUnavailable;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/// The appends that wait for the writer, in the order in which they came. Thread-safe.
final class AppendQueue {
    /// Beyond these, who appends waits in turn: what waits is held in memory.
    static final int MAX_WAITING = 1_024;

    /// Beyond these bytes too, but a single append always has room.
    static final long MAX_BYTES_WAITING = 64 << 20;

    /// Who has waited in turn for so long is refused.
    private static final Duration TIMEOUT = Duration.ofSeconds(2);

    private static final int MAX_EVENTS = 4_000;
    private static final long MAX_BYTES = 16 << 20;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition came = lock.newCondition();
    private final Condition left = lock.newCondition();
    private final ArrayDeque<PendingAppend> appends = new ArrayDeque<>();
    private final long patience;
    private long bytesWaiting;
    private boolean closed;

    AppendQueue() {
        this(TIMEOUT);
    }

    /// @param patience how long an append waits for room
    AppendQueue(Duration patience) {
        this.patience = patience.toNanos();
    }

    int size() {
        lock.lock();
        try {
            return appends.size();
        } finally {
            lock.unlock();
        }
    }

    /// Waits while too many others do.
    ///
    /// @throws LogUnavailable.Busy when they still do after a while
    /// @throws LogUnavailable.Closed once no more are taken
    void put(PendingAppend append) {
        lock.lock();
        try {
            awaitRoom(append.batch().bytes());
            if (closed) {
                throw new LogUnavailable.Closed();
            }
            add(append);
            came.signal();
        } finally {
            lock.unlock();
        }
    }

    /// For who writes next: neither waits nor wakes anybody.
    ///
    /// @throws LogUnavailable.Closed once no more are taken
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

    /// Wakes who waits for an append, if there is one.
    void signal() {
        lock.lock();
        try {
            if (!appends.isEmpty()) {
                came.signal();
            }
        } finally {
            lock.unlock();
        }
    }

    /// Waits until there is one.
    ///
    /// @return false once this is closed and all have been taken
    boolean await() {
        lock.lock();
        try {
            while (appends.isEmpty() && !closed) {
                came.awaitUninterruptibly();
            }
            return !appends.isEmpty();
        } finally {
            lock.unlock();
        }
    }

    /// The next appends to be committed together: all that wait, within bounds; empty when none
    /// does.
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
            left.signalAll();
            return group;
        } finally {
            lock.unlock();
        }
    }

    /// Takes no more; those that wait are still given out.
    void close() {
        lock.lock();
        try {
            closed = true;
            came.signalAll();
            left.signalAll();
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
        long end = System.nanoTime() + patience;
        while (isFull(bytes) && !closed) {
            long rest = end - System.nanoTime();
            if (rest <= 0) {
                break;
            }
            try {
                left.awaitNanos(rest);
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
