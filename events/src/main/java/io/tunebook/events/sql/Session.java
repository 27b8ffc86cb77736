package io.tunebook.events.sql;

import io.tunebook.events.log.Head;
import io.tunebook.events.log.LogUnavailable;
import io.tunebook.events.log.RecordedEvent;
import java.io.IOException;
import java.sql.SQLException;
import java.util.List;

/// The writer's connection, with its caches of the tables. After a failure of the disk or the
/// database it is discarded, and a new one reads the state again. Not thread-safe.
public interface Session extends AutoCloseable {
    /// The last event that is durable, in the database and in the head file.
    Head head();

    Rows rows();

    /// Whether another process may have written since the last session of this one.
    default boolean isNewTurn() {
        return false;
    }

    /// The last version of a stream, 0 when there is no such stream.
    long version(String stream);

    /// Begins a transaction.
    ///
    /// @throws LogUnavailable when this session may not write any more
    void begin() throws SQLException, IOException;

    /// Inserts consecutive events after the head.
    void insert(List<RecordedEvent> events) throws SQLException;

    /// Returns when the transaction is durable.
    ///
    /// @param next the last inserted event, or [#head]
    void commit(Head next) throws SQLException, IOException;

    void rollback() throws SQLException;

    /// Checks that the log is as this session has written it, while no transaction is open.
    ///
    /// @throws LogUnavailable when this session may not write any more
    void inspect() throws SQLException, IOException;

    @Override
    void close() throws SQLException, IOException;
}
