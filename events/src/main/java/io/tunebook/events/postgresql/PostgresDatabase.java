package io.tunebook.events.postgresql;

import io.tunebook.events.sql.Rows;
import io.tunebook.events.sql.SqlDatabase;
import io.tunebook.events.sql.SqlFailures;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Properties;
import java.util.function.Function;
import org.jooq.DSLContext;
import org.jooq.SQLDialect;
import org.jooq.conf.Settings;
import org.jooq.exception.DataAccessException;
import org.jooq.impl.DSL;

/// Connections to the log's database.
final class PostgresDatabase implements SqlDatabase {
    private static final Duration CONNECT = Duration.ofSeconds(5);

    /// A network that loses everything is noticed after this time.
    private static final Duration ANSWER = Duration.ofSeconds(30);

    /// A writer that is paused within a transaction loses it, and with it the lock on the head.
    private static final Duration IDLE_IN_TRANSACTION = Duration.ofSeconds(4);

    private static final Settings SETTINGS =
            new Settings().withExecuteLogging(false).withRenderSchema(false);

    static {
        System.setProperty("org.jooq.no-logo", "true");
        System.setProperty("org.jooq.no-tips", "true");
    }

    private final PostgresLocation location;

    PostgresDatabase(PostgresLocation location) {
        this.location = location;
    }

    PostgresLocation location() {
        return location;
    }

    /// Each commit is on the disk of the database when it is acknowledged.
    Connection writer() throws SQLException {
        Properties properties = properties("tunebook writer");
        properties.setProperty("socketTimeout", Long.toString(ANSWER.toSeconds()));
        Connection connection = DriverManager.getConnection(location.jdbc(), properties);
        try {
            execute(connection, "SET synchronous_commit = on");
            // The statements have one sensible plan; to plan each commit takes longer than the
            // rest.
            execute(connection, "SET plan_cache_mode = force_generic_plan");
            execute(
                    connection,
                    "SET idle_in_transaction_session_timeout = " + IDLE_IN_TRANSACTION.toMillis());
            return connection;
        } catch (SQLException e) {
            connection.close();
            throw e;
        }
    }

    @Override
    public Connection reader() throws SQLException {
        Connection connection =
                DriverManager.getConnection(location.jdbc(), properties("tunebook reader"));
        try {
            execute(connection, "SET default_transaction_read_only = on");
            return connection;
        } catch (SQLException e) {
            connection.close();
            throw e;
        }
    }

    /// For what migrates and listens.
    Connection any(String name) throws SQLException {
        return DriverManager.getConnection(location.jdbc(), properties(name));
    }

    Properties properties(String name) {
        Properties properties = location.properties();
        properties.setProperty("ApplicationName", name);
        properties.setProperty("connectTimeout", Long.toString(CONNECT.toSeconds()));
        properties.setProperty("loginTimeout", Long.toString(CONNECT.toSeconds()));
        properties.setProperty("tcpKeepAlive", "true");
        // Statements are prepared, and bytes are sent as they are, from the first execution on.
        properties.setProperty("prepareThreshold", "-1");
        return properties;
    }

    @Override
    public DSLContext dsl(Connection connection) {
        return DSL.using(connection, SQLDialect.POSTGRES, SETTINGS);
    }

    Rows rows(Connection connection) {
        return new Rows(dsl(connection), failures());
    }

    @Override
    public SqlFailures failures() {
        return PostgresFailures.INSTANCE;
    }

    @Override
    public <T> T asOfNow(DSLContext dsl, Function<DSLContext, T> query) {
        return dsl.connectionResult(connection -> {
            connection.setAutoCommit(false);
            try {
                execute(connection, "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ");
                return query.apply(dsl);
            } finally {
                connection.rollback();
                connection.setAutoCommit(true);
            }
        });
    }

    static void execute(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    /// The SQLState of a failure; empty when the database did not fail.
    static String state(Throwable failure) {
        for (Throwable t = failure; t != null; t = t.getCause()) {
            if (t instanceof SQLException sql && sql.getSQLState() != null) {
                return sql.getSQLState();
            }
            if (t instanceof DataAccessException e && e.getCause() == null) {
                return e.sqlState();
            }
        }
        return "";
    }
}
