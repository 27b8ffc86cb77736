package io.tunebook.server.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tunebook.events.Algorithm;
import io.tunebook.events.Configuration;
import io.tunebook.events.Domain;
import io.tunebook.events.Goal;
import io.tunebook.events.Objective;
import io.tunebook.events.Parameter;
import io.tunebook.events.Reproduction;
import io.tunebook.events.Role;
import io.tunebook.events.SearchSpace;
import io.tunebook.events.Trainer;
import io.tunebook.events.log.Appended;
import io.tunebook.events.log.EventIds;
import io.tunebook.events.log.EventLog;
import io.tunebook.events.log.Expected;
import io.tunebook.events.log.IdConflict;
import io.tunebook.events.log.NewEvent;
import io.tunebook.events.log.RecordedEvent;
import io.tunebook.events.sqlite.SqliteEventLog;
import io.tunebook.events.wire.Wire;
import io.tunebook.server.Await;
import io.tunebook.server.ledger.command.Command;
import io.tunebook.server.model.Snapshot;
import io.tunebook.server.training.demo.Demo;
import io.tunebook.server.training.run.Runner;
import io.tunebook.server.training.run.StudyData;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LedgerTest {
    private static final Objective ERROR =
            new Objective("validation/error", Objective.Direction.MINIMIZE);

    private static final Parameter RATE = Parameter.always("lr", new Domain.Log(0.001, 0.1));

    @TempDir private Path folder;
    private EventLog log;
    private Ledger ledger;

    @BeforeEach
    void open() {
        log = SqliteEventLog.open(folder, Wire::isSame);
        ledger = new Ledger(log, Clock.systemUTC());
    }

    @AfterEach
    void close() {
        ledger.close();
        log.close();
    }

    @Test
    void aPerformedCommandIsVisibleAtOnce() {
        ledger.perform(new Command.CreateProject("p", "P", ERROR), "ada");
        assertThat(ledger.now().book().project("p")).isNotNull();
        assertThat(ledger.now().position()).isEqualTo(1);
        assertThat(log.at(1).orElseThrow().actor()).isEqualTo("ada");
    }

    @Test
    void aRejectedCommandAppendsNothing() {
        ledger.perform(new Command.CreateProject("p", "P", ERROR), "ada");
        assertThatThrownBy(() -> ledger.perform(new Command.CreateProject("p", "P", ERROR), "bob"))
                .isInstanceOf(RejectedCommand.class)
                .hasMessageContaining("already");
        assertThat(log.head().position()).isEqualTo(1);
    }

    @Test
    void aRetryReturnsTheFirstPosition() {
        UUID key = new EventIds(Clock.systemUTC()).next();
        Command create = new Command.CreateProject("p", "P", ERROR);
        long first = ledger.perform(create, "ada", key).position();
        assertThat(ledger.perform(create, "ada", key).position()).isEqualTo(first);
        assertThat(log.head().position()).isEqualTo(1);
    }

    /// A retry of a study that an earlier version recorded.
    @Test
    void aRetryOfARequestToAnEarlierVersionIsRecognised() throws InterruptedException {
        ledger.perform(new Command.CreateProject("p", "P", ERROR), "ada");
        ledger.perform(
                new Command.OpenRound(
                        "p",
                        new Goal(Goal.Kind.UNDERSTANDING, Goal.Phase.EXPLORATION, "?"),
                        List.of(new Role.Assignment(RATE, Role.SCIENTIFIC, "asked"))),
                "ada");
        UUID key = new EventIds(Clock.systemUTC()).next();
        String old =
                """
                {"study":"p-s1","round":"p-r1","name":"S","settings":{},"space":[{"name":"lr",\
                "domain":{"scale":"log","low":0.001,"high":0.1},"when":null}],"algorithm":{\
                "kind":"HALTON","seed":7},"trials":24,"reproduction":{"command":"c","version":"1",\
                "data":"outside mnist","digest":"00"}}\
                """;
        long first =
                log.append("study/p-s1", Expected.none(), List.of(event(key, 1, old)))
                        .lastPosition();
        Command again =
                new Command.CreateStudy(
                        "p-r1",
                        "S",
                        Configuration.EMPTY,
                        new SearchSpace(List.of(RATE)),
                        new Algorithm(Algorithm.Kind.HALTON, 7),
                        24,
                        Trainer.EXTERNAL,
                        new Reproduction("c", "1", "mnist", "00"));
        assertThat(ledger.perform(again, "ada", key).position()).isEqualTo(first);
        Await.equal(true, () -> ledger.now().book().study("p-s1") != null);
        var study = Objects.requireNonNull(ledger.now().book().study("p-s1"));
        assertThat(study.facts().trainer()).isEqualTo(Trainer.EXTERNAL);
        assertThat(study.facts().reproduction().data()).isEqualTo("mnist");

        String now = new String(Wire.encode(study.facts()).payload(), StandardCharsets.UTF_8);
        assertThat(log.append("study/p-s1", Expected.none(), List.of(event(key, 3, now))))
                .isEqualTo(new Appended(first, first, 1));
        String other = now.replace("mnist", "cifar");
        assertThatThrownBy(() ->
                        log.append("study/p-s1", Expected.none(), List.of(event(key, 3, other))))
                .isInstanceOf(IdConflict.class);
        assertThat(log.head().position()).isEqualTo(first);
    }

    private static NewEvent event(UUID id, int version, String payload) {
        return new NewEvent(
                id,
                "study-created",
                version,
                "ada",
                Instant.EPOCH,
                payload.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void onlyOneOfManyConcurrentCreationsSucceeds() {
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

    /// A short real round: incremental folding and a rebuild give the same result.
    @Test
    void rebuildingEqualsIncrementalFolding() throws InterruptedException {
        var data = new StudyData.Generated(300, 1).reproduction("test", "test");
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
