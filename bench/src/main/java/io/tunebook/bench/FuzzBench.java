package io.tunebook.bench;

import io.tunebook.bench.fuzz.Fuzz;
import io.tunebook.events.log.EventLog;
import io.tunebook.events.log.Verification;
import io.tunebook.events.sqlite.SqliteEventLog;
import io.tunebook.server.ledger.Ledger;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.LongPredicate;

/// Sends requests generated from the API's document to a server in another process; then checks
/// that the log verifies and that a new server can read it.
final class FuzzBench {
    private final Path folder;
    private final long seed;
    private final LongPredicate again;
    private final Consumer<Row> each;
    private final List<Row> rows = new ArrayList<>();

    /// @param again whether to send another request after this number of requests
    FuzzBench(Path folder, long seed, LongPredicate again, Consumer<Row> each) {
        this.folder = folder;
        this.seed = seed;
        this.again = again;
        this.each = each;
    }

    List<Row> rows() throws IOException {
        tell(Row.plain("seed", (double) seed, ""));
        long began = System.nanoTime();
        Fuzz.Outcome outcome;
        boolean alive;
        try (ServerProcess server = ServerProcess.on(folder, "1g")) {
            outcome = new Fuzz(URI.create(server.url()), seed, (_, _) -> null).run(again);
            alive = server.alive();
        }
        double seconds = (System.nanoTime() - began) / 1e9;
        tell(Row.plain("requests", (double) outcome.requests(), ""));
        tell(Row.plain("requests a second", (double) outcome.requests() / seconds, "1/s"));
        outcome.statuses()
                .forEach((status, n) -> tell(Row.plain("answered with " + status, (double) n, "")));
        tell(Row.plain("operations that succeeded", outcome.operations().size(), ""));
        tell(
                Row.valueAtMost(
                        "slowest answer", (double) outcome.slowest().toMillis() / 1e3, "s", 20));
        outcome.faults().forEach(f -> tell(Row.valueAtMost(f.toString(), 1, "fault", 0)));
        tell(Row.valueAtMost("faults", outcome.faults().size(), "", 0));
        tell(Row.valueAtLeast("server alive at the end", alive ? 1 : 0, "", 1));
        tell(Row.valueAtLeast("log verifies and can be read again", verifies() ? 1 : 0, "", 1));
        return rows;
    }

    private boolean verifies() {
        try (EventLog log = SqliteEventLog.open(folder);
                Ledger ledger = new Ledger(log, Clock.systemUTC())) {
            tell(Row.plain("events written", (double) log.head().position(), ""));
            return log.verify() instanceof Verification.Intact
                    && ledger.now().position() == log.head().position();
        }
    }

    private void tell(Row row) {
        rows.add(row);
        each.accept(row);
    }
}
