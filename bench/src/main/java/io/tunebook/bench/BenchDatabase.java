package io.tunebook.bench;

import io.tunebook.events.log.PayloadComparison;
import io.tunebook.events.postgresql.PostgresEventLog;
import io.tunebook.events.postgresql.PostgresLocation;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import java.util.Properties;
import org.jspecify.annotations.Nullable;

/// A schema of a PostgreSQL database for one measurement: created for it and dropped after it,
/// beside whatever else the database has.
final class BenchDatabase implements AutoCloseable {
    /// In place of a location: a server of the bench's own, which ends with it.
    static final String EMBEDDED = "embedded";

    private static final String SCHEMA = "tunebook_bench";

    private final PostgresLocation given;
    private final String text;
    private final @Nullable EmbeddedPostgres server;

    private BenchDatabase(PostgresLocation given, @Nullable EmbeddedPostgres server) {
        this.given = given;
        this.text = given.toString();
        this.server = server;
    }

    /// @param location of a database without a log, or [#EMBEDDED]
    /// @param folder for the data of an embedded server
    /// @throws IllegalArgumentException when the database has a log, or the schema of an earlier
    ///   run
    static BenchDatabase at(String location, Path folder) throws IOException, SQLException {
        BenchDatabase database =
                location.equals(EMBEDDED)
                        ? embedded(folder)
                        : new BenchDatabase(PostgresLocation.of(location, System.getenv()), null);
        try {
            database.create();
            return database;
        } catch (SQLException | RuntimeException e) {
            database.stop();
            throw e;
        }
    }

    private static BenchDatabase embedded(Path folder) throws IOException {
        EmbeddedPostgres server =
                EmbeddedPostgres.builder()
                        .setDataDirectory(folder.resolve("postgresql"))
                        .setRegisterShutdownHook(true)
                        // The defaults of this library are for tests, which need no disk.
                        .setServerConfig("fsync", "on")
                        .setServerConfig("synchronous_commit", "on")
                        .start();
        return new BenchDatabase(
                PostgresLocation.of(
                        "postgresql://postgres@localhost:%d/postgres".formatted(server.getPort()),
                        Map.of()),
                server);
    }

    private void create() throws SQLException {
        try (Connection connection = connection(text);
                Statement statement = connection.createStatement()) {
            if (!one(statement, "SELECT to_regclass('log_event')").isEmpty()) {
                throw new IllegalArgumentException(
                        "there is a log in %s: measure on a database without one, such as 'createdb bench' makes"
                                .formatted(given));
            }
            if (!one(statement, "SELECT to_regnamespace('" + SCHEMA + "')").isEmpty()) {
                throw new IllegalArgumentException(
                        "%s has the schema %s of another run: when that has ended, 'DROP SCHEMA %2$s CASCADE' removes it"
                                .formatted(given, SCHEMA));
            }
            statement.execute("CREATE SCHEMA " + SCHEMA);
        }
    }

    /// The location of the log in the schema of this measurement.
    String location() {
        return text + (text.contains("?") ? "&" : "?") + "currentSchema=" + SCHEMA;
    }

    /// Opens the log and takes part in writing it.
    ///
    /// @param folder of this process alone
    PostgresEventLog open(Path folder, PayloadComparison payloads) {
        return PostgresEventLog.open(
                PostgresLocation.of(location(), System.getenv()),
                folder,
                "bench, process " + ProcessHandle.current().pid(),
                payloads);
    }

    PostgresEventLog openReadOnly(Path folder) {
        return PostgresEventLog.openReadOnly(
                PostgresLocation.of(location(), System.getenv()), folder);
    }

    /// A connection of plain JDBC, in the schema of this measurement.
    Connection connection() throws SQLException {
        return connection(location());
    }

    private static Connection connection(String location) throws SQLException {
        String rest = location.substring(location.indexOf("://") + 3);
        int at = rest.indexOf('@');
        Properties properties = new Properties();
        properties.setProperty("user", rest.substring(0, at));
        String password = System.getenv("PGPASSWORD");
        if (password != null) {
            properties.setProperty("password", password);
        }
        // As fast as plain JDBC is: a batch is one statement, and values are binary.
        properties.setProperty("reWriteBatchedInserts", "true");
        properties.setProperty("prepareThreshold", "-1");
        return DriverManager.getConnection(
                "jdbc:postgresql://" + rest.substring(at + 1), properties);
    }

    /// How often a server has become the writer.
    long epoch() throws SQLException {
        try (Connection connection = connection();
                Statement statement = connection.createStatement()) {
            return Long.parseLong(one(statement, "SELECT epoch FROM head"));
        }
    }

    /// What the figures depend on: the version, and whether commits wait for the disk.
    Row row() throws SQLException {
        try (Connection connection = connection();
                Statement statement = connection.createStatement()) {
            String version = one(statement, "SHOW server_version");
            return Row.plain(
                    "PostgreSQL%s, fsync %s, synchronous_commit %s"
                            .formatted(
                                    server == null ? "" : " of the bench",
                                    one(statement, "SHOW fsync"),
                                    one(statement, "SHOW synchronous_commit")),
                    Double.parseDouble(version.replaceFirst("^([0-9]+(\\.[0-9]+)?).*", "$1")),
                    "version");
        }
    }

    private static String one(Statement statement, String query) throws SQLException {
        try (ResultSet row = statement.executeQuery(query)) {
            String value = row.next() ? row.getString(1) : null;
            return value == null ? "" : value;
        }
    }

    @Override
    public void close() throws IOException, SQLException {
        try (Connection connection = connection(text);
                Statement statement = connection.createStatement()) {
            statement.execute("DROP SCHEMA " + SCHEMA + " CASCADE");
        } finally {
            stop();
        }
    }

    private void stop() throws IOException {
        if (server != null) {
            server.close();
        }
    }
}
