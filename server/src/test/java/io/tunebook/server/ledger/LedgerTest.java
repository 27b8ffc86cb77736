package io.tunebook.server.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tunebook.events.Objective;
import io.tunebook.events.log.EventIds;
import io.tunebook.events.log.EventLog;
import io.tunebook.events.log.RecordedEvent;
import io.tunebook.events.sqlite.SqliteEventLog;
import io.tunebook.server.ledger.command.Command;
import io.tunebook.server.model.Snapshot;
import io.tunebook.server.training.demo.Demo;
import io.tunebook.server.training.run.DataSource;
import io.tunebook.server.training.run.Runner;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LedgerTest {
    private static final Objective ERROR =
            new Objective("validation/error", Objective.Direction.MINIMIZE);

    @TempDir private Path folder;
    private EventLog log;
    private Ledger ledger;

    @BeforeEach
    void open() {
        log = SqliteEventLog.open(folder);
        ledger = new Ledger(log, Clock.systemUTC());
    }

    @AfterEach
    void close() {
        ledger.close();
        log.close();
    }

    @Test
    void whatWasDoneIsKnownAtOnce() {
        ledger.perform(new Command.CreateProject("p", "P", ERROR), "ada");
        assertThat(ledger.now().book().project("p")).isNotNull();
        assertThat(ledger.now().position()).isEqualTo(1);
        assertThat(log.at(1).orElseThrow().actor()).isEqualTo("ada");
    }

    @Test
    void whatTheRulesRefuseLeavesNoTrace() {
        ledger.perform(new Command.CreateProject("p", "P", ERROR), "ada");
        assertThatThrownBy(() -> ledger.perform(new Command.CreateProject("p", "P", ERROR), "bob"))
                .isInstanceOf(RejectedCommand.class)
                .hasMessageContaining("already");
        assertThat(log.head().position()).isEqualTo(1);
    }

    @Test
    void theSameRequestAgainAnswersWithTheFirstPosition() {
        UUID key = new EventIds(Clock.systemUTC()).next();
        Command create = new Command.CreateProject("p", "P", ERROR);
        long first = ledger.perform(create, "ada", key).position();
        assertThat(ledger.perform(create, "ada", key).position()).isEqualTo(first);
        assertThat(log.head().position()).isEqualTo(1);
    }

    @Test
    void ofManyWhoCreateTheSameOneWins() {
        List<CompletableFuture<Ledger.Performed>> races = new ArrayList<>();
        for (int i = 0; i < 16; i++) {
            races.add(
                    CompletableFuture.supplyAsync(() ->
                            ledger.perform(new Command.CreateProject("p", "P", ERROR), "ada")));
        }
        assertThat(races.stream().filter(r -> r.handle((d, e) -> e == null).join()).count())
                .isEqualTo(1);
        assertThat(log.head().position()).isEqualTo(1);
    }

    /// A real round, cut short: whatever the runner writes, folding as it comes and folding anew
    /// agree.
    @Test
    void rebuildingFromTheStartGivesWhatFoldingAsEventsArriveGave() throws InterruptedException {
        var data = new DataSource.Generated(300, 1).reproduction("test", "test");
        Demo.open(ledger, data, "digits", "ada");
        try (Runner runner = new Runner(ledger, 2)) {
            runner.start();
            var enough = new java.util.concurrent.CountDownLatch(150);
            try (var _ = ledger.follow(0, new Counter(enough))) {
                assertThat(enough.await(60, java.util.concurrent.TimeUnit.SECONDS)).isTrue();
            }
        }
        Snapshot incremental = ledger.now();
        Snapshot rebuilt = new History(log).at(incremental.position());
        assertThat(rebuilt.book()).isEqualTo(incremental.book());
        assertThat(rebuilt.curves()).isEqualTo(incremental.curves());
        for (long at : new long[] {0, 1, 7, 100, incremental.position()}) {
            assertThat(ledger.at(at)).as("as of %d", at).isEqualTo(fold(at));
        }
    }

    private Snapshot fold(long to) {
        Snapshot snapshot = Snapshot.EMPTY;
        for (RecordedEvent event : log.read(0, (int) to)) {
            snapshot = History.fold(snapshot, event);
        }
        return snapshot;
    }

    private record Counter(java.util.concurrent.CountDownLatch latch)
            implements io.tunebook.events.log.Subscriber {
        @Override
        public void onEvent(RecordedEvent event) {
            latch.countDown();
        }

        @Override
        public void onError(RuntimeException error) {
            throw error;
        }
    }
}
