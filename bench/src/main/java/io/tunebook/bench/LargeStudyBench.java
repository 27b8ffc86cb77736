package io.tunebook.bench;

import io.tunebook.bench.SimulatedAgent.Times;
import io.tunebook.events.log.EventLog;
import io.tunebook.events.sqlite.SqliteEventLog;
import io.tunebook.server.ledger.Ledger;
import io.tunebook.server.playbook.search.StudyProposals;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.stream.Stream;

/// Asks in a study of a thousand, ten thousand and a hundred thousand trials; what such a study
/// takes in memory and in the log, and the time until a server has opened it.
final class LargeStudyBench {
    private static final List<Integer> SIZES = List.of(1_000, 10_000, 100_000);
    private static final int ASKS = 300;
    private static final double MAX_MILLIS = 100;
    private static final int MAX_WAITS = 100;
    private static final String HEAP = "2g";

    private final Path data;
    private final int trials;
    private final AgentStudy study;
    private final Consumer<Row> each;

    LargeStudyBench(Path data, int trials, Consumer<Row> each) {
        this.data = data;
        this.trials = trials;
        this.study = new AgentStudy(trials);
        this.each = each;
    }

    void run() throws IOException, InterruptedException {
        try (EventLog log = SqliteEventLog.open(data)) {
            study.create(log);
        }
        int written = 0;
        for (int size : SIZES) {
            if (size <= trials) {
                try (EventLog log = SqliteEventLog.open(data)) {
                    study.write(log, written, size - 1 - ASKS);
                }
                asks(size);
                // The last point is left for another ask.
                written = size - 1;
            }
        }
        memory(written);
        opening(written);
    }

    private void asks(int size) throws IOException {
        try (ServerProcess server = ServerProcess.on(data, HEAP);
                AgentClient client = new AgentClient(server.url())) {
            Times asks = new Times();
            Times ends = new Times();
            double first = 0;
            for (int i = 0; i < ASKS; i++) {
                long start = System.nanoTime();
                String trial = client.ask("{\"trainer\":\"bench\",\"device\":\"cpu\"}");
                long asked = System.nanoTime();
                client.post(
                        "/api/v1/trials/%s/complete".formatted(trial),
                        "{\"value\":0.5,\"bestStep\":1,\"steps\":1,\"seconds\":1}");
                if (i == 0) {
                    first = (asked - start) / 1e6;
                } else {
                    asks.add(asked - start);
                    ends.add(System.nanoTime() - asked);
                }
            }
            String at = "at %,d trials: ".formatted(size);
            each.accept(Row.plain(at + "first ask after a start", first, "ms"));
            each.accept(Row.plain(at + "ask, p50", asks.millis(0.5), "ms"));
            each.accept(Row.valueAtMost(at + "ask, p99", asks.millis(0.99), "ms", MAX_MILLIS));
            each.accept(Row.plain(at + "end of a trial, p50", ends.millis(0.5), "ms"));
            each.accept(Row.plain(at + "end of a trial, p99", ends.millis(0.99), "ms"));
            long start = System.nanoTime();
            int bytes = client.get("/api/v1/studies/" + AgentStudy.ID);
            each.accept(
                    Row.plain(
                            at + "the study's page, first",
                            (System.nanoTime() - start) / 1e6,
                            "ms"));
            each.accept(Row.plain(at + "the study's page", bytes / 1e6, "MB"));
        }
    }

    private void memory(int size) throws IOException {
        double before = used();
        try (EventLog log = SqliteEventLog.open(data);
                Ledger ledger = new Ledger(log, Clock.systemUTC())) {
            double opened = used();
            var book = ledger.now().book();
            each.accept(
                    Row.valueAtMost(
                            "points skipped, trained twice or changed",
                            study.wrongPoints(book),
                            "points",
                            0));
            StudyProposals proposals = new StudyProposals();
            double start = used();
            long began = System.nanoTime();
            if (proposals.next(book, Objects.requireNonNull(book.study(AgentStudy.ID))).isEmpty()) {
                throw new IllegalStateException("the study has no further point");
            }
            double built = (System.nanoTime() - began) / 1e6;
            each.accept(Row.plain("time to index the points", built, "ms"));
            each.accept(
                    Row.plain("memory of the read models", (opened - before) / size, "B/trial"));
            each.accept(
                    Row.plain("memory of the index of points", (used() - start) / size, "B/trial"));
            each.accept(Row.plain("events of the log", (double) log.head().position(), "events"));
        }
        each.accept(Row.plain("the log on the disk", bytes() / size, "B/trial"));
    }

    private double bytes() throws IOException {
        try (Stream<Path> files = Files.walk(data)) {
            return files.filter(Files::isRegularFile)
                    .filter(file -> !file.endsWith("snapshot"))
                    .mapToLong(file -> file.toFile().length())
                    .sum();
        }
    }

    private void opening(int size) throws IOException, InterruptedException {
        Path snapshot = data.resolve("snapshot");
        Files.deleteIfExists(snapshot);
        String name = "start of a server with %,d trials, ".formatted(size);
        try (ServerProcess server = ServerProcess.on(data, HEAP)) {
            each.accept(Row.plain(name + "without a snapshot", server.seconds(), "s"));
            // The server writes none for a short log.
            for (int i = 0; i < MAX_WAITS && !Files.exists(snapshot); i++) {
                Thread.sleep(50);
            }
        }
        try (ServerProcess server = ServerProcess.on(data, HEAP)) {
            each.accept(Row.plain(name + "with its snapshot", server.seconds(), "s"));
        }
    }

    private static double used() {
        System.gc();
        System.gc();
        Runtime runtime = Runtime.getRuntime();
        return (double) (runtime.totalMemory() - runtime.freeMemory());
    }
}
