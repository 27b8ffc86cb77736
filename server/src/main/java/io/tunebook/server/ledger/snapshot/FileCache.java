package io.tunebook.server.ledger.snapshot;

import io.tunebook.events.log.EventLog;
import io.tunebook.events.log.Head;
import io.tunebook.events.log.RecordedEvent;
import io.tunebook.server.model.Snapshot;
import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A snapshot in a file, which a separate thread updates as the log grows.
final class FileCache implements SnapshotCache {
    /// The minimum length of a log for a snapshot: a shorter log is read fast enough.
    private static final long MIN_EVENTS = 50_000;

    /// The growth of the log, as a fraction of its length, before the next snapshot is written, so
    /// that all writing takes a few times as long as the last write.
    private static final double GROWTH = 0.25;

    /// The weight that a log has gained since the last snapshot from which one is written at a
    /// stop.
    private static final long MIN_WEIGHT_AT_STOP = 20_000;

    /// A stop takes at most so much longer for a snapshot.
    private static final Duration STOP_TIMEOUT = Duration.ofSeconds(5);

    private static final Logger LOG = LoggerFactory.getLogger(FileCache.class);

    private final SnapshotFile file;
    private final EventLog log;
    private volatile long next = MIN_EVENTS;
    private volatile Snapshot latest = Snapshot.EMPTY;

    /// The weight of the last stored snapshot, or of the one that is being written.
    private long storedWeight;

    private @Nullable Thread writing;

    FileCache(SnapshotFile file, EventLog log) {
        this.file = file;
        this.log = log;
    }

    @Override
    public Snapshot read() {
        try {
            SnapshotFile.StoredSnapshot stored = file.read();
            if (stored != null && holds(stored.head())) {
                next = after(stored.head().position());
                latest = stored.snapshot();
                synchronized (this) {
                    storedWeight = latest.weight();
                }
                return stored.snapshot();
            }
        } catch (IOException e) {
            LOG.warn("the snapshot beside the log cannot be read: reading the whole log", e);
        }
        return Snapshot.EMPTY;
    }

    @Override
    public void offer(Snapshot snapshot) {
        latest = snapshot;
        if (snapshot.position() >= next) {
            begin(snapshot);
        }
    }

    private synchronized void begin(Snapshot snapshot) {
        if (writing == null && snapshot.position() >= next) {
            next = after(snapshot.position());
            start(snapshot);
        }
    }

    private synchronized void start(Snapshot snapshot) {
        storedWeight = snapshot.weight();
        writing = Thread.ofPlatform().daemon().name("snapshot-writer").start(() -> write(snapshot));
    }

    @Override
    public void close() {
        Thread thread;
        synchronized (this) {
            next = Long.MAX_VALUE;
            Snapshot last = latest;
            if (writing == null && last.weight() - storedWeight >= MIN_WEIGHT_AT_STOP) {
                start(last);
            }
            thread = writing;
        }
        if (thread == null) {
            return;
        }
        boolean interrupted = false;
        try {
            thread.join(STOP_TIMEOUT);
        } catch (InterruptedException e) {
            interrupted = true;
        }
        thread.interrupt();
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

    private void write(Snapshot snapshot) {
        try {
            List<RecordedEvent> last = log.read(snapshot.position() - 1, 1);
            file.write(new SnapshotFile.StoredSnapshot(last.getFirst().head(), snapshot));
        } catch (ClosedByInterruptException e) {
            LOG.debug("the snapshot is not written: the server is stopping", e);
        } catch (IOException e) {
            LOG.warn("the snapshot cannot be written: the next start reads more of the log", e);
        } finally {
            synchronized (this) {
                writing = null;
            }
        }
    }

    private boolean holds(Head head) {
        List<RecordedEvent> at = log.read(head.position() - 1, 1);
        return !at.isEmpty() && at.getFirst().head().equals(head);
    }

    private static long after(long position) {
        return Math.max(position + MIN_EVENTS, (long) (position * (1 + GROWTH)));
    }
}
