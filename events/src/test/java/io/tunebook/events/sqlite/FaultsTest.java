package io.tunebook.events.sqlite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import io.tunebook.events.log.Appended;
import io.tunebook.events.log.EventIds;
import io.tunebook.events.log.EventLog;
import io.tunebook.events.log.Expected;
import io.tunebook.events.log.Head;
import io.tunebook.events.log.LogUnavailable;
import io.tunebook.events.log.NewEvent;
import io.tunebook.events.log.Verification;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Disks that are full and files that cannot be written.
class FaultsTest {
    private static final EventIds IDS = new EventIds(Clock.systemUTC());

    @TempDir private Path folder;

    /// The statement for each writing connection.
    private final AtomicReference<String> pragma =
            new AtomicReference<>("PRAGMA max_page_count = 1000000");

    private SqliteEventLog open() {
        return SqliteEventLog.open(folder, c -> Database.execute(c, pragma.get()));
    }

    private static NewEvent event(int bytes) {
        return new NewEvent(IDS.next(), "note-added", 1, "ada", Instant.now(), new byte[bytes]);
    }

    @Test
    void aFullDiskRejectsAppendsUntilThereIsSpaceAndReadsContinue() {
        pragma.set("PRAGMA max_page_count = 100");
        try (EventLog log = open()) {
            long written = appendUntilFull(log);
            assertThat(written).isGreaterThan(5);
            for (int i = 0; i < 3; i++) {
                assertThatThrownBy(() -> append(log, 4, 8_000))
                        .isInstanceOf(LogUnavailable.DiskFull.class)
                        .hasMessageContaining("free space");
            }
            Head head = log.head();
            assertThat(head.position()).isEqualTo(written);
            assertThat(log.read(0, 1_000)).hasSize((int) written);
            assertThat(log.verify()).isEqualTo(new Verification.Intact(written, head));

            pragma.set("PRAGMA max_page_count = 1000000");
            assertThat(append(log, 4, 8_000))
                    .isEqualTo(new Appended(written + 1, written + 4, written + 4));
            assertThat(log.verify()).isInstanceOf(Verification.Intact.class);
        }
        try (EventLog log = open()) {
            assertThat(log.verify()).isInstanceOf(Verification.Intact.class);
        }
    }

    private static long appendUntilFull(EventLog log) {
        long written = 0;
        while (true) {
            Throwable full = catchThrowable(() -> append(log, 1, 8_000));
            if (full != null) {
                assertThat(full).isInstanceOf(LogUnavailable.DiskFull.class);
                return written;
            }
            written++;
        }
    }

    private static Appended append(EventLog log, int events, int bytes) {
        return log.append(
                "s", Expected.any(), Stream.generate(() -> event(bytes)).limit(events).toList());
    }

    @Test
    void anAppendThatDoesNotFitDoesNotAffectOthersOfItsCommit() {
        pragma.set("PRAGMA max_page_count = 100");
        try (EventLog log = open()) {
            List<CompletableFuture<Appended>> small = new ArrayList<>();
            List<CompletableFuture<Appended>> huge = new ArrayList<>();
            for (int i = 0; i < 40; i++) {
                String stream = "s" + i;
                small.add(log.submit(stream, Expected.none(), List.of(event(10))));
                huge.add(log.submit(stream, Expected.any(), List.of(event(1 << 20))));
            }
            assertThat(small).allMatch(f -> f.handle((a, e) -> e == null).join());
            assertThat(huge)
                    .allMatch(f -> f.handle((a, e) -> e instanceof LogUnavailable.DiskFull).join());
            assertThat(log.head().position()).isEqualTo(40);
            assertThat(log.verify()).isInstanceOf(Verification.Intact.class);
        }
    }

    @Test
    void aReadOnlyFileRejectsAppendsUntilItIsWritableAgain() {
        pragma.set("PRAGMA query_only = 1");
        try (EventLog log = open()) {
            assertThatThrownBy(() -> append(log, 2, 10))
                    .isInstanceOf(LogUnavailable.ReadOnly.class)
                    .hasMessageContaining("cannot be written");
            assertThat(log.head()).isEqualTo(Head.EMPTY);
            pragma.set("PRAGMA query_only = 0");
            assertThat(append(log, 2, 10)).isEqualTo(new Appended(1, 2, 2));
        }
    }

    @Test
    void aReadOnlyFolderIsReportedAndItsLogIsReadable() throws Exception {
        try (EventLog log = open()) {
            append(log, 3, 10);
        }
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("r-xr-xr-x"));
        try {
            assumeFalse(Files.isWritable(folder), "permissions do not apply to this user (root)");
            try (EventLog reading = SqliteEventLog.openReadOnly(folder)) {
                assertThat(reading.verify()).isInstanceOf(Verification.Intact.class);
            }
        } finally {
            Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
        }
    }

    @Test
    void aFileInPlaceOfTheFolderIsReported() throws Exception {
        Path file = Files.writeString(folder.resolve("notes.txt"), "not a folder");
        assertThatThrownBy(() -> SqliteEventLog.open(file))
                .isInstanceOf(LogUnavailable.ReadOnly.class)
                .hasMessageContaining("notes.txt");
    }

    @Test
    void aFileThatIsNotADatabaseIsReported() throws Exception {
        Files.writeString(folder.resolve("tunebook.db"), "no database at all ".repeat(300));
        assertThatThrownBy(this::open)
                .isInstanceOf(LogUnavailable.Failed.class)
                .hasMessageContaining("damaged");
        assertThatThrownBy(() -> SqliteEventLog.openReadOnly(folder))
                .isInstanceOf(LogUnavailable.Failed.class);
    }

    @Test
    void aFolderWithoutALogIsReported() {
        assertThatThrownBy(() -> SqliteEventLog.openReadOnly(folder))
                .isInstanceOf(LogUnavailable.Absent.class)
                .hasMessageContaining("there is no log in");
    }

    @Test
    void aClosedLogRejectsAppendsAndReads() {
        EventLog log = open();
        log.close();
        log.close();
        assertThatThrownBy(() -> append(log, 1, 1)).isInstanceOf(LogUnavailable.Closed.class);
        assertThatThrownBy(() -> log.read(0, 1)).isInstanceOf(LogUnavailable.Closed.class);
    }

    @Test
    void queuedAppendsAreWrittenWhenTheLogIsClosed() {
        List<CompletableFuture<Appended>> waiting = new ArrayList<>();
        EventLog log = open();
        for (int i = 0; i < 500; i++) {
            waiting.add(log.submit("s", Expected.exact(i), List.of(event(10))));
        }
        log.close();
        assertThat(waiting).allMatch(CompletableFuture::isDone);
        try (EventLog again = open()) {
            assertThat(again.head().position()).isEqualTo(500);
        }
    }
}
