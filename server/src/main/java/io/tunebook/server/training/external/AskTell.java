package io.tunebook.server.training.external;

import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.LoadingCache;
import io.tunebook.events.Configuration;
import io.tunebook.events.Curve;
import io.tunebook.events.Event;
import io.tunebook.events.Rejection;
import io.tunebook.server.ledger.Ledger;
import io.tunebook.server.ledger.command.Command;
import io.tunebook.server.model.Book;
import io.tunebook.server.model.Study;
import io.tunebook.server.model.Trial;
import io.tunebook.server.playbook.search.Proposals;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// The ask-and-tell protocol: an external trainer asks for a trial, reports its curves, and reports
/// its outcome. A trial is leased to its trainer. Thread-safe.
public final class AskTell {
    private final Ledger ledger;
    private final Leases leases;

    private final Proposer proposer;

    /// One lock a study, for as long as a request holds it: concurrent requests for one study get
    /// different points, and a request for another study does not wait for them.
    private final LoadingCache<String, ReentrantLock> asking =
            Caffeine.newBuilder().weakValues().build(_ -> new ReentrantLock());

    public AskTell(Ledger ledger, Leases leases) {
        this(ledger, leases, Proposals::next);
    }

    AskTell(Ledger ledger, Leases leases, Proposer proposer) {
        this.ledger = ledger;
        this.leases = leases;
        this.proposer = proposer;
    }

    /// Computes the next configuration of a study; empty when it has all of its planned trials.
    interface Proposer {
        Optional<Configuration> next(Book book, Study study);
    }

    /// @param trainer the name of the trainer
    /// @param device the name of the processor that it trains on
    /// @param leaseSeconds the lease's duration without a report; then the trial is offered again
    public record Worker(String trainer, String device, int leaseSeconds) {}

    /// A trial that was leased.
    ///
    /// @param position of the log after its start
    public record LeasedTrial(long position, Trial trial, long seed) {}

    /// Leases the next trial of a study; a retry with the same key returns the same trial.
    ///
    /// @param id of the study
    /// @throws Rejection when the study is not for external trainers, or has all of its trials
    public LeasedTrial ask(String id, Worker worker, String actor, @Nullable UUID key) {
        ReentrantLock lock = asking.get(id);
        lock.lock();
        try {
            leases.end();
            // Read under the lock: its trials decide the next point.
            Study study = ledger.now().book().study(id);
            if (study == null) {
                throw new Rejection("there is no study '%s'".formatted(id));
            }
            requireExternal(study);
            return leased(study, worker, actor, key);
        } finally {
            lock.unlock();
        }
    }

    private static void requireExternal(Study study) {
        if (study.isTracked()) {
            throw new Rejection(
                    "the trials of study '%s' are the runs of a tracked experiment: log a run instead"
                            .formatted(study.id()));
        }
        if (!study.external()) {
            throw new Rejection(
                    "the server itself trains study '%s': create a study with the trainer 'external'"
                            .formatted(study.id()));
        }
    }

    private LeasedTrial leased(Study study, Worker worker, String actor, @Nullable UUID key) {
        String id = proposed(study, actor, key).trial();
        var book = ledger.now().book();
        Trial trial = Objects.requireNonNull(book.trial(id));
        if (trial instanceof Trial.Proposed) {
            leases.grant(id, worker.leaseSeconds());
        } else {
            leases.renew(id);
        }
        Ledger.Performed started =
                ledger.perform(
                        new Command.StartTrial(
                                id, worker.trainer(), worker.device(), Proposals.seed(book, trial)),
                        actor,
                        key == null
                                ? null
                                : UUID.nameUUIDFromBytes(
                                        (key + "/start").getBytes(StandardCharsets.UTF_8)));
        long seed = ((Event.TrialStarted) started.events().getFirst()).seed();
        return new LeasedTrial(started.position(), trial, seed);
    }

    private Event.TrialProposed proposed(Study study, String actor, @Nullable UUID key) {
        boolean retry = key != null && ledger.log().find(key).isPresent();
        // The configuration of an existing trial is in the log.
        Configuration next =
                retry
                        ? Configuration.EMPTY
                        : next(study)
                                .orElseThrow(() ->
                                        new Rejection(
                                                "study '%s' has all of its %d trials: extend it for more"
                                                        .formatted(
                                                                study.id(),
                                                                study.facts().trials())));
        return (Event.TrialProposed)
                ledger.perform(new Command.ProposeTrial(study.id(), next), actor, key)
                        .events()
                        .getFirst();
    }

    /// Computes on a platform thread, which the operating system interrupts for others. A request's
    /// virtual thread would keep one of the few carrier threads until the computation ends, and
    /// requests of other studies would wait.
    private Optional<Configuration> next(Study study) {
        Book book = ledger.now().book();
        FutureTask<Optional<Configuration>> task =
                new FutureTask<>(() -> proposer.next(book, study));
        Thread.ofPlatform().daemon().name("proposal " + study.id()).start(task);
        try {
            return task.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(
                    "interrupted while the next point of study '%s' was computed"
                            .formatted(study.id()),
                    e);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            throw new IllegalStateException(e.getCause());
        }
    }

    /// Renews the lease of a trial without a report.
    ///
    /// @return the lease's duration in seconds
    /// @throws Rejection when the trial has no lease
    public int heartbeat(String trial) {
        leases.end();
        return leases.heartbeat(trial);
    }

    /// Records measurements of a trial, and renews its lease.
    public Ledger.Performed measure(String trial, Curve curve, String actor, @Nullable UUID key) {
        leases.renew(trial);
        return ledger.perform(new Command.MeasureCurve(trial, curve), actor, key);
    }

    /// Ends a trial and its lease.
    ///
    /// @param command one that ends the trial
    public Ledger.Performed end(Command.OnTrial command, String actor, @Nullable UUID key) {
        Ledger.Performed ended = ledger.perform(command, actor, key);
        leases.release(command.trial());
        return ended;
    }
}
