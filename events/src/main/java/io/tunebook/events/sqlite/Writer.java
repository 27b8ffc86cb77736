package io.tunebook.events.sqlite;

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
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/// Writes, one thread at a time: takes the appends that wait, commits them together, and answers
/// once they are on the disk and in the head file. That thread is the writer's own, or, when nobody
/// else is writing, the one that appends: it need not be woken, nor wake another.
final class Writer implements AutoCloseable {
    private static final int MANY = 4;
    private static final String CANNOT = "the log cannot be written";

    private final Database database;
    private final PayloadComparison payloads;
    private final BiConsumer<Head, List<RecordedEvent>> tell;
    private final AppendQueue waiting = new AppendQueue();
    private final Chain chain = new Chain();
    private final Thread thread;

    /// Held by who writes.
    private final ReentrantLock writing = new ReentrantLock();

    private @Nullable Session session;

    /// Who wakes those whose appends are durable; null when nobody had to.
    private @Nullable Thread answering;

    private final LongAdder commits = new LongAdder();

    /// Whether the appends of late were new, so that the next ones are taken to be.
    private boolean trusting = true;

    /// @param session as it was opened; the writer closes it
    /// @param payloads by which a retry is known
    /// @param tell told of every new head and the events up to it, once they are durable and before
    ///   their appends are answered
    Writer(
            Database database,
            Session session,
            PayloadComparison payloads,
            BiConsumer<Head, List<RecordedEvent>> tell) {
        this.database = database;
        this.payloads = payloads;
        this.session = session;
        this.tell = tell;
        this.thread = Thread.ofPlatform().name("log-writer").unstarted(this::run);
    }

    void start() {
        thread.start();
    }

    CompletableFuture<Appended> submit(Batch batch) {
        PendingAppend append = new PendingAppend(batch);
        waiting.put(append);
        return append.answer();
    }

    /// How many appends wait.
    int waiting() {
        return waiting.size();
    }

    /// How many groups it has committed.
    long commits() {
        return commits.sum();
    }

    /// As [#submit], but may write on this thread and so have the answer when it returns. A virtual
    /// thread never writes, for it would keep others from running.
    CompletableFuture<Appended> append(Batch batch) {
        if (Thread.currentThread().isVirtual() || !writing.tryLock()) {
            return submit(batch);
        }
        PendingAppend append = new PendingAppend(batch);
        try {
            waiting.addQuietly(append);
            while (!append.answer().isDone()) {
                write(waiting.take());
            }
        } finally {
            writing.unlock();
        }
        waiting.signal();
        return append.answer();
    }

    /// Writes what waits, then stops.
    @Override
    public void close() {
        waiting.close();
        awaitEnd(thread);
        Thread last = answering;
        if (last != null) {
            awaitEnd(last);
        }
    }

    private static void awaitEnd(Thread ending) {
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
        while (waiting.await()) {
            locked(() -> write(waiting.take()));
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

    /// Answers each of them. What fails together is tried apart, so that nobody pays for another's
    /// append.
    private void write(List<PendingAppend> appends) {
        if (appends.isEmpty()) {
            return;
        }
        try {
            Session open = session();
            answer(commit(open, appends));
        } catch (Exception | Error e) {
            // Whatever has happened, those who wait are told.
            LogUnavailable failure = Failures.of(e, CANNOT);
            discard(failure);
            if (appends.size() == 1) {
                appends.getFirst().answer().completeExceptionally(failure);
            } else {
                appends.forEach(append -> write(List.of(append)));
            }
        }
    }

    /// To wake many takes as long as to write them, so that is left to another thread, and the next
    /// group need not wait for it.
    private void answer(List<Outcome> outcomes) {
        if (outcomes.size() < MANY) {
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
            return commit(open, appends, trusting);
        } catch (SQLException e) {
            if (!trusting || !Failures.isRefusedRow(e)) {
                throw e;
            }
            open.rollback();
            return commit(open, appends, false);
        }
    }

    private List<Outcome> commit(Session open, List<PendingAppend> appends, boolean trustingly)
            throws SQLException, IOException {
        open.begin();
        CommitBatch group = new CommitBatch(open, chain, payloads, trustingly);
        List<Outcome> outcomes = new ArrayList<>();
        for (PendingAppend append : appends) {
            outcomes.add(decide(group, append));
        }
        open.insert(group.events());
        open.commit(group.head());
        commits.increment();
        trusting = !group.hasRepeated();
        if (!group.events().isEmpty()) {
            tell.accept(open.head(), group.events());
        }
        return outcomes;
    }

    private static Outcome decide(CommitBatch group, PendingAppend append) {
        try {
            return new Outcome.AcceptedBatch(append, group.take(append.batch()));
        } catch (VersionConflict | IdConflict e) {
            return new Outcome.Refused(append, e);
        }
    }

    private Session session() throws SQLException, IOException {
        Session open = session;
        if (open == null) {
            open = Session.open(database);
            session = open;
            tell.accept(open.head(), List.of());
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
                    throw Failures.of(e, "the log cannot be closed");
                }
                why.addSuppressed(e);
            }
        }
    }

    /// What is answered once the group is durable; a refusal too, for it may rest on what another
    /// append of the group has written.
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
