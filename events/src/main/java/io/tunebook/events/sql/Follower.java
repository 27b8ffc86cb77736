package io.tunebook.events.sql;

import io.tunebook.events.log.LogUnavailable;
import io.tunebook.events.log.RecordedEvent;
import io.tunebook.events.log.Subscriber;
import io.tunebook.events.log.Subscription;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// A subscription: reads after its own position, and waits at the head. It reads events from the
/// log itself, so nothing is lost or repeated, and a slow subscriber delays no other.
final class Follower implements Subscription {
    private static final int PAGE = 256;
    private static final long RETRY_NANOS = 200_000_000;

    private final Readers readers;
    private final HeadNotifier heads;
    private final Subscriber subscriber;
    private final Consumer<Follower> ended;
    private final Thread thread;
    private volatile boolean closed;
    private volatile @Nullable LogUnavailable end;

    /// @param ended called when the thread has ended
    public Follower(
            Readers readers,
            HeadNotifier heads,
            long after,
            Subscriber subscriber,
            Consumer<Follower> ended) {
        this.readers = readers;
        this.heads = heads;
        this.subscriber = subscriber;
        this.ended = ended;
        this.thread = Thread.ofVirtual().name("log-follower").unstarted(() -> run(after));
    }

    public void start() {
        thread.start();
    }

    @Override
    public void close() {
        closed = true;
        stop();
    }

    /// Ends the subscription because the log closes; the subscriber receives the reason.
    public void end(LogUnavailable why) {
        end = why;
        stop();
    }

    private void stop() {
        heads.wake();
        if (Thread.currentThread() == thread) {
            return;
        }
        boolean interrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private boolean stopped() {
        return closed || end != null;
    }

    private void run(long after) {
        try {
            follow(after);
            LogUnavailable why = end;
            if (why != null && !closed) {
                subscriber.onError(why);
            }
        } catch (RuntimeException e) {
            if (!closed) {
                subscriber.onError(e);
            }
        } finally {
            ended.accept(this);
        }
    }

    private void follow(long after) {
        long position = after;
        boolean caughtUp = false;
        while (!stopped()) {
            long head = heads.now().position();
            if (position < head) {
                position = deliver(position, head);
            } else {
                if (!caughtUp) {
                    caughtUp = true;
                    subscriber.onCaughtUp(position);
                }
                heads.awaitBeyond(position, this::stopped);
            }
        }
    }

    private long deliver(long after, long head) {
        int limit = (int) Math.min(PAGE, head - after);
        List<RecordedEvent> page = page(after, limit);
        long position = after;
        for (RecordedEvent event : page) {
            if (stopped()) {
                return position;
            }
            if (event.position() != position + 1) {
                throw missing(position + 1);
            }
            subscriber.onEvent(event);
            position = event.position();
        }
        subscriber.onPause(position);
        if (position == after) {
            throw missing(position + 1);
        }
        return position;
    }

    private List<RecordedEvent> page(long after, int limit) {
        List<RecordedEvent> recent = heads.recent(after, limit);
        if (!recent.isEmpty()) {
            return recent;
        }
        while (true) {
            try {
                return readers.read(rows -> rows.after(after, limit));
            } catch (LogUnavailable e) {
                if (stopped() || !readers.isDisconnected(e)) {
                    throw e;
                }
                // The database is away for a while; nothing was delivered.
                LockSupport.parkNanos(RETRY_NANOS);
            }
        }
    }

    private static LogUnavailable missing(long position) {
        return new LogUnavailable.Failed(
                "event %,d is missing from the log: run './tunebook verify'".formatted(position),
                null);
    }
}
