package io.tunebook.events.postgresql;

import io.tunebook.events.log.LogUnavailable;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
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
/// due.
final class PostgresSchema {
    /// The newest migration, as a test checks.
    static final int NEWEST = 1;

    static final String HISTORY = "flyway_schema_history";

    private static final List<String> MIGRATIONS = List.of("V1__log.sql");

    private final PostgresDatabase database;
    private final String failure;

    PostgresSchema(PostgresDatabase database) {
        this.database = database;
        this.failure = "the log in %s cannot be opened".formatted(database.location());
    }

    /// Migrates the tables to this program's version.
    ///
    /// @throws LogUnavailable.Failed when their version is newer, or the database is not in UTF-8
    void migrate() {
        if (version() == NEWEST) {
            return;
        }
        try {
            flyway().migrate();
        } catch (FlywayException e) {
            throw PostgresFailures.INSTANCE.of(e, failure);
        }
    }

    /// Checks the version; changes nothing.
    ///
    /// @throws LogUnavailable.Failed when there are no tables, or another version
    void check() {
        int version = version();
        if (version == 0) {
            throw new LogUnavailable.Failed(
                    "there is no log in %s: './tunebook serve --log' creates one"
                            .formatted(database.location()),
                    null);
        }
        if (version < NEWEST) {
            throw new LogUnavailable.Failed(
                    "the log in %s was written by an older Tunebook: start the server once to migrate it"
                            .formatted(database.location()),
                    null);
        }
    }

    /// The text of all migrations, in which every function and trigger is defined.
    static String written() {
        StringBuilder text = new StringBuilder();
        for (String name : MIGRATIONS) {
            try (InputStream in =
                    Objects.requireNonNull(
                            PostgresSchema.class.getResourceAsStream("/db/postgresql/" + name),
                            name)) {
                text.append(new String(in.readAllBytes(), StandardCharsets.UTF_8));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return text.toString();
    }

    Flyway flyway() {
        var properties = database.properties("tunebook migration");
        return Flyway.configure(PostgresSchema.class.getClassLoader())
                .dataSource(
                        database.location().jdbc(),
                        properties.getProperty("user"),
                        properties.getProperty("password"))
                .table(HISTORY)
                .locations("classpath:db/postgresql")
                .loggers("slf4j")
                .load();
    }

    /// The last migration of the tables; 0 before the first.
    private int version() {
        int version;
        try (Connection connection = database.reader()) {
            DSLContext dsl = database.dsl(connection);
            String encoding = String.valueOf(dsl.fetchValue("SHOW server_encoding"));
            if (!"UTF8".equals(encoding)) {
                throw new LogUnavailable.Failed(
                        "%s: its encoding is %s; create it with 'createdb --encoding=UTF8 --template=template0'"
                                .formatted(failure, encoding),
                        null);
            }
            version = version(dsl);
        } catch (SQLException | DataAccessException e) {
            throw PostgresFailures.INSTANCE.of(e, failure);
        }
        if (version > NEWEST) {
            throw new LogUnavailable.Failed(
                    "the log in %s has tables of version %d, which a newer Tunebook made: use that version"
                            .formatted(database.location(), version),
                    null);
        }
        return version;
    }

    private static int version(DSLContext dsl) {
        if (dsl.fetchValue("SELECT to_regclass('" + HISTORY + "')") == null) {
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
