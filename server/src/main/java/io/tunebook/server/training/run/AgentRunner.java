package io.tunebook.server.training.run;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Trains the running studies of a server in this process: as many trials at the same time as the
/// backend trains best, each asked from the server and reported to it.
public final class AgentRunner implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(AgentRunner.class);
    private static final Duration HEARTBEAT = Duration.ofSeconds(5);
    private static final Duration SHORTEST_PAUSE = Duration.ofMillis(200);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(5);

    private final AgentServer server;
    private final TrainingEnvironment training;
    private final Duration checkpointEvery;
    private final boolean isServers;
    private final int workers;
    private final int threads;
    private final Splits splits = new Splits();
    private final Map<String, AtomicBoolean> running = new ConcurrentHashMap<>();
    private final AtomicLong trained = new AtomicLong();
    private final AtomicReference<@Nullable RuntimeException> problem = new AtomicReference<>();
    private final List<Thread> all = new ArrayList<>();
    private final CountDownLatch closing = new CountDownLatch(1);
    private final ScheduledExecutorService heart =
            Executors.newSingleThreadScheduledExecutor(
                    Thread.ofPlatform().daemon().name("heartbeats").factory());

    /// @param workers the number of concurrent trials
    /// @param threads of each training
    /// @param checkpointEvery the maximum training time that a crash may cost
    /// @param isServers whether the server started this agent, on its own machine
    public AgentRunner(
            AgentServer server,
            TrainingEnvironment training,
            int workers,
            int threads,
            Duration checkpointEvery,
            boolean isServers) {
        this.server = server;
        this.training = training;
        this.workers = workers;
        this.threads = threads;
        this.checkpointEvery = checkpointEvery;
        this.isServers = isServers;
    }

    public void start() {
        var _ =
                heart.scheduleWithFixedDelay(
                        this::heartbeats,
                        HEARTBEAT.toMillis(),
                        HEARTBEAT.toMillis(),
                        TimeUnit.MILLISECONDS);
        for (int i = 0; i < workers; i++) {
            all.add(Thread.ofPlatform().daemon().name("trial-" + i).start(this::work));
        }
    }

    /// Waits until no worker is left: the agent was drained, closed, or cannot train.
    ///
    /// @return the number of trials that it trained
    /// @throws RuntimeException why it cannot train
    public long await() throws InterruptedException {
        for (Thread thread : all) {
            thread.join();
        }
        RuntimeException why = problem.get();
        if (why != null) {
            throw why;
        }
        return trained.get();
    }

    private boolean isClosing() {
        return closing.getCount() == 0;
    }

    private void work() {
        Duration pause = SHORTEST_PAUSE;
        try {
            while (!isClosing()) {
                Optional<LeasedTraining> leased = server.ask();
                if (leased.isPresent()) {
                    train(leased.get());
                    pause = SHORTEST_PAUSE;
                } else {
                    if (closing.await(pause.toMillis(), TimeUnit.MILLISECONDS)) {
                        return;
                    }
                    pause = pause.multipliedBy(2);
                    pause = pause.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : pause;
                }
            }
        } catch (AgentServer.DrainedException e) {
            LOG.info("{}", e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException e) {
            if (!isClosing()) {
                problem.compareAndSet(null, e);
                closing.countDown();
            }
        }
    }

    private void train(LeasedTraining leased) {
        AtomicBoolean lost = new AtomicBoolean();
        running.put(leased.trial(), lost);
        try {
            new AgentTrial(
                            server,
                            training.backend(),
                            threads,
                            splits,
                            training.limit(),
                            checkpointEvery,
                            isServers,
                            this::isClosing,
                            lost)
                    .train(leased);
            trained.incrementAndGet();
        } catch (AgentServer.LostTrialException e) {
            LOG.info("{}", e.getMessage());
        } finally {
            running.remove(leased.trial());
        }
    }

    private void heartbeats() {
        running.forEach((trial, lost) -> {
            try {
                server.heartbeat(trial);
            } catch (AgentServer.LostTrialException e) {
                lost.set(true);
            } catch (RuntimeException e) {
                // An exception would stop the timer; the next one is sent anyway.
                LOG.warn("the heartbeat of trial {} was not answered: {}", trial, e.getMessage());
            }
        });
    }

    /// Ends the trainings, each with a checkpoint at the server, from which others continue.
    @Override
    public void close() {
        closing.countDown();
        try {
            for (Thread thread : all) {
                thread.join();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        heart.shutdownNow();
    }
}
