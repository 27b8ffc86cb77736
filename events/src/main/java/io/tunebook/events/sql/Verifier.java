package io.tunebook.events.sql;

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
import org.jooq.DSLContext;
import org.jooq.exception.DataAccessException;
import org.jspecify.annotations.Nullable;

/// Verifies the chain from the first event to the last, then the head file and what the database
/// has around the events.
public final class Verifier {
    private final DSLContext dsl;
    private final SqlFailures failures;
    private final Surroundings surroundings;
    private final @Nullable Path headFile;

    /// Verifies what the chain does not cover, as the triggers that reject changes.
    public interface Surroundings {
        /// @param head the last event
        /// @return null without a problem
        @Nullable Broken problem(DSLContext dsl, Head head);

        /// Whether a log with events must have a head file.
        default boolean needsHeadFile() {
            return true;
        }
    }

    /// @param headFile null for a backup
    public Verifier(
            DSLContext dsl,
            SqlFailures failures,
            Surroundings surroundings,
            @Nullable Path headFile) {
        this.dsl = dsl;
        this.failures = failures;
        this.surroundings = surroundings;
        this.headFile = headFile;
    }

    public Verification verify() {
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
        if (broken == null
                && headFile != null
                && surroundings.needsHeadFile()
                && stored.isEmpty()
                && walk.head().position() > 0) {
            broken = new Broken(walk.head().position(), "the head file beside the log is missing");
        }
        if (broken == null) {
            broken = surroundings.problem(dsl, walk.head());
        }
        return broken != null ? broken : new Intact(walk.head().position(), walk.head());
    }

    /// @param problem null without one
    static @Nullable Broken broken(Head head, @Nullable String problem) {
        return problem == null ? null : new Broken(head.position(), problem);
    }

    private @Nullable Broken walk(ChainVerifier walk, @Nullable StoredCheckpoint checkpoint) {
        // A new connection, without caches from before.
        Rows rows = new Rows(dsl, failures);
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
                    "the event cannot be read: " + failures.unreadable(e));
        }
    }
}
