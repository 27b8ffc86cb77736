package io.tunebook.events.sqlite;

import io.tunebook.events.sql.HeadFile;
import io.tunebook.events.sql.LogFolder;
import io.tunebook.events.sql.Rows;
import io.tunebook.events.sql.SqlDatabase;
import io.tunebook.events.sql.SqlFailures;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import org.jooq.DSLContext;
import org.jooq.SQLDialect;
import org.jooq.conf.Settings;
import org.jooq.impl.DSL;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteDataSource;

/// Connections to the log's SQLite file. Pragmas belong to a connection, so each connection sets
/// all of them. Transactions begin and end by SQL statements, because the driver's own would hold
/// the write lock between two appends.
final class Database implements SqlDatabase {
    private static final int BUSY_MILLIS = 10_000;
    private static final Settings QUIET = new Settings().withExecuteLogging(false);

    static {
        System.setProperty("org.jooq.no-logo", "true");
        System.setProperty("org.jooq.no-tips", "true");
    }

    private final LogFolder folder;
    private final Tuning tuning;

    /// Further configuration of each writing connection and of the head file. Tests use it to make
    /// a disk small, slow or lossy.
    interface Tuning {
        Tuning NONE = connection -> {};

        void apply(Connection connection) throws SQLException;

        default HeadFile.Disk beneath(HeadFile.Disk head) {
            return head;
        }
    }

    Database(LogFolder folder, Tuning tuning) {
        this.folder = folder;
        this.tuning = tuning;
    }

    Tuning tuning() {
        return tuning;
    }

    LogFolder folder() {
        return folder;
    }

    /// Write-ahead logging; each commit is flushed to the disk.
    Connection writer() throws SQLException {
        return open(false, tuning);
    }

    @Override
    public Connection reader() throws SQLException {
        return open(true, Tuning.NONE);
    }

    private Connection open(boolean readOnly, Tuning more) throws SQLException {
        Connection connection = source(readOnly).getConnection();
        try {
            // A damaged page gives an error instead of wrong rows.
            execute(connection, "PRAGMA cell_size_check = ON");
            more.apply(connection);
            return connection;
        } catch (SQLException e) {
            connection.close();
            throw e;
        }
    }

    /// @param readOnly whether its connections reject writes
    SQLiteDataSource source(boolean readOnly) {
        SQLiteConfig config = new SQLiteConfig();
        config.setBusyTimeout(BUSY_MILLIS);
        config.enforceForeignKeys(true);
        if (readOnly) {
            config.setReadOnly(true);
        } else {
            config.setJournalMode(SQLiteConfig.JournalMode.WAL);
            config.setSynchronous(SQLiteConfig.SynchronousMode.FULL);
        }
        SQLiteDataSource source = new SQLiteDataSource(config);
        source.setUrl(url(readOnly));
        return source;
    }

    @Override
    public DSLContext dsl(Connection connection) {
        return jooq(connection);
    }

    @Override
    public SqlFailures failures() {
        return Failures.SQLITE;
    }

    static DSLContext jooq(Connection connection) {
        return DSL.using(connection, SQLDialect.SQLITE, QUIET);
    }

    static Rows rows(Connection connection) {
        return new Rows(jooq(connection), Failures.SQLITE);
    }

    static void execute(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    /// When the side files of a write-ahead log can neither be found nor created, no process is
    /// writing, and the file is opened as immutable.
    private String url(boolean readOnly) {
        if (readOnly && !folder.sideFilesPossible()) {
            return "jdbc:sqlite:file:" + folder.database().toUri().getRawPath() + "?immutable=1";
        }
        return "jdbc:sqlite:" + folder.database().toAbsolutePath();
    }
}
