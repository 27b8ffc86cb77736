package io.tunebook.events.sqlite;

import io.tunebook.events.log.LogUnavailable;
import io.tunebook.events.log.OwnerOnly;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Objects;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.jooq.DSLContext;
import org.jooq.exception.DataAccessException;
import org.jooq.impl.DSL;

/// The tables' version, which Flyway stores and migrates. Flyway starts only when a migration is
/// due, because its start takes longer than the rest of opening a log.
final class Schema {
    /// The newest migration, as a test checks.
    static final int NEWEST = 1;

    static final String HISTORY = "flyway_schema_history";

    private static final List<String> MIGRATIONS = List.of("V1__log.sql");

    private final Database database;
    private final String failure;

    Schema(Database database) {
        this.database = database;
        this.failure = "the log in %s cannot be opened".formatted(database.folder().path());
    }

    /// Migrates the tables to this program's version.
    ///
    /// @throws LogUnavailable.Newer when their version is newer
    void migrate() {
        // By a writing connection: after a crash it is the first one, and must recover.
        if (version(false) == NEWEST) {
            return;
        }
        try {
            OwnerOnly.createFile(database.folder().database());
            flyway().migrate();
        } catch (FlywayException | IOException e) {
            throw Failures.of(e, failure);
        }
    }

    /// Checks the version; changes nothing.
    ///
    /// @throws LogUnavailable.Newer when the tables' version is newer than the program's
    /// @throws LogUnavailable.Absent when there are no tables
    /// @throws LogUnavailable.Failed when they must be migrated first
    void check() {
        int version = version(true);
        if (version == 0) {
            throw new LogUnavailable.Absent(database.folder().path());
        }
        if (version < NEWEST) {
            throw new LogUnavailable.Failed(
                    "the log in %s was written by an older Tunebook: start the server once to migrate it"
                            .formatted(database.folder().path()),
                    null);
        }
    }

    /// The text of all migrations, in which every table, index and trigger is defined.
    static String written() {
        StringBuilder text = new StringBuilder();
        for (String name : MIGRATIONS) {
            try (InputStream in =
                    Objects.requireNonNull(
                            Schema.class.getResourceAsStream("/db/migration/" + name), name)) {
                text.append(new String(in.readAllBytes(), StandardCharsets.UTF_8));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return text.toString();
    }

    Flyway flyway() {
        return Flyway.configure(Schema.class.getClassLoader())
                .dataSource(database.source(false))
                .table(HISTORY)
                .locations("classpath:db/migration")
                .loggers("slf4j")
                .load();
    }

    /// The last migration of the tables; 0 before the first.
    private int version(boolean readOnly) {
        if (!Files.exists(database.folder().database())) {
            return 0;
        }
        int version;
        try (Connection connection = readOnly ? database.reader() : database.writer()) {
            version = version(Database.jooq(connection));
        } catch (SQLException | DataAccessException e) {
            throw Failures.of(e, failure);
        }
        if (version > NEWEST) {
            throw new LogUnavailable.Newer(database.folder().path(), Integer.toString(version));
        }
        return version;
    }

    private static int version(DSLContext dsl) {
        boolean none =
                dsl.fetch("SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = ?", HISTORY)
                        .isEmpty();
        if (none) {
            return 0;
        }
        Integer last =
                dsl.select(DSL.max(DSL.field("CAST(version AS INTEGER)", Integer.class)))
                        .from(DSL.table(DSL.name(HISTORY)))
                        .where(DSL.field("success", Boolean.class).isTrue())
                        .fetchSingle()
                        .value1();
        return last == null ? 0 : last;
    }
}
