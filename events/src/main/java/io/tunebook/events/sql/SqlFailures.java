package io.tunebook.events.sql;

import io.tunebook.events.log.LogUnavailable;

/// Translates the failures of a database for users of the log.
public interface SqlFailures {
    /// @param what failed, as in "the log cannot be read"
    LogUnavailable of(Throwable failure, String what);

    /// Whether the stored data is damaged.
    boolean isDamage(Throwable failure);

    /// Whether the database rejected a row: its id, position or version exists.
    boolean isRefusedRow(Throwable failure);

    /// Whether the connection is lost, and a new one may work.
    default boolean isDisconnected(Throwable failure) {
        return false;
    }

    /// What prevents the reading of an event, without the driver's own text.
    String unreadable(Throwable failure);
}
