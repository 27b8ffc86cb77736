package io.tunebook.events.sqlite;

import io.tunebook.events.log.LogUnavailable;
import io.tunebook.events.sql.SqlFailures;
import java.io.IOException;
import java.sql.SQLException;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

/// Translates a failure of SQLite or the file system for users of the log.
final class Failures {
    private static final String NOT_AS_WRITTEN =
            "its database is not as this program wrote it; run './tunebook verify'";

    /// The same for the classes that both databases share.
    static final SqlFailures SQLITE =
            new SqlFailures() {
                @Override
                public LogUnavailable of(Throwable failure, String what) {
                    return Failures.of(failure, what);
                }

                @Override
                public boolean isDamage(Throwable failure) {
                    return Failures.isDamage(failure);
                }

                @Override
                public boolean isRefusedRow(Throwable failure) {
                    return Failures.isRefusedRow(failure);
                }

                @Override
                public String unreadable(Throwable failure) {
                    return Failures.unreadable(failure);
                }
            };

    private Failures() {}

    /// @param what failed, as in "the log cannot be read"
    static LogUnavailable of(Throwable failure, String what) {
        if (failure instanceof LogUnavailable known) {
            return known;
        }
        SQLiteErrorCode code = code(failure);
        if (isDiskFull(failure)) {
            return new LogUnavailable.DiskFull(failure);
        }
        if (code != null && unwritable(code)) {
            return new LogUnavailable.ReadOnly(
                    what
                            + ": its file or folder cannot be written; grant this user write permission",
                    failure);
        }
        if (isDamage(failure)) {
            return new LogUnavailable.Failed(
                    what
                            + ": its file is damaged; run './tunebook verify', then './tunebook recover'",
                    failure);
        }
        return new LogUnavailable.Failed(
                what + ": " + (code == null ? reason(failure) : words(code)), failure);
    }

    /// What happened, without the driver's own text, which is in the cause.
    private static String words(SQLiteErrorCode code) {
        String name = code.name();
        if (name.startsWith("SQLITE_BUSY") || name.startsWith("SQLITE_LOCKED")) {
            return "another program holds a lock on its database; close that program and retry";
        }
        if (name.startsWith("SQLITE_IOERR")) {
            return "the disk cannot read or write its database; check the disk and the system's log";
        }
        if (name.startsWith("SQLITE_NOMEM") || name.startsWith("SQLITE_TOOBIG")) {
            return "there is too little memory for it; start with more (-Xmx)";
        }
        if (name.startsWith("SQLITE_CORRUPT")) {
            return "its file is damaged; run './tunebook verify', then './tunebook recover'";
        }
        return NOT_AS_WRITTEN;
    }

    /// What prevents the reading of an event, without the driver's own text.
    static String unreadable(Throwable failure) {
        SQLiteErrorCode code = code(failure);
        return code == null ? reason(failure) : words(code);
    }

    /// Whether the disk has no space left.
    static boolean isDiskFull(Throwable failure) {
        return failure instanceof LogUnavailable.DiskFull
                || code(failure) == SQLiteErrorCode.SQLITE_FULL
                || indexCannotGrow(failure)
                || outOfSpace(failure);
    }

    /// Whether there is no space for SQLite's index of the write-ahead file, which has an extended
    /// code.
    private static boolean indexCannotGrow(Throwable failure) {
        for (Throwable t = failure; t != null; t = t.getCause()) {
            if (t instanceof SQLiteException e
                    && e.getResultCode() == SQLiteErrorCode.SQLITE_IOERR_SHMSIZE) {
                return true;
            }
        }
        return false;
    }

    /// Whether the database's file is damaged.
    static boolean isDamage(Throwable failure) {
        SQLiteErrorCode code = code(failure);
        return code != null
                && (code == SQLiteErrorCode.SQLITE_NOTADB
                        || code.name().startsWith("SQLITE_CORRUPT"));
    }

    /// Whether the database rejected a row: its id, position or version exists.
    static boolean isRefusedRow(Throwable failure) {
        SQLiteErrorCode code = code(failure);
        return code != null && code.name().startsWith("SQLITE_CONSTRAINT");
    }

    /// Whether a crashed log must be recovered before it can be read.
    static boolean isUnrecovered(Throwable failure) {
        SQLiteErrorCode code = code(failure);
        return code != null
                && (code.name().startsWith("SQLITE_READONLY")
                        || code.name().startsWith("SQLITE_CANTOPEN"));
    }

    private static boolean unwritable(SQLiteErrorCode code) {
        String name = code.name();
        return name.startsWith("SQLITE_READONLY")
                || name.startsWith("SQLITE_CANTOPEN")
                || name.startsWith("SQLITE_PERM");
    }

    /// SQLite's error code; null when SQLite did not fail.
    private static @Nullable SQLiteErrorCode code(Throwable failure) {
        for (Throwable t = failure; t != null; t = t.getCause()) {
            if (t instanceof SQLException sql && sql.getErrorCode() != 0) {
                return SQLiteErrorCode.getErrorCode(sql.getErrorCode());
            }
        }
        return null;
    }

    /// Compares the system's message, because Java has no exception type for a full disk.
    private static boolean outOfSpace(Throwable failure) {
        for (Throwable t = failure; t != null; t = t.getCause()) {
            if (t instanceof IOException io
                    && String.valueOf(io.getMessage())
                            .toLowerCase(Locale.ROOT)
                            .contains("no space left")) {
                return true;
            }
        }
        return false;
    }

    private static String reason(Throwable failure) {
        Throwable root = failure;
        for (Throwable t = failure; t != null; t = t.getCause()) {
            root = t;
        }
        if (root instanceof SQLException) {
            return NOT_AS_WRITTEN;
        }
        return String.valueOf(root.getMessage()).lines().findFirst().orElse("").strip();
    }
}
