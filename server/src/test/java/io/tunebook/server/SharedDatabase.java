package io.tunebook.server;

import io.tunebook.events.postgresql.PostgresEventLog;
import io.tunebook.events.postgresql.PostgresLocation;
import io.tunebook.events.wire.Wire;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/// Databases of a real PostgreSQL, which ends with the JVM of the tests.
public final class SharedDatabase {
    private static final AtomicInteger MADE = new AtomicInteger();
    private static final EmbeddedPostgres SERVER = start();

    private SharedDatabase() {}

    private static EmbeddedPostgres start() {
        try {
            EmbeddedPostgres server = EmbeddedPostgres.start();
            Runtime.getRuntime().addShutdownHook(new Thread(() -> close(server)));
            return server;
        } catch (IOException e) {
            throw new UncheckedIOException("PostgreSQL cannot be started", e);
        }
    }

    private static void close(EmbeddedPostgres server) {
        try {
            server.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// The location of a new and empty database.
    public static String create() throws SQLException {
        String name = "test" + MADE.incrementAndGet();
        try (Connection connection = SERVER.getPostgresDatabase().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE DATABASE " + name);
        }
        return "postgresql://postgres@localhost:%d/%s".formatted(SERVER.getPort(), name);
    }

    /// Opens the log at a location as a server of this name.
    public static PostgresEventLog open(String location, Path folder, String server) {
        return PostgresEventLog.open(
                PostgresLocation.of(location, Map.of()), folder, server, Wire::isSame);
    }
}
