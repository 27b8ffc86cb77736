package io.tunebook.events.sqlite;

import io.tunebook.events.log.Head;
import io.tunebook.events.log.Verification.Broken;
import io.tunebook.events.sql.Verifier;
import java.util.Set;
import java.util.TreeSet;
import org.jooq.DSLContext;
import org.jooq.exception.DataAccessException;
import org.jspecify.annotations.Nullable;

/// Verifies SQLite's own structure and the triggers.
final class SqliteSurroundings implements Verifier.Surroundings {
    private static final Set<String> TRIGGERS =
            Set.of(
                    "log_event_no_update",
                    "log_event_no_delete",
                    "log_event_only_added",
                    "stream_no_update",
                    "stream_no_delete",
                    "stream_only_added",
                    "word_no_update",
                    "word_no_delete",
                    "word_only_added");

    @Override
    public @Nullable Broken problem(DSLContext dsl, Head head) {
        String integrity = integrity(dsl);
        if (!"ok".equals(integrity)) {
            return new Broken(
                    head.position(),
                    "the database file is damaged: SQLite's integrity check fails, although every event is intact");
        }
        Set<String> missing = new TreeSet<>(TRIGGERS);
        String written = Schema.written();
        for (var row : dsl.fetch("SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL")) {
            String name = String.valueOf(row.get(0, String.class));
            if (!name.startsWith(Schema.HISTORY)
                    && !written.contains(String.valueOf(row.get(1, String.class)))) {
                return new Broken(
                        head.position(), "the definition of '%s' was changed".formatted(name));
            }
            missing.remove(name);
        }
        return missing.isEmpty()
                ? null
                : new Broken(
                        head.position(),
                        "the triggers that reject changes are missing: "
                                + String.join(", ", missing));
    }

    private static String integrity(DSLContext dsl) {
        try {
            return String.valueOf(
                    dsl.fetch("PRAGMA integrity_check(1)").getFirst().get(0, String.class));
        } catch (DataAccessException e) {
            return String.valueOf(e.getMessage());
        }
    }
}
