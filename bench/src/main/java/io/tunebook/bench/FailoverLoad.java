package io.tunebook.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What a team's clients do all the time: people who write notes, agents that train a study, and
/// MLflow clients that log to runs. While there is no writer they wait and repeat.
final class FailoverLoad {
    private static final Logger LOG = LoggerFactory.getLogger(FailoverLoad.class);
    private static final int WRITERS = 4;
    private static final int AGENTS = 4;

    /// The number of an agent besides those.
    static final int ANOTHER_AGENT = AGENTS;

    private static final int TRACKERS = 2;

    /// A writer repeats soon, so that it measures when writes are possible again.
    private static final long SOON_MILLIS = 20;

    /// The others wait for the time in `Retry-After`.
    private static final long RETRY_AFTER_MILLIS = 1_000;

    private static final long PAUSE_MILLIS = 30;
    private static final Pattern TRIAL = Pattern.compile("\"trial\":\"([^\"]+)\"");
    private static final Pattern RUN = Pattern.compile("\"run_id\":\"([^\"]+)\"");
    private static final Pattern LEASE = Pattern.compile("\"leaseSeconds\":600");

    private final FailoverClient client;
    private final List<Thread> threads = new ArrayList<>();
    private final Map<String, AtomicInteger> points = new ConcurrentHashMap<>();
    private final Queue<String> finished = new ConcurrentLinkedQueue<>();
    private volatile boolean ending;

    FailoverLoad(FailoverClient client) {
        this.client = client;
    }

    private interface Work {
        void once() throws FailoverClient.RefusedException, InterruptedException;
    }

    void start() {
        for (int i = 0; i < WRITERS; i++) {
            repeat(() ->
                    client.post(
                            "/api/v1/rounds/made-r1/notes", "{\"text\":\"a note\"}", SOON_MILLIS));
        }
        for (int i = 0; i < AGENTS; i++) {
            int agent = i;
            repeat(() -> train(agent));
        }
        for (int i = 0; i < TRACKERS; i++) {
            repeat(this::track);
        }
    }

    private void repeat(Work work) {
        threads.add(
                Thread.startVirtualThread(() -> {
                    while (!ending) {
                        try {
                            attempt(work);
                            TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
                        } catch (InterruptedException e) {
                            Thread.currentThread().interrupt();
                            return;
                        }
                    }
                }));
    }

    private static void attempt(Work work) throws InterruptedException {
        try {
            work.once();
        } catch (FailoverClient.RefusedException e) {
            LOG.debug("counted as a failure", e);
        }
    }

    private void train(int agent) throws FailoverClient.RefusedException, InterruptedException {
        finish(trained(agent));
    }

    /// Trains a trial up to its last report.
    String trained(int agent) throws FailoverClient.RefusedException, InterruptedException {
        String trial =
                found(
                        TRIAL,
                        client.post(
                                "/api/v1/studies/%s/ask".formatted(AgentStudy.ID),
                                "{\"trainer\":\"bench\",\"device\":\"cpu\",\"leaseSeconds\":600,\"agent\":{\"id\":\"agent-%d\",\"host\":\"host\"}}"
                                        .formatted(agent),
                                RETRY_AFTER_MILLIS));
        String path = "/api/v1/trials/" + trial;
        for (int r = 0; r < SimulatedAgent.REPORTS; r++) {
            found(LEASE, client.post(path + "/heartbeat", "{}", RETRY_AFTER_MILLIS));
            client.post(
                    path + "/curve",
                    SimulatedAgent.curve(r * AgentStudy.STEPS),
                    RETRY_AFTER_MILLIS);
            TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
        }
        return trial;
    }

    void finish(String trial) throws FailoverClient.RefusedException, InterruptedException {
        client.post("/api/v1/trials/" + trial + "/finish", "{}", RETRY_AFTER_MILLIS);
        finished.add(trial);
    }

    private void track() throws FailoverClient.RefusedException, InterruptedException {
        String run =
                found(
                        RUN,
                        client.post(
                                "/api/2.0/mlflow/runs/create",
                                "{\"experiment_id\":\"0\",\"start_time\":1700000000000}",
                                RETRY_AFTER_MILLIS));
        AtomicInteger logged = points.computeIfAbsent(run, _ -> new AtomicInteger());
        for (int step = 0; step < 100 && !ending; step++) {
            client.post(
                    "/api/2.0/mlflow/runs/log-metric",
                    "{\"run_id\":\"%s\",\"key\":\"loss\",\"value\":%s,\"timestamp\":%d,\"step\":%d}"
                            .formatted(run, 1.0 / (step + 1), 1_700_000_000_000L + step, step),
                    RETRY_AFTER_MILLIS);
            logged.incrementAndGet();
            TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
        }
    }

    private static String found(Pattern pattern, String answer) {
        Matcher matcher = pattern.matcher(answer);
        if (!matcher.find()) {
            throw new IllegalStateException("an answer without " + pattern + ": " + answer);
        }
        return matcher.groupCount() == 0 ? "" : matcher.group(1);
    }

    /// Returns when each client has done what it began.
    ///
    /// @return whether all did within a time
    boolean end(int seconds) throws InterruptedException {
        ending = true;
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
        boolean all = true;
        for (Thread thread : threads) {
            long left = Math.max(1, (deadline - System.nanoTime()) / 1_000_000);
            if (!thread.join(java.time.Duration.ofMillis(left))) {
                all = false;
                thread.interrupt();
            }
        }
        return all;
    }

    /// The acknowledged points of each run: steps from 0.
    Map<String, AtomicInteger> points() {
        return points;
    }

    /// The trials whose end was acknowledged.
    Queue<String> finished() {
        return finished;
    }
}
