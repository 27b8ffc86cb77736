package io.tunebook.events.sqlite;

import io.tunebook.events.log.ChainVerifier;
import io.tunebook.events.log.Head;
import io.tunebook.events.log.RecordedEvent;
import io.tunebook.events.log.Verification;
import io.tunebook.events.log.Verification.Broken;
import io.tunebook.events.log.Verification.Intact;
import io.tunebook.events.proof.StoredCheckpoint;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jooq.DSLContext;
import org.jooq.exception.DataAccessException;
import org.jspecify.annotations.Nullable;

/// Verifies the chain from the first event to the last, then the head file, the database file and
/// the triggers.
final class Verifier {
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

    private final DSLContext dsl;
    private final @Nullable Path headFile;

    /// @param headFile null for a backup
    Verifier(DSLContext dsl, @Nullable Path headFile) {
        this.dsl = dsl;
        this.headFile = headFile;
    }

    Verification verify() {
        // The head file first: later appends only make the log longer.
        Optional<Head> stored;
        try {
            stored = headFile == null ? Optional.empty() : HeadFile.read(headFile);
        } catch (IOException e) {
            return new Broken(1, String.valueOf(e.getMessage()));
        }
        ChainVerifier walk = new ChainVerifier(stored.orElse(Head.EMPTY));
        @Nullable StoredCheckpoint checkpoint;
        try {
            checkpoint =
                    headFile == null
                            ? null
                            : StoredCheckpoint.in(
                                    Objects.requireNonNull(headFile.toAbsolutePath().getParent()));
        } catch (IOException e) {
            return new Broken(1, "the checkpoint beside the log cannot be read: " + e.getMessage());
        }
        Broken broken = walk(walk, checkpoint);
        if (broken == null) {
            broken = walk.atTheEnd();
        }
        if (broken == null && checkpoint != null) {
            broken = broken(walk.head(), checkpoint.atTheEnd());
        }
        if (broken == null && headFile != null && stored.isEmpty() && walk.head().position() > 0) {
            broken = new Broken(walk.head().position(), "the head file beside the log is missing");
        }
        if (broken == null) {
            broken = surroundings(walk.head());
        }
        return broken != null ? broken : new Intact(walk.head().position(), walk.head());
    }

    /// @param problem null without one
    static @Nullable Broken broken(Head head, @Nullable String problem) {
        return problem == null ? null : new Broken(head.position(), problem);
    }

    private @Nullable Broken walk(ChainVerifier walk, @Nullable StoredCheckpoint checkpoint) {
        // A new connection, without caches from before.
        Rows rows = new Rows(dsl);
        try (ResultSet all = rows.all()) {
            while (all.next()) {
                RecordedEvent event = rows.event(all);
                Broken broken = walk.step(event);
                if (broken == null && checkpoint != null) {
                    broken = broken(walk.head(), checkpoint.take(event.hash()));
                }
                if (broken != null) {
                    return broken;
                }
            }
            return null;
        } catch (SQLException | DataAccessException | UnreadableRow e) {
            return new Broken(
                    walk.head().position() + 1,
                    "the event cannot be read: " + Failures.unreadable(e));
        }
    }

    /// Verifies what the chain does not cover: SQLite's own structure and the triggers.
    @Nullable Broken surroundings(Head head) {
        String integrity = integrity();
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

    private String integrity() {
        try {
            return String.valueOf(
                    dsl.fetch("PRAGMA integrity_check(1)").getFirst().get(0, String.class));
        } catch (DataAccessException e) {
            return String.valueOf(e.getMessage());
        }
    }
}
