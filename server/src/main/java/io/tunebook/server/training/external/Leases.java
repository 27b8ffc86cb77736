package io.tunebook.server.training.external;

import io.tunebook.events.Rejection;
import io.tunebook.server.ledger.Ledger;
import io.tunebook.server.ledger.RejectedCommand;
import io.tunebook.server.ledger.command.Command;
import io.tunebook.server.model.Book;
import io.tunebook.server.model.Trial;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The leases of external trainers. When a lease expires without a report, its trial is abandoned,
/// and the next request gets its point.
///
/// A worker sends three heartbeats in the time of a lease, so a lease is lost after three in a row
/// were missed. When leases end is in memory only; their durations are in the log. A server that
/// starts gives every running trial its whole lease again, or the longest one when the log does not
/// have its duration, so that none expires too early. A lease's time is that of [System#nanoTime]:
/// a change of the system's clock neither ends nor extends it. Thread-safe.
public final class Leases implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Leases.class);
    private static final String ACTOR = "lease";
    public static final int DEFAULT_SECONDS = 600;
    public static final int MAX_SECONDS = 3_600;

    private final Ledger ledger;
    private final Agents agents;
    private final Consumer<String> lostTraining;
    private final LongSupplier nanos;
    private final ReentrantLock lock = new ReentrantLock();
    private final Map<String, Lease> leases = new HashMap<>();

    /// The turn of the ledger in which the leases were granted; -1 on a standby.
    private long turn;

    private final ScheduledExecutorService sweeper =
            Executors.newSingleThreadScheduledExecutor(
                    Thread.ofPlatform().daemon().name("leases").factory());

    /// @param end by the monotonic clock
    private record Lease(int seconds, long end) {}

    /// Leases every running trial of an external study; no lease expires before [#start].
    ///
    /// @param lostTraining receives the trials of built-in training whose agents are lost
    public Leases(Ledger ledger, Agents agents, Consumer<String> lostTraining) {
        this(ledger, agents, lostTraining, System::nanoTime);
    }

    /// @param nanos a monotonic clock such as [System#nanoTime]
    public Leases(Ledger ledger, Agents agents, Consumer<String> lostTraining, LongSupplier nanos) {
        this.ledger = ledger;
        this.agents = agents;
        this.lostTraining = lostTraining;
        this.nanos = nanos;
        this.turn = ledger.isWritable() ? ledger.turn() : -1;
        grantAll();
    }

    /// When this server takes the log over from another, it grants the leases of that one again.
    private void followTurn() {
        if (!ledger.isWritable()) {
            return;
        }
        long now = ledger.turn();
        if (now != turn) {
            turn = now;
            leases.clear();
            agents.takeOver(ledger.now().book());
            grantAll();
        }
    }

    private void grantAll() {
        var book = ledger.now().book();
        for (Trial trial : book.trials().values()) {
            Trial.Start start = trial.started();
            Integer known = start == null ? null : start.lease();
            boolean external = book.studyOf(trial).external() && !book.studyOf(trial).isTracked();
            if (unfinished(trial) && (external || known != null)) {
                grant(trial.id(), known == null ? MAX_SECONDS : known);
            }
        }
    }

    /// Checks for expired leases every second.
    public void start() {
        var _ = sweeper.scheduleWithFixedDelay(this::sweep, 1, 1, TimeUnit.SECONDS);
    }

    public void grant(String trial, int seconds) {
        lock.lock();
        try {
            followTurn();
            leases.put(trial, lease(seconds));
        } finally {
            lock.unlock();
        }
    }

    /// Renews the trial's lease, if it has one.
    public void renew(String trial) {
        lock.lock();
        try {
            followTurn();
            leases.computeIfPresent(trial, (t, l) -> lease(l.seconds()));
        } finally {
            lock.unlock();
        }
    }

    private Lease lease(int seconds) {
        return new Lease(seconds, nanos.getAsLong() + TimeUnit.SECONDS.toNanos(seconds));
    }

    /// Renews the trial's lease.
    ///
    /// @return the lease's duration in seconds
    /// @throws Rejection when the trial has no lease: its trainer must discard it
    public int heartbeat(String trial) {
        // On a standby no trial has a lease, which is no reason to discard one.
        ledger.turn();
        lock.lock();
        try {
            followTurn();
            renew(trial);
            Lease lease = leases.get(trial);
            if (lease == null) {
                throw new Rejection(
                        "trial '%s' has no lease: discard it, and ask for another trial"
                                .formatted(trial));
            }
            return lease.seconds();
        } finally {
            lock.unlock();
        }
    }

    public void release(String trial) {
        lock.lock();
        try {
            leases.remove(trial);
        } finally {
            lock.unlock();
        }
    }

    /// Abandons every trial with an expired lease.
    ///
    /// @throws io.tunebook.events.log.LogUnavailable when the log rejects appends; the leases stay
    public void end() {
        lock.lock();
        try {
            followTurn();
            long now = nanos.getAsLong();
            List<Map.Entry<String, Lease>> ended =
                    leases.entrySet().stream().filter(e -> e.getValue().end() - now <= 0).toList();
            for (Map.Entry<String, Lease> e : ended) {
                abandon(e.getKey(), e.getValue());
                leases.remove(e.getKey());
            }
        } finally {
            lock.unlock();
        }
    }

    /// Ends the trial's lease before its time: its worker is known to be lost.
    public void lose(String trial, String why) {
        lock.lock();
        try {
            followTurn();
            if (leases.remove(trial) != null) {
                lost(trial, why);
            }
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void close() {
        sweeper.shutdown();
        try {
            if (!sweeper.awaitTermination(10, TimeUnit.SECONDS)) {
                LOG.warn("the check for expired leases did not end within 10 s");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void abandon(String trial, Lease lease) {
        String why =
                "the lease expired: no report for %s"
                        .formatted(words(Duration.ofSeconds(lease.seconds())));
        lost(trial, why);
    }

    private void lost(String trial, String why) {
        try {
            Book book = ledger.now().book();
            Trial running = book.trial(trial);
            if (running != null && !book.studyOf(running).external()) {
                lostTraining.accept(trial);
            } else {
                ledger.perform(new Command.AbandonTrial(trial, why), ACTOR);
            }
            agents.lost(trial, why);
        } catch (RejectedCommand e) {
            LOG.info("trial {} has ended already: {}", trial, e.getMessage());
            agents.released(trial);
        }
    }

    private void sweep() {
        if (!ledger.isWritable()) {
            // The leases stay, and expire once the log can be written.
            return;
        }
        try {
            end();
        } catch (RuntimeException e) {
            // An exception would stop the timer; the next second retries.
            LOG.error("expired leases could not be processed", e);
        }
    }

    private static String words(Duration d) {
        long seconds = d.toSeconds();
        return seconds % 60 == 0 ? seconds / 60 + " min" : seconds + " s";
    }

    private static boolean unfinished(Trial trial) {
        return trial instanceof Trial.Running || trial instanceof Trial.Proposed;
    }
}
