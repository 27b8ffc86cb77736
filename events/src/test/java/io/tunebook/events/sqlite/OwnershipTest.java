package io.tunebook.events.sqlite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tunebook.events.log.EventIds;
import io.tunebook.events.log.Expected;
import io.tunebook.events.log.LogUnavailable;
import io.tunebook.events.log.NewEvent;
import io.tunebook.events.log.Verification;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/// One process owns a log, and its files are its owner's alone.
class OwnershipTest {
    private static final EventIds IDS = new EventIds(Clock.systemUTC());

    @TempDir private Path parent;

    private static void append(SqliteEventLog log) {
        log.append(
                "s",
                Expected.any(),
                List.of(
                        new NewEvent(
                                IDS.next(),
                                "note-added",
                                1,
                                "ada",
                                Instant.now(),
                                new byte[] {1})));
    }

    /// The kernel's table of locks shows it: SQLite's connections come and go, and do not release
    /// it. `lock` is deleted, as by a person who believes that it was left by a crash.
    @Test
    @EnabledOnOs(OS.LINUX)
    void theDatabaseItselfIsLockedWhileItsLogIsOpen() throws Exception {
        Path folder = parent.resolve("log");
        for (int start = 0; start < 2; start++) {
            try (SqliteEventLog log = SqliteEventLog.open(folder)) {
                append(log);
                Files.delete(folder.resolve("lock"));
                assertThat(log.verify()).isInstanceOf(Verification.Intact.class);
                log.backup(parent.resolve("backup-" + start));
                try (SqliteEventLog reader = SqliteEventLog.openReadOnly(folder)) {
                    assertThat(reader.read(0, 10)).hasSize(start + 1);
                }
                assertThat(isLocked(folder.resolve("tunebook.db"))).isTrue();
            }
            assertThat(isLocked(folder.resolve("tunebook.db"))).isFalse();
        }
    }

    /// Another name of the same database, with a lock file of its own.
    @Test
    @EnabledOnOs(OS.LINUX)
    void aDatabaseThatIsLockedIsNotOpenedWithoutItsLockFile() throws Exception {
        Path folder = parent.resolve("log");
        Path other = Files.createDirectory(parent.resolve("other"));
        try (SqliteEventLog log = SqliteEventLog.open(folder)) {
            append(log);
            Files.createLink(other.resolve("tunebook.db"), folder.resolve("tunebook.db"));
            assertThatThrownBy(() -> SqliteEventLog.open(other))
                    .isInstanceOf(LogUnavailable.Owned.class)
                    .hasMessageContaining("stop it");
        }
    }

    @Test
    @EnabledOnOs({OS.LINUX, OS.MAC})
    void everyFileOfALogIsItsOwnersAlone() throws Exception {
        Path folder = parent.resolve("new/log");
        Path backup = parent.resolve("backup.db");
        try (SqliteEventLog log = SqliteEventLog.open(folder)) {
            append(log);
            log.backup(backup);
            try (Stream<Path> all = Files.walk(parent.resolve("new"))) {
                for (Path file : all.toList()) {
                    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                            .as(file.toString())
                            .isEqualTo(Files.isDirectory(file) ? "rwx------" : "rw-------");
                }
            }
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(backup)))
                    .isEqualTo("rw-------");
            assertThat(folder.resolve("tunebook.db-wal")).exists();
        }
    }

    /// The text of the driver is for the server's log.
    @Test
    void noMessageOfTheDriverIsShown() throws Exception {
        Path folder = Files.createDirectory(parent.resolve("log"));
        Files.write(
                folder.resolve("tunebook.db"), new byte[] {'n', 'o', 't', ' ', 'a', ' ', 'd', 'b'});
        assertThatThrownBy(() -> SqliteEventLog.open(folder))
                .isInstanceOf(LogUnavailable.class)
                .hasMessageContaining("run './tunebook verify'")
                .message()
                .doesNotContain("SQLITE", "[");
        for (org.sqlite.SQLiteErrorCode code : org.sqlite.SQLiteErrorCode.values()) {
            var failure = new org.sqlite.SQLiteException("[SQLITE_X] driver's text", code);
            assertThat(Failures.of(failure, "the log cannot be read").getMessage())
                    .as(code.name())
                    .doesNotContain("driver's text", "SQLITE");
        }
    }

    private static boolean isLocked(Path file) throws IOException {
        String inode = Files.getAttribute(file, "unix:ino").toString();
        return Files.readAllLines(Path.of("/proc/locks")).stream()
                .anyMatch(l ->
                        l.contains("WRITE")
                                && l.contains(":" + inode + " ")
                                && l.endsWith(" %d %d".formatted(1L << 40, 1L << 40)));
    }
}
