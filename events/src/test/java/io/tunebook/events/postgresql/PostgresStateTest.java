package io.tunebook.events.postgresql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tunebook.events.log.Appended;
import io.tunebook.events.log.EventLog;
import io.tunebook.events.log.Expected;
import io.tunebook.events.log.LogState;
import io.tunebook.events.log.LogUnavailable;
import io.tunebook.events.log.PayloadComparison;
import io.tunebook.events.log.RecordedEvent;
import io.tunebook.events.log.Subscriber;
import io.tunebook.events.log.Verification;
import io.tunebook.events.proof.MerkleTree;
import io.tunebook.events.proof.SigningKey;
import io.tunebook.events.proof.StoredCheckpoint;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Faults of the database and of the folder while the log is open, and what the log's state is.
class PostgresStateTest {
    @TempDir private Path folder;
    private final PostgresLocation location = TestPostgres.log();
    private PostgresEventLog log;

    @BeforeEach
    void open() {
        log = PostgresEventLog.open(location, folder, "alpha", PayloadComparison.BYTES);
        append();
    }

    @AfterEach
    void close() {
        log.close();
    }

    private Appended append() {
        return log.append("s", Expected.any(), List.of(Appender.event("t")));
    }

    private LogUnavailable reason() {
        return log.writeRefusal().orElseThrow();
    }

    private static void await(BooleanSupplier reached) throws InterruptedException {
        Instant end = Instant.now().plusSeconds(60);
        while (!reached.getAsBoolean()) {
            assertThat(Instant.now()).isBefore(end);
            Thread.sleep(5);
        }
    }

    @Test
    void aFullDiskOfTheDatabaseIsAStateThatPasses() throws SQLException {
        TestPostgres.execute(
                location,
                """
                CREATE FUNCTION full_disk() RETURNS trigger LANGUAGE plpgsql AS $$
                BEGIN RAISE EXCEPTION 'could not extend file' USING ERRCODE = 'disk_full'; END $$;
                CREATE TRIGGER full_disk BEFORE INSERT ON log_event EXECUTE FUNCTION full_disk()\
                """);
        assertThatThrownBy(this::append)
                .isInstanceOf(LogUnavailable.DiskFull.class)
                .hasMessageContaining("free space");
        assertThat(log.head().position()).isEqualTo(1);
        TestPostgres.execute(location, "DROP TRIGGER full_disk ON log_event");
        assertThat(append().lastPosition()).isEqualTo(2);
        assertThat(log.state()).isInstanceOf(LogState.Writable.class);
    }

    @Test
    void aMissingRightIsReportedWithTheRemedy() throws SQLException {
        PostgresLocation superuser = TestPostgres.empty();
        TestPostgres.execute(superuser, "CREATE ROLE tunebook_guest LOGIN");
        PostgresLocation guest =
                PostgresLocation.of(
                        superuser.toString().replace("postgres@", "tunebook_guest@"), Map.of());
        assertThatThrownBy(() ->
                        PostgresEventLog.open(
                                guest, folder.resolve("guest"), "guest", PayloadComparison.BYTES))
                .isInstanceOf(LogUnavailable.ReadOnly.class)
                .hasMessageContaining("permission denied")
                .hasMessageContaining("docs/operations.md");
    }

    @Test
    void aServerWithTheLeastRightsWritesAndReads() throws SQLException {
        TestPostgres.execute(
                location,
                """
                CREATE ROLE tunebook_server LOGIN;
                GRANT SELECT, INSERT ON log_event, stream, word TO tunebook_server;
                GRANT SELECT, UPDATE ON head TO tunebook_server;
                GRANT SELECT ON flyway_schema_history TO tunebook_server\
                """);
        log.close();
        PostgresLocation server =
                PostgresLocation.of(
                        location.toString().replace("postgres@", "tunebook_server@"), Map.of());
        try (EventLog own =
                PostgresEventLog.open(server, folder, "server", PayloadComparison.BYTES)) {
            assertThat(own.append("s", Expected.exact(1), List.of(Appender.event("t"))))
                    .isEqualTo(new Appended(2, 2, 2));
            assertThat(own.verify()).isInstanceOf(Verification.Intact.class);
        }
    }

    @Test
    void anEndThatAnotherClientRemovedIsNoticedWithoutAnAppend() throws SQLException {
        try (Connection connection = TestPostgres.connect(location)) {
            PostgresDatabase.execute(connection, "SET session_replication_role = replica");
            PostgresDatabase.execute(connection, "DELETE FROM log_event");
        }
        log.inspect();
        assertThat(reason()).isInstanceOf(LogUnavailable.Altered.class);
        assertThatThrownBy(this::append).isInstanceOf(LogUnavailable.Altered.class);
    }

    @Test
    void anEventThatAnotherClientAddedIsNoticedWithoutAnAppend() throws SQLException {
        TestPostgres.execute(
                location,
                "INSERT INTO log_event SELECT 2, decode(repeat('ab', 16), 'hex'), stream_id, 2, type_id, type_version, actor_id, recorded_at, payload, hash FROM log_event");
        log.inspect();
        assertThat(reason()).hasMessageContaining("changed from 1 to 2");
    }

    @Test
    void aChangedHeadFileIsNoticedWithoutAnAppend() throws Exception {
        Path file = folder.resolve("head");
        byte[] head = Files.readAllBytes(file);
        head[30] ^= 1;
        Files.write(file, head);
        log.inspect();
        assertThat(reason()).hasMessageContaining("head was changed");
    }

    @Test
    void aChangedEventIsFoundInTheBackgroundAndRefusesWritesAlsoAtTheNextStart() throws Exception {
        try (Connection connection = TestPostgres.connect(location)) {
            PostgresDatabase.execute(connection, "SET session_replication_role = replica");
            PostgresDatabase.execute(connection, "UPDATE log_event SET payload = ''");
        }
        log.verifyInBackground(Duration.ofHours(1));
        await(() -> log.state() instanceof LogState.ReadOnly);
        assertThat(reason()).isInstanceOf(LogUnavailable.Damaged.class);
        log.close();
        log = PostgresEventLog.open(location, folder, "alpha", PayloadComparison.BYTES);
        assertThat(reason()).isInstanceOf(LogUnavailable.Damaged.class);
        assertThatThrownBy(this::append).isInstanceOf(LogUnavailable.Damaged.class);
        assertThat(log.read(0, 10)).hasSize(1);
    }

    @Test
    void aHistoryThatWasRewrittenWithItsHeadsIsFoundByTheSignedCheckpoint() throws Exception {
        SigningKey key = SigningKey.in(folder);
        Files.writeString(folder.resolve(StoredCheckpoint.FILE), key.sign(new MerkleTree(log), 1));
        log.close();
        PostgresLocation other = TestPostgres.log();
        Path elsewhere = folder.resolve("elsewhere");
        try (EventLog rewritten =
                PostgresEventLog.open(other, elsewhere, "eve", PayloadComparison.BYTES)) {
            rewritten.append("s", Expected.any(), List.of(Appender.event("t")));
        }
        Files.delete(folder.resolve("head"));
        log = PostgresEventLog.open(other, folder, "alpha", PayloadComparison.BYTES);
        assertThat(log.verify())
                .isInstanceOfSatisfying(
                        Verification.Broken.class,
                        broken ->
                                assertThat(broken.problem()).contains("the history was rewritten"));
    }

    @Test
    void aFollowerReceivesEveryEventAlsoWhenItsConnectionsEnd() throws Exception {
        LinkedBlockingQueue<Long> seen = new LinkedBlockingQueue<>();
        try (PostgresEventLog standby =
                        PostgresEventLog.open(
                                location, folder.resolve("beta"), "beta", PayloadComparison.BYTES);
                var subscription =
                        standby.subscribe(
                                0,
                                new Subscriber() {
                                    @Override
                                    public void onEvent(RecordedEvent event) {
                                        seen.add(event.position());
                                    }

                                    @Override
                                    public void onError(RuntimeException error) {
                                        seen.add(-1L);
                                    }
                                })) {
            assertThat(subscription).isNotNull();
            for (long i = 1; i <= 30; i++) {
                if (i % 10 == 0) {
                    TestPostgres.execute(
                            location,
                            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND application_name IN ('tunebook follower', 'tunebook reader')");
                }
                assertThat(seen.poll(30, TimeUnit.SECONDS)).isEqualTo(i);
                append();
            }
        }
    }

    @Test
    void aSecondProcessDoesNotGetTheFolderOfAServer() {
        assertThatThrownBy(() ->
                        PostgresEventLog.open(location, folder, "beta", PayloadComparison.BYTES))
                .isInstanceOf(LogUnavailable.Owned.class);
    }

    @Test
    void queuedAppendsAreWrittenWhenTheLogIsClosed() {
        List<CompletableFuture<Appended>> waiting = new ArrayList<>();
        for (int i = 1; i <= 500; i++) {
            waiting.add(log.submit("s", Expected.exact(i), List.of(Appender.event("t"))));
        }
        log.close();
        assertThat(waiting).allMatch(f -> f.handle((a, e) -> e == null).getNow(false));
        assertThatThrownBy(this::append).isInstanceOf(LogUnavailable.Closed.class);
        assertThatThrownBy(() -> log.read(0, 1)).isInstanceOf(LogUnavailable.Closed.class);
    }

    @Test
    void everyServerSignsWithTheSameKey() {
        log.requireSigner("first+00+key");
        log.requireSigner("first+00+key");
        assertThatThrownBy(() -> log.requireSigner("other+00+key"))
                .isInstanceOf(LogUnavailable.Failed.class)
                .hasMessageContainingAll("first+00+key", "checkpoint.key");
    }

    @Test
    void theMigrationsAreThoseOfThisProgram() {
        PostgresSchema schema = new PostgresSchema(new PostgresDatabase(location));
        var all = schema.flyway().info().all();
        assertThat(String.valueOf(all[all.length - 1].getVersion()))
                .isEqualTo(Integer.toString(PostgresSchema.NEWEST));
        assertThat(all).allMatch(m -> m.getState().isApplied());
    }
}
