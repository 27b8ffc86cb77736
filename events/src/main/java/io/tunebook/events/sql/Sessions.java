package io.tunebook.events.sql;

import io.tunebook.events.log.LogUnavailable;
import java.io.IOException;
import java.sql.SQLException;

/// Opens the writer's sessions.
public interface Sessions {
    /// @throws LogUnavailable when nothing may be written
    Session open() throws SQLException, IOException;

    /// Checks, after a temporary failure, that there is space to write.
    void probe() throws IOException;

    SqlFailures failures();
}
