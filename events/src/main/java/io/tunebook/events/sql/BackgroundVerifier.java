package io.tunebook.events.sql;

import io.tunebook.events.log.ChainVerifier;
import io.tunebook.events.log.Head;
import io.tunebook.events.log.LogState;
import io.tunebook.events.log.LogUnavailable;
import io.tunebook.events.log.RecordedEvent;
import io.tunebook.events.log.Verification;
import io.tunebook.events.log.Verification.Broken;
import io.tunebook.events.log.Verification.Intact;
import io.tunebook.events.log.VerificationProgress;
import io.tunebook.events.proof.StoredCheckpoint;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jooq.DSLContext;
import org.jooq.exception.DataAccessException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Verifies an open log from its first event to its newest, again and again, on a thread of its own
/// that rests most of the time. A log that does not verify rejects appends until it verifies again.
final class BackgroundVerifier implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(BackgroundVerifier.class);
    private static final int PAGE = 100;

    /// The thread rests so many times as long as it works: it uses 15% of a core.
    private static final double REST = 0.85 / 0.15;

    /// After a pass that could not be finished, as for lack of file descriptors.
    private static final Duration RETRY = Duration.ofMinutes(1);

    private final SqlDatabase database;
    private final LogFolder folder;
    private final Verifier.Surroundings surroundings;
    private final Writer writer;
    private final Supplier<Head> acknowledged;
    private final WriteState state;
    private final DamageMark mark;
    private final Duration interval;
    private final CountDownLatch closed = new CountDownLatch(1);
    private final Thread thread;
    private volatile VerificationProgress progress = VerificationProgress.NONE;

    /// @param folder the files beside the log
    /// @param acknowledged the last event that was acknowledged
    /// @param interval from the end of a pass to the next; zero for one pass only
    public BackgroundVerifier(
            SqlDatabase database,
            LogFolder folder,
            Verifier.Surroundings surroundings,
            Writer writer,
            Supplier<Head> acknowledged,
            WriteState state,
            Duration interval) {
        this.database = database;
        this.folder = folder;
        this.surroundings = surroundings;
        this.writer = writer;
        this.acknowledged = acknowledged;
        this.state = state;
        this.mark = new DamageMark(folder.damaged());
        this.interval = interval;
        this.thread = Thread.ofPlatform().daemon().name("log-verifier").unstarted(this::run);
    }

    public void start() {
        thread.start();
    }

    public VerificationProgress progress() {
        return progress;
    }

    @Override
    public void close() {
        closed.countDown();
        Writer.awaitEnd(thread);
    }

    private void run() {
        try {
            Duration pause;
            do {
                pause = pass() ? interval : RETRY;
            } while (!pause.isZero() && !isClosed(pause));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /// Whether the log was closed before the end of a pause.
    private boolean isClosed(Duration pause) throws InterruptedException {
        return closed.await(pause.toNanos(), TimeUnit.NANOSECONDS);
    }

    /// Rests in proportion to the work since a moment.
    ///
    /// @throws InterruptedException also when the log was closed
    private void rest(long since) throws InterruptedException {
        if (isClosed(Duration.ofNanos((long) (REST * (System.nanoTime() - since))))) {
            throw new InterruptedException("the log was closed");
        }
    }

    /// Whether it was finished.
    private boolean pass() throws InterruptedException {
        // A new connection, without caches from before.
        try (Connection connection = database.reader()) {
            finished(verify(database.dsl(connection)));
            return true;
        } catch (SQLException | DataAccessException | LogUnavailable | IOException e) {
            if (database.failures().isDamage(e)) {
                finished(
                        new Broken(
                                progress.position() + 1,
                                "the event cannot be read: " + e.getMessage()));
                return true;
            }
            LOG.warn("the verification of the log could not be finished, and is repeated", e);
            return false;
        }
    }

    private void reached(long position) {
        VerificationProgress before = progress;
        progress = new VerificationProgress(position, before.finishedAt(), before.result());
    }

    private Verification verify(DSLContext dsl) throws InterruptedException, IOException {
        ChainVerifier walk = new ChainVerifier(acknowledged.get());
        StoredCheckpoint checkpoint = StoredCheckpoint.in(folder.path());
        Broken broken = walk(walk, checkpoint, new Rows(dsl, database.failures()));
        reached(walk.head().position());
        if (broken == null) {
            broken = walk.atTheEnd();
        }
        if (broken == null) {
            broken = Verifier.broken(walk.head(), checkpoint.atTheEnd());
        }
        if (broken == null) {
            long began = System.nanoTime();
            broken = surroundings.problem(dsl, walk.head());
            rest(began);
        }
        if (broken == null) {
            writer.inspect();
            broken =
                    state.lastingReason()
                            .filter(reason -> !(reason instanceof LogUnavailable.Damaged))
                            .map(r ->
                                    new Broken(
                                            walk.head().position(), String.valueOf(r.getMessage())))
                            .orElse(null);
        }
        if (broken != null) {
            return broken;
        }
        advance(checkpoint);
        return new Intact(walk.head().position(), walk.head());
    }

    /// A log that cannot be written keeps its last checkpoint.
    private void advance(StoredCheckpoint checkpoint) {
        if (!(state.now() instanceof LogState.Writable)) {
            return;
        }
        try {
            checkpoint.advance();
        } catch (IOException e) {
            LOG.warn("the signed checkpoint beside the log cannot be replaced", e);
        }
    }

    private static @Nullable Broken step(
            ChainVerifier walk, StoredCheckpoint checkpoint, RecordedEvent event) {
        Broken broken = walk.step(event);
        return broken != null
                ? broken
                : Verifier.broken(walk.head(), checkpoint.take(event.hash()));
    }

    private @Nullable Broken walk(ChainVerifier walk, StoredCheckpoint checkpoint, Rows rows)
            throws InterruptedException {
        long after = Long.MIN_VALUE;
        while (true) {
            long began = System.nanoTime();
            List<RecordedEvent> page;
            try {
                page = rows.after(after, PAGE);
                for (RecordedEvent event : page) {
                    Broken broken = step(walk, checkpoint, event);
                    if (broken != null) {
                        return broken;
                    }
                }
            } catch (LogUnavailable e) {
                if (e.getCause() instanceof UnreadableRow) {
                    return unreadable(walk, checkpoint, rows);
                }
                throw e;
            }
            reached(walk.head().position());
            if (page.isEmpty()) {
                return null;
            }
            after = walk.head().position();
            rest(began);
        }
    }

    /// The first event of a page that does not verify or cannot be read.
    private static Broken unreadable(ChainVerifier walk, StoredCheckpoint checkpoint, Rows rows) {
        while (true) {
            long position = walk.head().position() + 1;
            try {
                for (RecordedEvent event : rows.after(position - 1, 1)) {
                    Broken broken = step(walk, checkpoint, event);
                    if (broken != null) {
                        return broken;
                    }
                }
            } catch (LogUnavailable e) {
                if (e.getCause() instanceof UnreadableRow row) {
                    return new Broken(position, "the event cannot be read: " + row.getMessage());
                }
                throw e;
            }
        }
    }

    private void finished(Verification result) {
        try {
            switch (result) {
                case Broken broken -> {
                    state.refuse(new LogUnavailable.Damaged(broken.position(), broken.problem()));
                    mark.write(broken);
                }
                case Intact _ -> {
                    state.verified();
                    mark.remove();
                }
            }
        } catch (IOException e) {
            LOG.warn("the result of the verification cannot be stored", e);
        }
        progress = new VerificationProgress(progress.position(), Instant.now(), result);
    }
}
