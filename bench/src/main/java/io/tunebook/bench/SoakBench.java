package io.tunebook.bench;

import io.tunebook.events.log.EventLog;
import io.tunebook.events.log.RecordedEvent;
import io.tunebook.events.log.Verification;
import io.tunebook.events.sqlite.SqliteEventLog;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.stream.Stream;

/// A server under load for minutes, which is killed or stopped at the end of each: checks that no
/// acknowledged event is lost and that memory and file descriptors do not grow. Linux only.
final class SoakBench {
    private static final String HEAP = "256m";
    private static final Duration LIFE = Duration.ofMinutes(1);
    private static final int SETTLED_SECONDS = 20;
    private static final double MAX_STOP_SECONDS = 5;

    private final Path folder;
    private final int minutes;
    private final Consumer<Row> each;
    private final Set<UUID> acknowledged = new HashSet<>();
    private final List<Life> lives = new ArrayList<>();

    SoakBench(Path folder, int minutes, Consumer<Row> each) {
        this.folder = folder.resolve("log");
        this.minutes = minutes;
        this.each = each;
    }

    /// The figures of one server until its end.
    ///
    /// @param descriptors open files after the warm-up, and at the end
    /// @param memory resident, in MB, at the end
    /// @param ending the duration of its stop, in seconds
    /// @param lost events that were acknowledged but are not in the log
    private record Life(
            int acknowledged,
            int reads,
            int streams,
            int refused,
            int failed,
            long settledDescriptors,
            long descriptors,
            double memory,
            double ending,
            boolean stopped,
            int lost,
            boolean intact) {}

    /// @throws IllegalArgumentException where there is no `/proc`
    List<Row> rows() throws Exception {
        if (!Files.isDirectory(Path.of("/proc/self/fd"))) {
            throw new IllegalArgumentException(
                    "the soak reads /proc, which this system does not have: run it on Linux");
        }
        long seed = System.nanoTime();
        Random random = new Random(seed);
        try (EventLog log = SqliteEventLog.open(folder)) {
            GeneratedLog.rounds(log, SoakLoad.ROUNDS);
        }
        List<Row> rows = new ArrayList<>();
        tell(rows, Row.plain("minutes (seed %d)".formatted(seed), minutes, "minutes"));
        for (int minute = 1; minute <= minutes; minute++) {
            Life life = live(random, minute % 2 == 0);
            lives.add(life);
            String name =
                    "minute %d, %s: ".formatted(minute, life.stopped() ? "stopped" : "killed");
            tell(rows, Row.plain(name + "acknowledged", life.acknowledged(), "events"));
            tell(rows, Row.plain(name + "reads", life.reads(), "requests"));
            tell(rows, Row.plain(name + "streams opened and closed", life.streams(), "streams"));
            tell(rows, Row.plain(name + "memory", life.memory(), "MB"));
            tell(rows, Row.plain(name + "file descriptors", (double) life.descriptors(), "files"));
        }
        judge(rows);
        return rows;
    }

    private void judge(List<Row> rows) {
        Life first = lives.getFirst();
        Life last = lives.getLast();
        tell(rows, Row.plain("acknowledged", acknowledged.size(), "events"));
        tell(rows, Row.valueAtMost("acknowledged and lost", sum(Life::lost), "events", 0));
        tell(
                rows,
                Row.valueAtMost(
                        "times that the log did not verify",
                        sum(l -> l.intact() ? 0 : 1),
                        "times",
                        0));
        tell(
                rows,
                Row.valueAtMost("failed requests (5xx but 503)", sum(Life::failed), "requests", 0));
        tell(rows, Row.plain("refused for now (503)", sum(Life::refused), "requests"));
        tell(
                rows,
                Row.atMost(
                        "memory in the last minute",
                        last.memory(),
                        "MB",
                        last.memory() / first.memory(),
                        "the first minute",
                        1.25));
        double most =
                lives.stream()
                        .mapToDouble(l -> (double) l.descriptors() / l.settledDescriptors())
                        .max()
                        .orElseThrow();
        tell(
                rows,
                Row.atMost(
                        "file descriptors, at a minute's end",
                        (double) last.descriptors(),
                        "files",
                        most,
                        "after 20 s (worst)",
                        1.25));
        double slowest =
                lives.stream().filter(Life::stopped).mapToDouble(Life::ending).max().orElse(0);
        tell(rows, Row.valueAtMost("slowest end when stopped", slowest, "s", MAX_STOP_SECONDS));
    }

    private double sum(java.util.function.ToIntFunction<Life> of) {
        return lives.stream().mapToInt(of).sum();
    }

    private void tell(List<Row> rows, Row row) {
        rows.add(row);
        each.accept(row);
    }

    private Life live(Random random, boolean stopping) throws Exception {
        try (ServerProcess server = ServerProcess.allocated(folder, HEAP)) {
            SoakLoad load = new SoakLoad(server.url(), random.nextLong());
            load.start();
            Thread.sleep(Duration.ofSeconds(SETTLED_SECONDS));
            long settled = descriptors(server.pid());
            // Killed at a random moment.
            Thread.sleep(LIFE.minusSeconds(SETTLED_SECONDS).minusMillis(random.nextInt(2_000)));
            if (!server.alive()) {
                throw new IllegalStateException("the server ended before it was stopped");
            }
            long descriptors = descriptors(server.pid());
            double memory = memory(server.pid());
            long began = System.nanoTime();
            if (stopping) {
                server.stop();
            } else {
                server.kill();
            }
            double ending = (System.nanoTime() - began) / 1e9;
            load.end();
            if (ending > MAX_STOP_SECONDS) {
                System.err.print(server.output());
            }
            acknowledged.addAll(load.acknowledged());
            boolean intact;
            Set<UUID> missing = new HashSet<>(acknowledged);
            try (EventLog log = SqliteEventLog.open(folder)) {
                intact = log.verify() instanceof Verification.Intact;
                strike(log, missing);
            }
            return new Life(
                    load.acknowledged().size(),
                    load.reads(),
                    load.streams(),
                    load.refused(),
                    load.failed(),
                    settled,
                    descriptors,
                    memory,
                    ending,
                    stopping,
                    missing.size(),
                    intact);
        }
    }

    private static void strike(EventLog log, Set<UUID> missing) {
        long head = log.head().position();
        long at = 0;
        while (at < head) {
            List<RecordedEvent> page = log.read(at, 10_000);
            page.forEach(e -> missing.remove(e.id()));
            at = page.getLast().position();
        }
    }

    private static long descriptors(long pid) throws IOException {
        try (Stream<Path> open = Files.list(Path.of("/proc", Long.toString(pid), "fd"))) {
            return open.count();
        }
    }

    private static double memory(long pid) throws IOException {
        for (String line : Files.readAllLines(Path.of("/proc", Long.toString(pid), "status"))) {
            if (line.startsWith("VmRSS:")) {
                return Long.parseLong(line.replaceAll("[^0-9]", "")) / 1_024.0;
            }
        }
        throw new IOException("the system does not report the memory of process %d".formatted(pid));
    }
}
