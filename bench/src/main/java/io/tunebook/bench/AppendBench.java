package io.tunebook.bench;

import io.tunebook.events.Event;
import io.tunebook.events.log.EventIds;
import io.tunebook.events.log.EventLog;
import io.tunebook.events.log.Expected;
import io.tunebook.events.log.NewEvent;
import io.tunebook.events.log.PayloadComparison;
import io.tunebook.events.sql.SqlEventLog;
import io.tunebook.events.sqlite.SqliteEventLog;
import io.tunebook.events.wire.Wire;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;

/// The rate of durable appends.
final class AppendBench {
    private static final EventIds IDS = new EventIds(Clock.systemUTC());
    private static final int ROUNDS = 6;
    private static final long NANOS = 700_000_000L;
    private static final int CLIENTS = 64;

    private final Path folder;

    AppendBench(Path folder) {
        this.folder = folder;
    }

    List<Row> rows() throws Exception {
        try (SqliteEventLog log = SqliteEventLog.open(folder.resolve("ours"));
                RawLog raw = new RawLog(folder.resolve("raw-1.db"));
                RawLog rawMany = new RawLog(folder.resolve("raw-many.db"))) {
            Rates rates = Rates.of(log, raw, rawMany);
            List<Row> rows = new ArrayList<>(rates.rows());
            rows.add(
                    Row.atLeast(
                            "64 clients compared with one",
                            rates.many().ours(),
                            "events/s",
                            rates.many().ours() / rates.one().ours(),
                            "one append after another",
                            8));
            rows.add(Row.valueAtMost("64 clients, 99th percentile", rates.p99(), "ms", 5));
            return rows;
        }
    }

    /// On PostgreSQL, whose network and disk the reference has too.
    List<Row> rows(BenchDatabase database) throws Exception {
        try (SqlEventLog log = database.open(folder.resolve("ours"), PayloadComparison.BYTES);
                RawLog raw = new RawLog(database, "raw_log_event");
                RawLog rawMany = new RawLog(database, "raw_log_event_many")) {
            Rates rates = Rates.of(log, raw, rawMany);
            List<Row> rows = new ArrayList<>(rates.rows());
            rows.add(Row.plain("64 clients, 99th percentile", rates.p99(), "ms"));
            return rows;
        }
    }

    /// @param size the mean number of events in a commit of the clients
    /// @param p99 of the clients' waits, in milliseconds
    private record Rates(Paired one, Paired many, double size, double p99) {
        static Rates of(SqlEventLog log, RawLog raw, RawLog rawMany) throws Exception {
            Paired one = Paired.of(ROUNDS, () -> oneByOne(log), () -> oneByOne(raw));
            List<Long> waits = new ArrayList<>();
            double[] size = {CLIENTS};
            Paired many =
                    Paired.of(
                            ROUNDS,
                            () -> clients(log, waits, size),
                            () -> groups(rawMany, (int) Math.round(size[0])));
            waits.sort(null);
            return new Rates(one, many, size[0], waits.get((int) (waits.size() * 0.99)) / 1e6);
        }

        List<Row> rows() {
            return List.of(
                    Row.plain("raw JDBC, one event a commit", one.theirs(), "events/s"),
                    Row.atLeast(
                            "one durable append after another",
                            one.ours(),
                            "events/s",
                            one.ratio(),
                            "raw JDBC",
                            0.85),
                    Row.atLeast(
                            "64 clients, each waiting for durability",
                            many.ours(),
                            "events/s",
                            many.ratio(),
                            "raw JDBC in groups of %.0f".formatted(size),
                            0.8));
        }
    }

    /// An event like the completion of a trial.
    static NewEvent event(long n) {
        Wire.Encoded encoded =
                Wire.encode(
                        new Event.TrialCompleted(
                                "bench-s1-t" + n,
                                0.0231 + n % 97 / 1e4,
                                900,
                                1_000,
                                1.25,
                                Map.of("validation/loss", 0.0871, "training/error", 0.0113)));
        return new NewEvent(
                IDS.next(),
                encoded.type(),
                encoded.version(),
                "bench",
                java.time.Instant.now(),
                encoded.payload());
    }

    private static double oneByOne(EventLog log) {
        long start = System.nanoTime();
        long n = 0;
        while (System.nanoTime() - start < NANOS) {
            log.append("trial/bench", Expected.any(), List.of(event(n++)));
        }
        return n / seconds(start);
    }

    private static double oneByOne(RawLog raw) throws Exception {
        long start = System.nanoTime();
        long n = 0;
        while (System.nanoTime() - start < NANOS) {
            raw.append(1, List.of(event(n++)));
        }
        return n / seconds(start);
    }

    private static double groups(RawLog raw, int size) throws Exception {
        long start = System.nanoTime();
        long n = 0;
        while (System.nanoTime() - start < NANOS) {
            List<NewEvent> group = new ArrayList<>(size);
            for (int i = 0; i < size; i++) {
                group.add(event(n++));
            }
            raw.append(CLIENTS, group);
        }
        return n / seconds(start);
    }

    /// @param waits receives the wait of each append, in nanoseconds
    /// @param size receives the mean number of events in a commit
    private static double clients(SqlEventLog log, List<Long> waits, double[] size)
            throws Exception {
        long[][] times = new long[CLIENTS][];
        long commits = log.commits();
        CountDownLatch done = new CountDownLatch(CLIENTS);
        long start = System.nanoTime();
        for (int c = 0; c < CLIENTS; c++) {
            int client = c;
            Thread.ofVirtual()
                    .start(() -> {
                        times[client] = client(log, "trial/client-" + client, start);
                        done.countDown();
                    });
        }
        done.await();
        double seconds = seconds(start);
        long events = 0;
        for (long[] mine : times) {
            events += mine.length;
            Arrays.stream(mine).forEach(waits::add);
        }
        size[0] = (double) events / (log.commits() - commits);
        return events / seconds;
    }

    private static long[] client(EventLog log, String stream, long start) {
        long[] waits = new long[1 << 12];
        int n = 0;
        long before = System.nanoTime();
        while (before - start < NANOS) {
            log.append(stream, Expected.any(), List.of(event(n)));
            long after = System.nanoTime();
            if (n == waits.length) {
                waits = Arrays.copyOf(waits, 2 * n);
            }
            waits[n++] = after - before;
            before = after;
        }
        return Arrays.copyOf(waits, n);
    }

    private static double seconds(long start) {
        return (System.nanoTime() - start) / 1e9;
    }
}
