package io.tunebook.events.postgresql;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/// A real PostgreSQL for the tests of this JVM, which it ends with, and empty databases in it.
final class TestPostgres {
    private static final AtomicInteger MADE = new AtomicInteger();
    private static final String TEMPLATE = "log_template";

    private static final EmbeddedPostgres SERVER = start();

    private TestPostgres() {}

    private static EmbeddedPostgres start() {
        try {
            EmbeddedPostgres server =
                    EmbeddedPostgres.builder()
                            // Of the tests here, none depends on the disk below the database.
                            .setServerConfig("fsync", "off")
                            .setServerConfig("max_connections", "60")
                            .start();
            Runtime.getRuntime()
                    .addShutdownHook(
                            new Thread(() -> {
                                try {
                                    server.close();
                                } catch (IOException e) {
                                    throw new UncheckedIOException(e);
                                }
                            }));
            execute(server, "CREATE DATABASE " + TEMPLATE);
            new PostgresSchema(new PostgresDatabase(at(server, TEMPLATE))).migrate();
            return server;
        } catch (IOException e) {
            throw new UncheckedIOException("PostgreSQL cannot be started", e);
        }
    }

    /// A database with the tables of an empty log.
    static PostgresLocation log() {
        return database(" TEMPLATE " + TEMPLATE);
    }

    /// A database without tables.
    static PostgresLocation empty() {
        return database("");
    }

    private static PostgresLocation database(String more) {
        String name = "test" + MADE.incrementAndGet();
        execute(SERVER, "CREATE DATABASE " + name + more);
        return at(SERVER, name);
    }

    /// A connection that the tests misuse, as a superuser.
    static Connection connect(PostgresLocation location) throws SQLException {
        return DriverManager.getConnection(location.jdbc(), location.properties());
    }

    static void execute(PostgresLocation location, String sql) throws SQLException {
        try (Connection connection = connect(location)) {
            PostgresDatabase.execute(connection, sql);
        }
    }

    private static PostgresLocation at(EmbeddedPostgres server, String database) {
        return PostgresLocation.of(
                "postgresql://postgres@localhost:%d/%s".formatted(server.getPort(), database),
                Map.of());
    }

    private static void execute(EmbeddedPostgres server, String sql) {
        try {
            execute(at(server, "postgres"), sql);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }
}
