package io.tunebook.server.training.external;

import io.tunebook.events.Rejection;
import io.tunebook.server.ledger.Ledger;
import io.tunebook.server.ledger.RejectedCommand;
import io.tunebook.server.ledger.command.Command;
import io.tunebook.server.model.Trial;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// How long a trainer outside may be silent before its trial is abandoned, so that the trial's
/// point is given to the next one who asks.
///
/// Leases are promises of this process, not facts, and stand nowhere in the log. A server that
/// starts does not know those before it, and gives every trial that it finds the longest one: none
/// ends earlier than it was promised. Thread-safe.
public final class Leases implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Leases.class);
    private static final String ACTOR = "lease";
    public static final int DEFAULT_SECONDS = 600;
    public static final int MAX_SECONDS = 3_600;

    private final Ledger ledger;
    private final InstantSource time;
    private final ReentrantLock lock = new ReentrantLock();
    private final Map<String, Lease> leases = new HashMap<>();
    private final ScheduledExecutorService sweeper =
            Executors.newSingleThreadScheduledExecutor(
                    Thread.ofPlatform().daemon().name("leases").factory());

    private record Lease(int seconds, Instant end) {}

    /// Leases every trial that a trainer outside holds by the log; nothing ends before [#start].
    public Leases(Ledger ledger, InstantSource time) {
        this.ledger = ledger;
        this.time = time;
        var book = ledger.now().book();
        for (Trial trial : book.trials().values()) {
            if (unfinished(trial)
                    && book.studyOf(trial).external()
                    && !book.studyOf(trial).isTracked()) {
                grant(trial.id(), MAX_SECONDS);
            }
        }
    }

    /// Ends leases every second, whether somebody asks or not.
    public void start() {
        var _ = sweeper.scheduleWithFixedDelay(this::sweep, 1, 1, TimeUnit.SECONDS);
    }

    public void grant(String trial, int seconds) {
        lock.lock();
        try {
            leases.put(trial, new Lease(seconds, time.instant().plusSeconds(seconds)));
        } finally {
            lock.unlock();
        }
    }

    /// Begins the trial's lease anew, where it has one.
    public void renew(String trial) {
        lock.lock();
        try {
            leases.computeIfPresent(
                    trial,
                    (t, l) -> new Lease(l.seconds(), time.instant().plusSeconds(l.seconds())));
        } finally {
            lock.unlock();
        }
    }

    /// Begins the trial's lease anew.
    ///
    /// @return the seconds that it lasts
    /// @throws Rejection when the trial has no lease any more: its trainer shall give it up
    public int heartbeat(String trial) {
        lock.lock();
        try {
            renew(trial);
            Lease lease = leases.get(trial);
            if (lease == null) {
                throw new Rejection(
                        "nobody trains trial '%s' any more: give it up, and ask for another"
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

    /// Abandons every trial whose lease has ended.
    ///
    /// @throws io.tunebook.events.log.LogUnavailable when the log takes nothing; the leases stay
    public void end() {
        lock.lock();
        try {
            Instant now = time.instant();
            List<Map.Entry<String, Lease>> ended =
                    leases.entrySet().stream()
                            .filter(e -> !e.getValue().end().isAfter(now))
                            .toList();
            for (Map.Entry<String, Lease> e : ended) {
                abandon(e.getKey(), e.getValue());
                leases.remove(e.getKey());
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
                LOG.warn("the leases were still being ended after 10 s");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void abandon(String trial, Lease lease) {
        String why =
                "its trainer was not heard of for %s"
                        .formatted(words(Duration.ofSeconds(lease.seconds())));
        try {
            ledger.perform(new Command.AbandonTrial(trial, why), ACTOR);
        } catch (RejectedCommand e) {
            LOG.info("trial {} had ended already: {}", trial, e.getMessage());
        }
    }

    private void sweep() {
        try {
            end();
        } catch (RuntimeException e) {
            // An exception would stop the timer; the next second tries again.
            LOG.error("leases could not be ended", e);
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
