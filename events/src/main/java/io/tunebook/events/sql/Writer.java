package io.tunebook.events.sql;

import io.tunebook.events.log.Appended;
import io.tunebook.events.log.Batch;
import io.tunebook.events.log.Chain;
import io.tunebook.events.log.Head;
import io.tunebook.events.log.IdConflict;
import io.tunebook.events.log.LogUnavailable;
import io.tunebook.events.log.PayloadComparison;
import io.tunebook.events.log.RecordedEvent;
import io.tunebook.events.log.VersionConflict;
import java.io.IOException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Writes with one thread at a time: takes the queued appends, commits them together, and completes
/// them once they are on the disk and in the head file. That thread is the writer's own or, when no
/// other thread is writing, the one that appends, which saves two wake-ups.
public final class Writer implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Writer.class);
    private static final int MIN_ASYNC_ANSWERS = 4;
    private static final String OTHER = "another server, which has written meanwhile";
    private static final String FAILURE = "the log cannot be written";

    private final Sessions sessions;
    private final PayloadComparison payloads;
    private final BiConsumer<Head, List<RecordedEvent>> onHead;
    private final AppendQueue queue = new AppendQueue();
    private final Chain chain = new Chain();
    private final Thread thread;

    /// Held by the thread that writes.
    private final ReentrantLock writing = new ReentrantLock();

    private @Nullable Session session;

    private final WriteState state;

    /// Completes the durable appends; null when no thread was needed.
    private @Nullable Thread answering;

    private final AtomicLong turn = new AtomicLong();
    private final LongAdder commits = new LongAdder();

    /// Whether recent appends were new, so the next ones are expected to be.
    private boolean optimistic = true;

    /// @param sessions opens the next session after a failure
    /// @param session the open session, which the writer closes; null when none can be opened yet
    /// @param payloads recognises a retry
    /// @param state is kept up to date
    /// @param onHead receives every new head and the events up to it, once they are durable and
    ///   before their appends are completed
    public Writer(
            Sessions sessions,
            @Nullable Session session,
            PayloadComparison payloads,
            WriteState state,
            BiConsumer<Head, List<RecordedEvent>> onHead) {
        this.sessions = sessions;
        this.payloads = payloads;
        this.session = session;
        this.state = state;
        this.onHead = onHead;
        this.thread = Thread.ofPlatform().name("log-writer").unstarted(this::run);
    }

    public void start() {
        thread.start();
    }

    /// @param decidedIn the turn, or [PendingAppend#ANY]
    public CompletableFuture<Appended> submit(Batch batch, long decidedIn) {
        PendingAppend append = new PendingAppend(batch, decidedIn);
        queue.put(append);
        return append.answer();
    }

    /// The number of queued appends.
    public int queued() {
        return queue.size();
    }

    /// How often this process has become the writer after another one.
    public long turn() {
        return turn.get();
    }

    /// The number of commits.
    public long commits() {
        return commits.sum();
    }

    /// Like [#submit], but may write on this thread and return a completed future. A virtual thread
    /// never writes, because it would keep others from running.
    public CompletableFuture<Appended> append(Batch batch, long decidedIn) {
        if (Thread.currentThread().isVirtual() || !writing.tryLock()) {
            return submit(batch, decidedIn);
        }
        PendingAppend append = new PendingAppend(batch, decidedIn);
        try {
            queue.addQuietly(append);
            while (!append.answer().isDone()) {
                write(queue.take());
            }
        } finally {
            writing.unlock();
        }
        queue.signal();
        return append.answer();
    }

    /// Checks the files, or, after a temporary failure, whether the log can be written again.
    public void inspect() {
        locked(() -> {
            if (state.isTemporary()) {
                retry();
            } else if (session != null && state.lastingReason().isEmpty()) {
                inspect(session);
            }
        });
    }

    private void retry() {
        try {
            session();
            sessions.probe();
            state.succeeded();
        } catch (SQLException | IOException | RuntimeException e) {
            LogUnavailable failure = sessions.failures().of(e, FAILURE);
            discard(failure);
            state.refuse(failure);
        }
    }

    private void inspect(Session open) {
        try {
            open.inspect();
        } catch (LogUnavailable e) {
            discard(e);
            state.refuse(e);
        } catch (SQLException | IOException | RuntimeException e) {
            if (sessions.failures().isDamage(e)) {
                LogUnavailable damaged = new LogUnavailable.Altered("its database was damaged");
                discard(damaged);
                state.refuse(damaged);
            } else {
                LOG.debug("the files of the log cannot be inspected now", e);
            }
        }
    }

    /// Writes the queued appends, then stops.
    @Override
    public void close() {
        queue.close();
        awaitEnd(thread);
        Thread last = answering;
        if (last != null) {
            awaitEnd(last);
        }
    }

    public static void awaitEnd(Thread ending) {
        boolean interrupted = false;
        while (ending.isAlive()) {
            try {
                ending.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        while (queue.await()) {
            locked(() -> write(queue.take()));
        }
        locked(() -> discard(null));
    }

    private void locked(Runnable work) {
        writing.lock();
        try {
            work.run();
        } finally {
            writing.unlock();
        }
    }

    /// Completes each append. When they fail together, each is written separately, so that a
    /// failing append does not affect others.
    private void write(List<PendingAppend> appends) {
        if (appends.isEmpty()) {
            return;
        }
        Optional<LogUnavailable> refusal = state.refusalWithoutTry();
        if (refusal.isPresent()) {
            appends.forEach(append -> append.answer().completeExceptionally(refusal.get()));
            return;
        }
        try {
            Session open = session();
            List<Outcome> outcomes = commit(open, appends);
            state.succeeded();
            answer(outcomes);
        } catch (Exception | Error e) {
            // Whatever has failed, the appends must be completed.
            LogUnavailable failure = sessions.failures().of(e, FAILURE);
            discard(failure);
            state.refuse(failure);
            if (appends.size() == 1) {
                appends.getFirst().answer().completeExceptionally(failure);
            } else {
                appends.forEach(append -> write(List.of(append)));
            }
        }
    }

    /// Waking many threads takes as long as writing their appends, so another thread does it while
    /// the next batch is written.
    private void answer(List<Outcome> outcomes) {
        if (outcomes.size() < MIN_ASYNC_ANSWERS) {
            outcomes.forEach(Outcome::answer);
        } else {
            Thread before = answering;
            answering =
                    Thread.startVirtualThread(() -> {
                        outcomes.forEach(Outcome::answer);
                        if (before != null) {
                            awaitEnd(before);
                        }
                    });
        }
    }

    private List<Outcome> commit(Session open, List<PendingAppend> appends)
            throws SQLException, IOException {
        try {
            return commit(open, appends, optimistic);
        } catch (SQLException e) {
            if (!optimistic || !sessions.failures().isRefusedRow(e)) {
                throw e;
            }
            open.rollback();
            return commit(open, appends, false);
        }
    }

    private List<Outcome> commit(Session open, List<PendingAppend> appends, boolean assumeNew)
            throws SQLException, IOException {
        open.begin();
        CommitBatch group = new CommitBatch(open, chain, payloads, assumeNew);
        List<Outcome> outcomes = new ArrayList<>();
        for (PendingAppend append : appends) {
            outcomes.add(decide(group, append));
        }
        open.insert(group.events());
        open.commit(group.head());
        commits.increment();
        optimistic = !group.hasRepeated();
        if (!group.events().isEmpty()) {
            onHead.accept(open.head(), group.events());
        }
        return outcomes;
    }

    private Outcome decide(CommitBatch group, PendingAppend append) {
        if (!append.isOf(turn.get())) {
            return new Outcome.Refused(append, new LogUnavailable.Standby(OTHER));
        }
        try {
            return new Outcome.AcceptedBatch(append, group.take(append.batch()));
        } catch (VersionConflict | IdConflict e) {
            return new Outcome.Refused(append, e);
        }
    }

    private Session session() throws SQLException, IOException {
        Session open = session;
        if (open == null) {
            open = sessions.open();
            if (open.isNewTurn()) {
                turn.incrementAndGet();
            }
            session = open;
            onHead.accept(open.head(), List.of());
        }
        return open;
    }

    private void discard(@Nullable LogUnavailable why) {
        Session open = session;
        session = null;
        if (open != null) {
            try {
                open.close();
            } catch (SQLException | IOException e) {
                if (why == null) {
                    throw sessions.failures().of(e, "the log cannot be closed");
                }
                why.addSuppressed(e);
            }
        }
    }

    /// The results once the batch is durable. Rejections wait too: they may depend on another
    /// append of the batch.
    private sealed interface Outcome {
        void answer();

        record AcceptedBatch(PendingAppend append, Appended appended) implements Outcome {
            @Override
            public void answer() {
                append.answer().complete(appended);
            }
        }

        record Refused(PendingAppend append, RuntimeException why) implements Outcome {
            @Override
            public void answer() {
                append.answer().completeExceptionally(why);
            }
        }
    }
}
