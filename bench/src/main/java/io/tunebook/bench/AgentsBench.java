package io.tunebook.bench;

import io.tunebook.events.Event;
import io.tunebook.events.log.EventContent;
import io.tunebook.events.log.EventLog;
import io.tunebook.events.sqlite.SqliteEventLog;
import io.tunebook.events.wire.Wire;
import io.tunebook.server.ledger.Ledger;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Agents that train one study over HTTP: each a virtual thread with a connection of its own, on
/// the processor of the server.
final class AgentsBench {
    private static final int MAX_TRIALS = 100_000;
    private static final String HEAP = "2g";

    /// The pause between two requests of an agent whose trials take about ten seconds.
    private static final long PAUSE_MILLIS = 900;

    private static final int WARM_SECONDS = 10;
    private static final int PAGE = 500;

    private final Path folder;
    private final Options options;
    private final Consumer<Row> each;
    private final List<Row> rows = new ArrayList<>();

    /// @param agents that work at the same time
    /// @param trials of the large study
    /// @param seconds of each load
    record Options(int agents, int trials, int seconds) {
        static final Options DEFAULT = new Options(1_000, MAX_TRIALS, 20);

        Options {
            require("--agents", agents, 1, 1_000);
            require("--trials", trials, 1_000, MAX_TRIALS);
            require("--seconds", seconds, 1, 3_600);
        }

        private static void require(String option, int value, int min, int max) {
            if (value < min || value > max) {
                throw new IllegalArgumentException(
                        "%s is %,d to %,d, not %,d".formatted(option, min, max, value));
            }
        }
    }

    AgentsBench(Path folder, Options options, Consumer<Row> each) {
        this.folder = folder;
        this.options = options;
        this.each = each;
    }

    /// Agents with the pace of short training, then without any pause.
    void load() throws IOException, InterruptedException {
        AgentStudy study = new AgentStudy(MAX_TRIALS);
        Path data = folder.resolve("load");
        try (EventLog log = SqliteEventLog.open(data)) {
            study.create(log);
        }
        int finished = 0;
        try (ServerProcess server = ServerProcess.on(data, HEAP)) {
            finished += run(server, "", 0, Math.min(WARM_SECONDS, options.seconds()));
            finished += run(server, "10 s trials", PAUSE_MILLIS, options.seconds());
            finished += run(server, "no pause", 0, options.seconds());
        }
        verify(study, data, finished);
    }

    /// All figures so far.
    List<Row> rows() {
        return rows;
    }

    private void add(Row row) {
        rows.add(row);
        each.accept(row);
    }

    /// @param name empty for a warm-up
    /// @return the number of finished trials
    private int run(ServerProcess server, String name, long pauseMillis, int seconds)
            throws InterruptedException {
        long start = System.nanoTime();
        List<SimulatedAgent> agents = new ArrayList<>();
        List<Thread> threads = new ArrayList<>();
        AtomicInteger errors = new AtomicInteger();
        AtomicReference<@Nullable Exception> first = new AtomicReference<>();
        for (int i = 0; i < options.agents(); i++) {
            SimulatedAgent agent =
                    new SimulatedAgent(
                            i, server.url(), pauseMillis, start + seconds * 1_000_000_000L);
            agents.add(agent);
            // Agents do not start together: they are spread over the time of a trial.
            long wait = pauseMillis * SimulatedAgent.REPORTS * i / options.agents();
            threads.add(
                    Thread.ofVirtual()
                            .start(() -> {
                                try {
                                    Thread.sleep(wait);
                                    agent.work();
                                } catch (IOException | RuntimeException e) {
                                    errors.incrementAndGet();
                                    first.compareAndSet(null, e);
                                } catch (InterruptedException e) {
                                    Thread.currentThread().interrupt();
                                }
                            }));
        }
        for (Thread thread : threads) {
            thread.join();
        }
        double took = (System.nanoTime() - start) / 1e9;
        if (!name.isEmpty()) {
            report(name, agents, took);
        }
        add(
                Row.valueAtMost(
                        label(name.isEmpty() ? "warm-up" : name, "errors" + text(first.get())),
                        errors.get(),
                        "errors",
                        0));
        return agents.stream().mapToInt(SimulatedAgent::trials).sum();
    }

    private static String text(@Nullable Exception e) {
        return e == null ? "" : ": " + e.getMessage();
    }

    private String label(String name, String figure) {
        return "%,d agents, %s: %s".formatted(options.agents(), name, figure);
    }

    private void report(String name, List<SimulatedAgent> agents, double seconds) {
        for (SimulatedAgent.Request request : SimulatedAgent.Request.values()) {
            SimulatedAgent.Times all = new SimulatedAgent.Times();
            agents.forEach(agent -> all.addAll(agent.times(request)));
            String kind = request.name().toLowerCase(Locale.ROOT);
            add(Row.plain(label(name, kind), all.size() / seconds, "/s"));
            if (request == SimulatedAgent.Request.CURVE) {
                int points = AgentStudy.STEPS * AgentStudy.METRICS.size();
                add(Row.plain(label(name, "curve points"), points * all.size() / seconds, "/s"));
            }
            add(Row.plain(label(name, kind + ", p50"), all.millis(0.5), "ms"));
            add(Row.plain(label(name, kind + ", p99"), all.millis(0.99), "ms"));
        }
    }

    /// Looks in the log for every trial and every point of a curve.
    private void verify(AgentStudy study, Path data, int finished) {
        try (EventLog log = SqliteEventLog.open(data);
                Ledger ledger = new Ledger(log, Clock.systemUTC())) {
            var book = ledger.now().book();
            add(Row.plain("trials finished by agents", finished, "trials"));
            add(
                    Row.valueAtMost(
                            "points skipped, trained twice or changed",
                            study.wrongPoints(book) + Math.abs(book.trials().size() - finished),
                            "points",
                            0));
            long expected = (long) finished * SimulatedAgent.REPORTS * AgentStudy.STEPS;
            add(
                    Row.valueAtMost(
                            "steps of curves lost or recorded twice",
                            (double) Math.abs(expected - steps(log)),
                            "steps",
                            0));
        }
    }

    private static long steps(EventLog log) {
        long steps = 0;
        long position = 0;
        for (List<EventContent> page = log.contents(0, PAGE);
                !page.isEmpty();
                page = log.contents(position, PAGE)) {
            for (EventContent e : page) {
                if (Wire.decode(e.type(), e.typeVersion(), e.payload())
                        instanceof Event.CurveMeasured measured) {
                    steps += measured.curve().steps().length;
                }
                position = e.position();
            }
        }
        return steps;
    }

    /// One study that grows to its largest size.
    void study() throws IOException, InterruptedException {
        new LargeStudyBench(folder.resolve("study"), options.trials(), this::add).run();
    }
}
