package io.tunebook.bench;

import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/// A bit of an event is flipped, in the file of the stopped server or while the server runs. The
/// server must notice it; then the log is recovered, and must be writable again.
final class SoakFlip implements SoakFault {
    private static final Duration TIMEOUT = Duration.ofMinutes(2);

    private final boolean running;
    private @Nullable SoakBit bit;
    private @Nullable SoakRecovery recovery;
    private double noticed = Double.POSITIVE_INFINITY;
    private double restored = Double.POSITIVE_INFINITY;
    private boolean refused;
    private int unreadable;
    private int struck;

    /// @param running whether the bit is flipped while the server runs
    SoakFlip(boolean running) {
        this.running = running;
    }

    @Override
    public String name() {
        return running ? "flip while running" : "flip after stop";
    }

    @Override
    public void during(SoakLog log, ServerProcess server, Random random) throws Exception {
        if (running) {
            SoakBit flipped = SoakBit.random(log.database(), random);
            bit = flipped;
            flipped.flipBySqlite(log.database());
            awaitNotice(log, server, flipped);
        }
    }

    @Override
    public void after(SoakLog log, Random random) throws Exception {
        if (!running) {
            SoakBit flipped = SoakBit.random(log.database(), random);
            bit = flipped;
            flipped.flipInFile(log.database());
            try (ServerProcess server = log.serve()) {
                awaitNotice(log, server, flipped);
            }
        }
        SoakRecovery done = SoakRecovery.of(log);
        recovery = done;
        int before = log.expected().size();
        log.expected().removeAll(done.listed());
        struck = before - log.expected().size();
        try (ServerProcess server = log.serve();
                SoakProbe probe = new SoakProbe(server.url(), log.expected())) {
            restored = SoakProbe.secondsUntil(probe::write, a -> a.statusCode() == 200, TIMEOUT);
            if (probe.ready().statusCode() != 200) {
                restored = Double.POSITIVE_INFINITY;
            }
        }
    }

    private void awaitNotice(SoakLog log, ServerProcess server, SoakBit flipped) throws Exception {
        String position = "at position %d,".formatted(flipped.position());
        try (SoakProbe probe = new SoakProbe(server.url(), log.expected())) {
            noticed =
                    SoakProbe.secondsUntil(
                            probe::ready,
                            a -> a.statusCode() == 503 && a.body().contains(position),
                            TIMEOUT);
            refused = probe.write().statusCode() == 503;
            unreadable = probe.unreadablePages();
        }
    }

    /// The seconds from the flip, or from the start of the server, until it is not ready and names
    /// the position.
    double noticed() {
        return noticed;
    }

    /// The seconds from the start after the recovery until a write is accepted.
    double restored() {
        return restored;
    }

    /// What contradicts the documented behaviour, in number.
    int faults() {
        return (refused ? 0 : 1) + unreadable + (recovery != null && recovery.isExact() ? 0 : 1);
    }

    /// The acknowledged events that the recovery listed as lost.
    int struck() {
        return struck;
    }

    @Override
    public List<Row> rows() {
        SoakBit flipped = bit;
        SoakRecovery done = recovery;
        return flipped == null || done == null
                ? List.of()
                : List.of(
                        Row.plain("flipped bit at", (double) flipped.position(), "position"),
                        Row.plain("noticed after", noticed, "s"),
                        Row.plain("lost (recover)", (double) done.reported(), "events"),
                        Row.plain("lost (log)", done.lost().size(), "events"),
                        Row.plain("writable again", restored, "s"));
    }
}
