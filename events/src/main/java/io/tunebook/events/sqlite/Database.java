package io.tunebook.events.sqlite;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import org.jooq.DSLContext;
import org.jooq.SQLDialect;
import org.jooq.conf.Settings;
import org.jooq.impl.DSL;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteDataSource;

/// Connections to the log's SQLite file. Pragmas belong to a connection, so each is given all of
/// them. Transactions are begun and ended in SQL, for the driver's own would hold the write lock
/// between two appends.
final class Database {
    private static final int BUSY_MILLIS = 10_000;
    private static final Settings QUIET = new Settings().withExecuteLogging(false);

    static {
        System.setProperty("org.jooq.no-logo", "true");
        System.setProperty("org.jooq.no-tips", "true");
    }

    private final LogFolder folder;
    private final Tuning tuning;

    /// What else is done to each writing connection, and to the head file. By it tests make a disk
    /// small, slow or forgetful.
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

    /// Write-ahead, with every commit flushed to the disk.
    Connection writer() throws SQLException {
        return open(false, tuning);
    }

    Connection reader() throws SQLException {
        return open(true, Tuning.NONE);
    }

    private Connection open(boolean readOnly, Tuning more) throws SQLException {
        Connection connection = source(readOnly).getConnection();
        try {
            // A damaged page is an error at once, and not odd rows.
            execute(connection, "PRAGMA cell_size_check = ON");
            more.apply(connection);
            return connection;
        } catch (SQLException e) {
            connection.close();
            throw e;
        }
    }

    /// @param readOnly whether nothing can be written through its connections
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

    static DSLContext dsl(Connection connection) {
        return DSL.using(connection, SQLDialect.SQLITE, QUIET);
    }

    static void execute(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    /// Where the side files of a write-ahead log can neither be found nor made, nobody is writing,
    /// and the file is read as one that does not change.
    private String url(boolean readOnly) {
        if (readOnly && !folder.sideFilesPossible()) {
            return "jdbc:sqlite:file:" + folder.database().toUri().getRawPath() + "?immutable=1";
        }
        return "jdbc:sqlite:" + folder.database().toAbsolutePath();
    }
}
