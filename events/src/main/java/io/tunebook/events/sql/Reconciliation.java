package io.tunebook.events.sql;

import io.tunebook.events.log.Chain;
import io.tunebook.events.log.Head;
import io.tunebook.events.log.LogUnavailable;
import io.tunebook.events.log.RecordedEvent;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/// Compares the head file with the database before anything is written.
///
/// The file is written after each commit and before the acknowledgement. So it may be behind the
/// database by events that were never acknowledged, as after a crash between the two; then the
/// chain must continue from it. It is ahead only when the database has lost events.
public final class Reconciliation {
    private static final int PAGE = 500;

    private final Rows rows;
    private final Path headFile;
    private final boolean required;

    /// @param required whether a log with events must have a head file; not where a server follows
    ///   a log that others have begun
    public Reconciliation(Rows rows, Path headFile, boolean required) {
        this.rows = rows;
        this.headFile = headFile;
        this.required = required;
    }

    /// The head from which to continue.
    ///
    /// @throws LogUnavailable.BehindHead when the log does not match the head file
    public Head head() {
        Head head = rows.head();
        Optional<Head> stored = readHeadFile();
        if (stored.isEmpty()) {
            if (required && head.position() > 0) {
                throw new LogUnavailable.BehindHead(
                        "its head file %s is missing".formatted(headFile));
            }
            return head;
        }
        long acknowledged = stored.get().position();
        if (acknowledged > head.position()) {
            throw new LogUnavailable.BehindHead(
                    "it ends at event %,d, but %,d were acknowledged"
                            .formatted(head.position(), acknowledged));
        }
        return follow(stored.get(), head);
    }

    private Optional<Head> readHeadFile() {
        try {
            return HeadFile.read(headFile);
        } catch (IOException e) {
            LogUnavailable refusal =
                    new LogUnavailable.BehindHead(
                            "its head file cannot be read (%s)".formatted(e.getMessage()));
            refusal.addSuppressed(e);
            throw refusal;
        }
    }

    private Head follow(Head acknowledged, Head head) {
        if (acknowledged.position() > 0
                && !rows.at(acknowledged.position())
                        .map(e -> e.head().equals(acknowledged))
                        .orElse(false)) {
            throw changed(acknowledged.position());
        }
        Chain chain = new Chain();
        Head at = acknowledged;
        while (at.position() < head.position()) {
            List<RecordedEvent> page = rows.after(at.position(), PAGE);
            if (page.isEmpty()) {
                throw changed(at.position() + 1);
            }
            for (RecordedEvent event : page) {
                boolean follows =
                        event.position() == at.position() + 1
                                && Arrays.equals(chain.hash(at.hash(), event), event.hash());
                if (!follows) {
                    throw changed(at.position() + 1);
                }
                at = event.head();
            }
        }
        return at;
    }

    private static LogUnavailable changed(long position) {
        return new LogUnavailable.BehindHead("event %,d was changed".formatted(position));
    }
}
