package io.tunebook.events.sql;

import io.tunebook.events.log.Appended;
import io.tunebook.events.log.Batch;
import io.tunebook.events.log.EventContent;
import io.tunebook.events.log.EventFilter;
import io.tunebook.events.log.EventLog;
import io.tunebook.events.log.Expected;
import io.tunebook.events.log.Head;
import io.tunebook.events.log.LogState;
import io.tunebook.events.log.LogUnavailable;
import io.tunebook.events.log.NewEvent;
import io.tunebook.events.log.RecordedEvent;
import io.tunebook.events.log.Subscriber;
import io.tunebook.events.log.Subscription;
import io.tunebook.events.log.Verification;
import io.tunebook.events.log.VerificationProgress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.jooq.DSLContext;
import org.jspecify.annotations.Nullable;

/// A log in a relational database.
public abstract class SqlEventLog implements EventLog {
    private final Parts parts;
    private final @Nullable LogWatch watch;
    private final Set<Follower> followers = ConcurrentHashMap.newKeySet();
    private volatile @Nullable BackgroundVerifier verifier;
    private final AtomicBoolean closing = new AtomicBoolean();
    private volatile boolean closed;

    /// What an open log consists of.
    ///
    /// @param folder the files beside the log
    /// @param headFile the acknowledged head; null when there is none, as in a backup
    /// @param writer null when the log was opened for reading only
    public record Parts(
            SqlDatabase database,
            LogFolder folder,
            @Nullable Path headFile,
            Verifier.Surroundings surroundings,
            Readers readers,
            HeadNotifier heads,
            WriteState state,
            @Nullable Writer writer) {}

    protected SqlEventLog(Parts parts) {
        this.parts = parts;
        Writer writer = parts.writer();
        this.watch = writer == null ? null : new LogWatch(writer, parts.readers());
    }

    @Override
    public final void onState(Consumer<LogState> listener) {
        parts.state().listen(listener);
    }

    /// Starts the writer's threads; does nothing when the log was opened for reading only.
    protected final void start() {
        Writer writer = parts.writer();
        if (writer != null && watch != null) {
            writer.start();
            watch.start();
        }
    }

    protected final Parts parts() {
        return parts;
    }

    protected final Readers readers() {
        return parts.readers();
    }

    /// Before anything is closed.
    protected void closing() {}

    /// Releases what is left once everything is closed.
    protected void release() {}

    /// Verifies the log in the background, from now on and again at intervals. Does nothing when
    /// the log was opened for reading only.
    ///
    /// @param interval between two passes; zero for none, except that a log that did not verify is
    ///   verified once
    public final void verifyInBackground(Duration interval) {
        boolean damaged =
                parts.state()
                        .lastingReason()
                        .filter(LogUnavailable.Damaged.class::isInstance)
                        .isPresent();
        Writer writer = parts.writer();
        if (writer == null || verifier != null || (interval.isZero() && !damaged)) {
            return;
        }
        BackgroundVerifier started =
                new BackgroundVerifier(
                        parts.database(),
                        parts.folder(),
                        parts.surroundings(),
                        writer,
                        parts.heads()::now,
                        parts.state(),
                        interval);
        verifier = started;
        started.start();
    }

    /// Looks at once what the watch looks at each second.
    public final void inspect() {
        Writer writer = parts.writer();
        if (writer != null) {
            writer.inspect();
        }
    }

    /// The number of commits since the log was opened.
    public final long commits() {
        Writer writer = parts.writer();
        return writer == null ? 0 : writer.commits();
    }

    @Override
    public final int queuedAppends() {
        Writer writer = parts.writer();
        return writer == null ? 0 : writer.queued();
    }

    /// Why this log rejects appends; empty when it accepts them.
    public final Optional<LogUnavailable> writeRefusal() {
        return state() instanceof LogState.ReadOnly refused
                ? Optional.of(refused.reason())
                : Optional.empty();
    }

    @Override
    public final LogState state() {
        return parts.state().now();
    }

    @Override
    public final VerificationProgress verification() {
        BackgroundVerifier started = verifier;
        return started == null ? VerificationProgress.NONE : started.progress();
    }

    @Override
    public final long turn() {
        Writer writer = parts.writer();
        return writer == null ? 0 : writer.turn();
    }

    @Override
    public final Appended append(String stream, Expected expected, List<NewEvent> events) {
        return append(stream, expected, events, PendingAppend.ANY);
    }

    @Override
    public final Appended append(
            String stream, Expected expected, List<NewEvent> events, long decidedIn) {
        Batch batch = new Batch(stream, expected, events);
        try {
            return writer().append(batch, decidedIn).join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            throw e;
        }
    }

    @Override
    public final CompletableFuture<Appended> submit(
            String stream, Expected expected, List<NewEvent> events) {
        return submit(stream, expected, events, PendingAppend.ANY);
    }

    @Override
    public final CompletableFuture<Appended> submit(
            String stream, Expected expected, List<NewEvent> events, long decidedIn) {
        return writer().submit(new Batch(stream, expected, events), decidedIn);
    }

    private Writer writer() {
        parts.state()
                .refusalWithoutTry()
                .ifPresent(reason -> {
                    throw reason;
                });
        Writer writer = parts.writer();
        if (writer == null) {
            throw new LogUnavailable.ReadOnly("the log was opened for reading only", null);
        }
        return writer;
    }

    @Override
    public final List<RecordedEvent> read(long afterPosition, int limit) {
        return readers().read(rows -> rows.after(afterPosition, limit));
    }

    @Override
    public final List<RecordedEvent> readStream(String stream, long afterVersion, int limit) {
        return readers().read(rows -> rows.ofStream(stream, afterVersion, limit));
    }

    @Override
    public final List<RecordedEvent> query(EventFilter filter, long beforePosition, int limit) {
        return readers().read(rows -> rows.before(filter, beforePosition, limit));
    }

    @Override
    public final List<RecordedEvent> queryAfter(EventFilter filter, long afterPosition, int limit) {
        return readers().read(rows -> rows.after(filter, afterPosition, limit));
    }

    @Override
    public final Optional<RecordedEvent> find(UUID id) {
        return readers().read(rows -> rows.byIds(List.of(id))).stream().findFirst();
    }

    @Override
    public final Optional<RecordedEvent> at(long position) {
        return readers().read(rows -> rows.at(position));
    }

    @Override
    public final List<EventContent> contents(long afterPosition, int limit) {
        return readers().read(rows -> rows.facts(afterPosition, limit));
    }

    @Override
    public final List<byte[]> hashes(long afterPosition, int limit) {
        return readers().read(rows -> rows.hashes(afterPosition, limit));
    }

    @Override
    public final Head head() {
        return parts.heads().now();
    }

    @Override
    public final Subscription subscribe(long afterPosition, Subscriber subscriber) {
        Follower follower =
                new Follower(
                        readers(), parts.heads(), afterPosition, subscriber, followers::remove);
        followers.add(follower);
        follower.start();
        if (closed) {
            follower.end(new LogUnavailable.Closed());
        }
        return follower;
    }

    @Override
    public final Verification verify() {
        return readers().readRaw(dsl -> parts.database().asOfNow(dsl, this::verify));
    }

    private Verification verify(DSLContext dsl) {
        return new Verifier(
                        dsl, parts.database().failures(), parts.surroundings(), parts.headFile())
                .verify();
    }

    @Override
    public final void close() {
        if (closing.getAndSet(true)) {
            return;
        }
        closed = true;
        closing();
        BackgroundVerifier started = verifier;
        if (started != null) {
            started.close();
        }
        if (watch != null) {
            watch.close();
        }
        Writer writer = parts.writer();
        if (writer != null) {
            writer.close();
        }
        followers.forEach(follower -> follower.end(new LogUnavailable.Closed()));
        readers().close();
        release();
    }
}
