package io.tunebook.events.sqlite;

import io.tunebook.events.log.LogUnavailable;
import java.io.IOException;
import java.sql.SQLException;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.sqlite.SQLiteErrorCode;

/// Translates a failure of SQLite or the file system for users of the log.
final class Failures {
    private Failures() {}

    /// @param what failed, as in "the log cannot be read"
    static LogUnavailable of(Throwable failure, String what) {
        if (failure instanceof LogUnavailable known) {
            return known;
        }
        SQLiteErrorCode code = code(failure);
        if (code == SQLiteErrorCode.SQLITE_FULL || outOfSpace(failure)) {
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
                    what + ": its file is damaged (" + reason(failure) + "); restore a backup",
                    failure);
        }
        return new LogUnavailable.Failed(what + ": " + reason(failure), failure);
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
        return String.valueOf(root.getMessage()).lines().findFirst().orElse("").strip();
    }
}
