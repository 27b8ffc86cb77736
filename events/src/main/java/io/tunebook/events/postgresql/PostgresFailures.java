package io.tunebook.events.postgresql;

import io.tunebook.events.log.LogUnavailable;
import io.tunebook.events.sql.SqlFailures;
import org.postgresql.util.PSQLException;

/// Translates the failures of PostgreSQL for users of the log, by their SQLState.
final class PostgresFailures implements SqlFailures {
    static final PostgresFailures INSTANCE = new PostgresFailures();

    private PostgresFailures() {}

    @Override
    public LogUnavailable of(Throwable failure, String what) {
        if (failure instanceof LogUnavailable known) {
            return known;
        }
        String state = PostgresDatabase.state(failure);
        String reason = reason(failure);
        return switch (state) {
            case "53100" -> new LogUnavailable.DiskFull(failure);
            case "28P01", "28000", "08004" ->
                    new LogUnavailable.Failed(
                            "%s: the database refuses the user (%s); put the password into PGPASSWORD or ~/.pgpass, and look at pg_hba.conf"
                                    .formatted(what, reason),
                            failure);
            case "3D000" ->
                    new LogUnavailable.Failed(
                            "%s: %s; create it with 'createdb'".formatted(what, reason), failure);
            case "25006" ->
                    new LogUnavailable.ReadOnly(
                            what
                                    + ": the database accepts reads only, as a replica does; name the primary",
                            failure);
            case "42501" ->
                    new LogUnavailable.ReadOnly(
                            "%s: %s; grant it to the user, as docs/operations.md describes"
                                    .formatted(what, reason),
                            failure);
            default ->
                    isDisconnected(failure)
                            ? new LogUnavailable.Failed(
                                    "%s: the database cannot be reached (%s); check its address, and that it runs"
                                            .formatted(what, reason),
                                    failure)
                            : new LogUnavailable.Failed(what + ": " + reason, failure);
        };
    }

    @Override
    public boolean isDamage(Throwable failure) {
        return PostgresDatabase.state(failure).startsWith("XX001")
                || PostgresDatabase.state(failure).startsWith("XX002");
    }

    @Override
    public boolean isRefusedRow(Throwable failure) {
        return PostgresDatabase.state(failure).startsWith("23");
    }

    @Override
    public boolean isDisconnected(Throwable failure) {
        String state = PostgresDatabase.state(failure);
        return state.startsWith("08") || state.startsWith("57P");
    }

    @Override
    public String unreadable(Throwable failure) {
        return reason(failure);
    }

    /// The database's own message in one line.
    private static String reason(Throwable failure) {
        Throwable root = failure;
        for (Throwable t = failure; t != null; t = t.getCause()) {
            root = t;
            if (t instanceof PSQLException e && e.getServerErrorMessage() != null) {
                return String.valueOf(e.getServerErrorMessage().getMessage());
            }
        }
        return String.valueOf(root.getMessage()).lines().findFirst().orElse("").strip();
    }
}
