package io.tunebook.events.sqlite;

import io.tunebook.events.sql.Session;
import io.tunebook.events.sql.Sessions;
import io.tunebook.events.sql.SqlFailures;
import java.io.IOException;
import java.sql.SQLException;

/// The writer's sessions with an SQLite file.
record SqliteSessions(Database database) implements Sessions {
    @Override
    public Session open() throws SQLException, IOException {
        return SqliteSession.open(database);
    }

    @Override
    public void probe() throws IOException {
        SpaceProbe.run(database.folder().path());
    }

    @Override
    public SqlFailures failures() {
        return Failures.SQLITE;
    }
}
