package io.tunebook.bench;

import io.tunebook.events.log.EventContent;
import io.tunebook.events.log.EventLog;
import io.tunebook.events.log.RecordedEvent;
import io.tunebook.events.log.Verification;
import io.tunebook.events.sqlite.SqliteEventLog;
import io.tunebook.events.wire.Wire;
import io.tunebook.server.ledger.History;
import io.tunebook.server.ledger.VerifiedSnapshot;
import io.tunebook.server.model.Snapshot;
import io.tunebook.server.model.Stamp;
import io.tunebook.server.model.StampedEvent;
import java.io.ByteArrayOutputStream;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/// The rate at which a million events become read models again.
final class ReplayBench {
    /// 250,000 trials of three events and a note each.
    private static final GeneratedLog MADE = new GeneratedLog(250_000, 0, 0, 1);

    private static final int ROUNDS = 3;

    private final Path folder;

    ReplayBench(Path folder) {
        this.folder = folder;
    }

    List<Row> rows() throws Exception {
        try (EventLog log = SqliteEventLog.open(folder.resolve("log"))) {
            MADE.writeTo(log);
            long events = log.head().position();
            Texts texts = Texts.of(log, events);
            Paired replay = Paired.of(ROUNDS, () -> replay(log, events), texts::parse);
            Paired proven = Paired.of(ROUNDS, () -> proven(log, events), () -> replay(log, events));
            double extra = 1 / proven.ratio() - 1;
            Parts parts = Parts.of(log, events);
            return List.of(
                    Row.plain("JSON parsed with Jackson, in memory", replay.theirs(), "events/s"),
                    Row.plain("read from the disk, one thread", parts.read(), "events/s"),
                    Row.plain("folded, one thread", parts.folded(), "events/s"),
                    Row.atLeast(
                            "replay of %,d events from the disk".formatted(events),
                            replay.ours(),
                            "events/s",
                            replay.ratio(),
                            "parsing them only",
                            0.7),
                    Row.atMost(
                            "replayed and verified",
                            proven.ours(),
                            "events/s",
                            extra,
                            "the replay (extra time)",
                            0.5),
                    Row.plain(
                            "verified, with SQLite's own check", verify(log, events), "events/s"));
        }
    }

    /// The parts of a replay apart: the rates of reading, and of folding decoded events.
    private record Parts(double read, double folded) {
        private static final int PAGE = 500;

        static Parts of(EventLog log, long events) {
            double reading = 0;
            double folding = 0;
            Snapshot snapshot = Snapshot.EMPTY;
            while (snapshot.position() < events) {
                long start = System.nanoTime();
                List<EventContent> page = log.contents(snapshot.position(), PAGE);
                reading += seconds(start);
                List<StampedEvent> decoded =
                        page.stream()
                                .map(e ->
                                        new StampedEvent(
                                                Wire.decode(e.type(), e.typeVersion(), e.payload()),
                                                new Stamp(e.position(), e.recordedAt(), e.actor())))
                                .toList();
                start = System.nanoTime();
                snapshot = snapshot.fold(decoded);
                folding += seconds(start);
            }
            return new Parts(events / reading, events / folding);
        }
    }

    /// The events' JSON in one array, so that it is no work for the garbage collector.
    private record Texts(byte[] all, int[] ends, String[] types, int[] versions) {
        static Texts of(EventLog log, long events) {
            ByteArrayOutputStream all = new ByteArrayOutputStream();
            int[] ends = new int[(int) events];
            String[] types = new String[ends.length];
            int[] versions = new int[ends.length];
            for (int n = 0; n < events; ) {
                for (RecordedEvent event : log.read(n, 10_000)) {
                    all.writeBytes(event.payload());
                    types[n] = event.type();
                    versions[n] = event.typeVersion();
                    ends[n++] = all.size();
                }
            }
            return new Texts(all.toByteArray(), ends, types, versions);
        }

        double parse() {
            long start = System.nanoTime();
            int fields = 0;
            for (int i = 0; i < ends.length; i++) {
                int from = i == 0 ? 0 : ends[i - 1];
                byte[] json = Arrays.copyOfRange(all, from, ends[i]);
                fields += Wire.decode(types[i], versions[i], json).hashCode() & 1;
            }
            if (fields == 0) {
                throw new IllegalStateException("nothing was parsed");
            }
            return ends.length / seconds(start);
        }
    }

    private static double replay(EventLog log, long events) {
        long start = System.nanoTime();
        if (new History(log).at(events).position() != events) {
            throw new IllegalStateException("the replay did not reach the end");
        }
        return events / seconds(start);
    }

    private static double proven(EventLog log, long events) {
        long start = System.nanoTime();
        VerifiedSnapshot proven = VerifiedSnapshot.at(log, events);
        if (proven.broken() != null || proven.snapshot().position() != events) {
            throw new IllegalStateException("the log does not verify");
        }
        return events / seconds(start);
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
