package io.tunebook.events.sqlite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tunebook.events.log.EventLog;
import io.tunebook.events.log.LogUnavailable;
import io.tunebook.events.sql.LogFolder;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import org.flywaydb.core.api.MigrationInfo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SchemaTest {
    @TempDir private Path folder;

    private Database database() {
        return new Database(new LogFolder(folder), Database.Tuning.NONE);
    }

    @Test
    void theNewestMigrationIsDeclared() {
        MigrationInfo[] all = new Schema(database()).flyway().info().all();
        assertThat(all[all.length - 1].getVersion().getVersion())
                .isEqualTo(Integer.toString(Schema.NEWEST));
    }

    @Test
    void tablesOfANewerProgramAreNotChanged() throws Exception {
        try (EventLog log = SqliteEventLog.open(folder)) {
            assertThat(log.head().position()).isZero();
        }
        try (Connection c =
                DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("tunebook.db"))) {
            Database.execute(
                    c,
                    "INSERT INTO flyway_schema_history SELECT 99, '99', 'later', type, 'V99__later.sql', checksum, installed_by, installed_on, execution_time, success FROM flyway_schema_history WHERE version = '1'");
        }
        assertThatThrownBy(() -> SqliteEventLog.open(folder))
                .isInstanceOf(LogUnavailable.Newer.class)
                .hasMessageContaining("version 99")
                .hasMessageContaining("newer Tunebook");
        assertThatThrownBy(() -> SqliteEventLog.openReadOnly(folder))
                .isInstanceOf(LogUnavailable.Newer.class);
    }

    @Test
    void everyWritingConnectionUsesWalAndFlushesEachCommit() throws Exception {
        try (EventLog log = SqliteEventLog.open(folder);
                Connection writer = database().writer();
                Connection reader = database().reader()) {
            assertThat(log.head().position()).isZero();
            assertThat(pragma(writer, "synchronous")).isEqualTo("2");
            assertThat(pragma(writer, "journal_mode")).isEqualTo("wal");
            for (Connection each : new Connection[] {writer, reader}) {
                assertThat(pragma(each, "foreign_keys")).isEqualTo("1");
                assertThat(pragma(each, "cell_size_check")).isEqualTo("1");
                assertThat(pragma(each, "busy_timeout")).isEqualTo("10000");
            }
            assertThatThrownBy(() -> Database.execute(reader, "CREATE TABLE t (x)"))
                    .hasMessageContaining("readonly");
        }
    }

    private static String pragma(Connection connection, String name) {
        return String.valueOf(Database.jooq(connection).fetchValue("PRAGMA " + name));
    }
}
