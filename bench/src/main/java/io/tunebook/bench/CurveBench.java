package io.tunebook.bench;

import io.tunebook.events.Event;
import io.tunebook.events.log.EventLog;
import io.tunebook.events.log.NewEvent;
import io.tunebook.events.log.RecordedEvent;
import io.tunebook.events.sqlite.SqliteEventLog;
import io.tunebook.events.wire.Wire;
import io.tunebook.server.ledger.VerifiedSnapshot;
import io.tunebook.server.model.Snapshot;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/// Forty million measurements: their size on the disk and the rates of writing and reading.
final class CurveBench {
    /// 1,000 trials of 100 curves of 100 steps of 4 metrics.
    private static final GeneratedLog MADE = new GeneratedLog(1_000, 100, 100, 0);

    private static final int PLOTTED = 100;
    private static final int COLUMNS = 200;

    private final Path folder;

    CurveBench(Path folder) {
        this.folder = folder;
    }

    List<Row> rows() throws Exception {
        Path path = folder.resolve("log");
        double points = MADE.points();
        try (EventLog log = SqliteEventLog.open(folder.resolve("warm"))) {
            MADE.writeTo(log);
        }
        long start = System.nanoTime();
        try (EventLog log = SqliteEventLog.open(path)) {
            MADE.writeTo(log);
        }
        double written = points / seconds(start);
        double bytes = bytes(path) / points;
        List<NewEvent> events = new ArrayList<>();
        try (SqliteEventLog log = SqliteEventLog.openReadOnly(path)) {
            double rawWritten = raw(log, events);
            double rawRead = rawRead();
            VerifiedSnapshot.at(log, log.head().position());
            start = System.nanoTime();
            VerifiedSnapshot proven = VerifiedSnapshot.at(log, log.head().position());
            Snapshot snapshot = proven.snapshot();
            if (proven.broken() != null) {
                throw new IllegalStateException("the log does not verify");
            }
            double read = points / seconds(start);
            List<Double> millis = new ArrayList<>();
            for (int i = 0; i < 30; i++) {
                start = System.nanoTime();
                plot(snapshot);
                millis.add(seconds(start) * 1e3);
            }
            return List.of(
                    Row.plain("curve measurements", points, "points"),
                    Row.valueAtMost("size on the disk", bytes, "bytes/point", 6),
                    Row.atLeast(
                            "generated, encoded and written durably",
                            written,
                            "points/s",
                            written / rawWritten,
                            "raw JDBC writing the same bytes",
                            0.5),
                    Row.atLeast(
                            "replayed and verified",
                            read,
                            "points/s",
                            read / rawRead,
                            "raw JDBC reading and decoding them",
                            0.5),
                    Row.valueAtMost(
                            "%d curves of 10,000 steps in %d columns".formatted(PLOTTED, COLUMNS),
                            Paired.median(millis),
                            "ms",
                            10));
        }
    }

    /// The same payloads, hashed and committed in groups of the log's size.
    private double raw(EventLog log, List<NewEvent> page) throws Exception {
        long nanos = 0;
        long position = 0;
        long points = 0;
        try (RawLog raw = new RawLog(folder.resolve("raw.db"))) {
            while (true) {
                page.clear();
                for (RecordedEvent e : log.read(position, 1_000)) {
                    page.add(
                            new NewEvent(
                                    e.id(),
                                    e.type(),
                                    e.typeVersion(),
                                    e.actor(),
                                    e.recordedAt(),
                                    e.payload()));
                    position = e.position();
                    points += e.type().equals("curve-measured") ? 400 : 0;
                }
                if (page.isEmpty()) {
                    return points / (nanos / 1e9);
                }
                long start = System.nanoTime();
                raw.append(1, page);
                nanos += System.nanoTime() - start;
            }
        }
    }

    private double rawRead() throws Exception {
        long start = System.nanoTime();
        long[] points = {0};
        try (RawLog raw = new RawLog(folder.resolve("raw.db"))) {
            raw.payloads(payload -> {
                if (payload.length > 1_000
                        && Wire.decode("curve-measured", 1, payload)
                                instanceof Event.CurveMeasured curve) {
                    points[0] +=
                            (long) curve.curve().steps().length * curve.curve().columns().length;
                }
            });
        }
        return points[0] / seconds(start);
    }

    private static void plot(Snapshot snapshot) {
        for (int trial = 0; trial < PLOTTED; trial++) {
            var buckets =
                    snapshot.curves()
                            .buckets(
                                    GeneratedLog.trial(trial),
                                    "validation/error",
                                    COLUMNS,
                                    0,
                                    Long.MAX_VALUE);
            if (buckets.buckets().size() != COLUMNS) {
                throw new IllegalStateException("a curve is missing");
            }
        }
    }

    private static double bytes(Path path) throws IOException {
        try (Stream<Path> files = Files.list(path)) {
            long sum = 0;
            for (Path file : files.toList()) {
                sum += Files.size(file);
            }
            return sum;
        }
    }

    private static double seconds(long start) {
        return (System.nanoTime() - start) / 1e9;
    }
}
