package io.tunebook.events.sql;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.function.Function;
import org.jooq.DSLContext;

/// The connections of readers to the log's database, and what its failures mean.
public interface SqlDatabase {
    /// A new connection that rejects writes and has no caches from before.
    Connection reader() throws SQLException;

    /// jOOQ on a connection, in the database's dialect.
    DSLContext dsl(Connection connection);

    SqlFailures failures();

    /// Reads on one connection as of one moment, row by row, however many rows there are.
    default <T> T asOfNow(DSLContext dsl, Function<DSLContext, T> query) {
        return query.apply(dsl);
    }
}
