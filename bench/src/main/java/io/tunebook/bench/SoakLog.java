package io.tunebook.bench;

import io.tunebook.events.log.EventLog;
import io.tunebook.events.log.RecordedEvent;
import io.tunebook.events.log.Verification;
import io.tunebook.events.sqlite.SqliteEventLog;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/// The log of a soak, and the events that it must have.
///
/// @param expected the acknowledged events, without those that a recovery listed as lost
record SoakLog(Path folder, Set<UUID> expected) {
    static final String HEAP = "256m";

    /// The project and the rounds, without which the load could not continue.
    static final int NEEDED = SoakLoad.ROUNDS + 1;

    /// Two passes of the verification are seconds apart.
    private static final List<String> OPTIONS = List.of("--verify-interval", "0.001");

    Path database() {
        return folder.resolve("tunebook.db");
    }

    ServerProcess serve() throws IOException {
        return serve(folder, List.of());
    }

    /// @param at where the server finds the log
    /// @param before the command that starts it
    static ServerProcess serve(Path at, List<String> before) throws IOException {
        return ServerProcess.allocated(at, HEAP, before, OPTIONS);
    }

    boolean verifies() {
        try (EventLog log = SqliteEventLog.openReadOnly(folder)) {
            return log.verify() instanceof Verification.Intact;
        }
    }

    /// The number of expected events that the log does not have.
    int missing() {
        Set<UUID> missing = new HashSet<>(expected);
        try (EventLog log = SqliteEventLog.openReadOnly(folder)) {
            long head = log.head().position();
            long at = 0;
            while (at < head) {
                List<RecordedEvent> page = log.read(at, 10_000);
                page.forEach(e -> missing.remove(e.id()));
                at = page.getLast().position();
            }
        }
        return missing.size();
    }

    /// The ids of the events of a database by position, damaged ones too.
    static Map<Long, UUID> ids(Path database) throws SQLException {
        Map<Long, UUID> ids = new HashMap<>();
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + database);
                Statement statement = connection.createStatement();
                ResultSet rows =
                        statement.executeQuery("SELECT position, event_id FROM log_event")) {
            while (rows.next()) {
                ByteBuffer id = ByteBuffer.wrap(rows.getBytes(2));
                ids.put(rows.getLong(1), new UUID(id.getLong(), id.getLong()));
            }
        }
        return ids;
    }
}
