package io.tunebook.server.cli;

import io.tunebook.events.log.PayloadComparison;
import io.tunebook.events.postgresql.PostgresEventLog;
import io.tunebook.events.postgresql.PostgresLocation;
import io.tunebook.events.sql.SqlEventLog;
import io.tunebook.events.sqlite.SqliteEventLog;
import io.tunebook.events.wire.Wire;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// Where the log is: in the SQLite file of a folder, or in PostgreSQL.
final class LogOptions {
    @Option(
            names = "--data-dir",
            paramLabel = "DIR",
            defaultValue = "tunebook-data",
            description =
                    "Folder of the log, or with --log of this server's own files (default: ./tunebook-data).")
    private Path path = Path.of("tunebook-data");

    @Option(
            names = "--log",
            paramLabel = "LOCATION",
            description =
                    "PostgreSQL database with the log, as postgresql://USER@HOST:PORT/DATABASE; the password is in PGPASSWORD or ~/.pgpass (default: an SQLite file in the folder).")
    private @Nullable String log;

    @Option(
            names = "--files",
            paramLabel = "DIR",
            description =
                    "Folder of artifacts and outputs, which servers on one log share (default: the folder of --data-dir).")
    private @Nullable Path files;

    /// The log in the SQLite file of a folder.
    static LogOptions in(Path folder) {
        LogOptions options = new LogOptions();
        options.path = folder;
        return options;
    }

    /// The folder of this process.
    Path path() {
        return path;
    }

    /// The folder of artifacts and outputs.
    Path files() {
        return files == null ? path : files;
    }

    /// The log's location, for people.
    String place() {
        PostgresLocation shared = shared();
        return shared == null ? path.toString() : shared.toString();
    }

    /// Opens the log to write it.
    ///
    /// @throws io.tunebook.events.log.LogUnavailable when it cannot be opened
    SqlEventLog open() {
        PayloadComparison payloads = Wire::isSame;
        PostgresLocation shared = shared();
        return shared == null
                ? SqliteEventLog.open(path, payloads)
                : PostgresEventLog.open(shared, path, process(), payloads);
    }

    /// Opens the log to read it, also beside a server.
    ///
    /// @throws io.tunebook.events.log.LogUnavailable when there is none, or it cannot be read
    SqlEventLog openReadOnly() {
        PostgresLocation shared = shared();
        return shared == null
                ? SqliteEventLog.openReadOnly(path)
                : PostgresEventLog.openReadOnly(shared, path);
    }

    private @Nullable PostgresLocation shared() {
        String given = log;
        if (given == null) {
            return null;
        }
        try {
            return PostgresLocation.of(given, System.getenv());
        } catch (IllegalArgumentException e) {
            throw new StartupException(String.valueOf(e.getMessage()));
        }
    }

    /// The name of this process among those that use the log.
    private static String process() {
        String host;
        try {
            host = InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException e) {
            host = "unknown host";
        }
        return "%s, process %d".formatted(host, ProcessHandle.current().pid());
    }
}
