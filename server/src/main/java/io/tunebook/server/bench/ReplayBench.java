package io.tunebook.server.bench;

import io.tunebook.events.log.EventLog;
import io.tunebook.events.log.RecordedEvent;
import io.tunebook.events.log.Verification;
import io.tunebook.events.sqlite.SqliteEventLog;
import io.tunebook.events.wire.Wire;
import io.tunebook.server.ledger.History;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// How fast a million events become read models again.
final class ReplayBench {
    /// 250,000 trials of three events and a note each.
    private static final MadeLog MADE = new MadeLog(Integer.getInteger("trials", 250_000), 0, 0, 1);

    private static final int ROUNDS = 3;

    private final Path folder;

    ReplayBench(Path folder) {
        this.folder = folder;
    }

    List<Row> rows() throws Exception {
        try (EventLog log = SqliteEventLog.open(folder.resolve("log"))) {
            MADE.writeTo(log);
            long events = log.head().position();
            List<RecordedEvent> all = new ArrayList<>();
            while (all.size() < events) {
                all.addAll(log.read(all.size(), 10_000));
            }
            Paired replay = Paired.of(ROUNDS, () -> replay(log, events), () -> parse(all));
            Paired verify = Paired.of(ROUNDS, () -> verify(log, events), () -> replay(log, events));
            double extra = 1 / verify.ratio();
            return List.of(
                    Row.plain("JSON parsed with Jackson, in memory", replay.theirs(), "events/s"),
                    Row.atLeast(
                            "replay of %,d events from the disk".formatted(events),
                            replay.ours(),
                            "events/s",
                            replay.ratio(),
                            "merely parsing them",
                            0.7),
                    Row.atMost(
                            "verifying the chain on top",
                            verify.ours(),
                            "events/s",
                            extra,
                            "the time of the replay",
                            0.5));
        }
    }

    private static double replay(EventLog log, long events) {
        long start = System.nanoTime();
        if (new History(log).at(events).position() != events) {
            throw new IllegalStateException("the replay has not reached the end");
        }
        return events / seconds(start);
    }

    private static double parse(List<RecordedEvent> all) {
        long start = System.nanoTime();
        int fields = 0;
        for (RecordedEvent event : all) {
            fields +=
                    Wire.decode(event.type(), event.typeVersion(), event.payload()).hashCode() & 1;
        }
        if (fields == 0) {
            throw new IllegalStateException("nothing was parsed");
        }
        return all.size() / seconds(start);
    }

    private static double verify(EventLog log, long events) {
        long start = System.nanoTime();
        if (!(log.verify() instanceof Verification.Intact)) {
            throw new IllegalStateException("the log does not verify");
        }
        return events / seconds(start);
    }

    private static double seconds(long start) {
        return (System.nanoTime() - start) / 1e9;
    }
}
