package io.tunebook.events.sqlite;

import io.tunebook.events.log.Chain;
import io.tunebook.events.log.Head;
import io.tunebook.events.log.LogUnavailable;
import io.tunebook.events.log.RecordedEvent;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/// What the head file says, held against the database, before anything is written.
///
/// The file is flushed after each commit and before the answer, so it may be behind by what was
/// never acknowledged, as after a crash between the two: then the chain has to go on from it. It is
/// never ahead, unless the database has lost something.
final class Reconciliation {
    private static final int PAGE = 500;

    private final Rows rows;
    private final Path headFile;

    Reconciliation(Rows rows, Path headFile) {
        this.rows = rows;
        this.headFile = headFile;
    }

    /// The head from which to go on.
    ///
    /// @throws LogUnavailable.BehindHead when the log is not what the head file says
    Head head() {
        Head head = rows.head();
        Optional<Head> kept = kept();
        if (kept.isEmpty()) {
            if (head.position() > 0) {
                throw new LogUnavailable.BehindHead(
                        "its head file %s is missing".formatted(headFile));
            }
            return head;
        }
        long acknowledged = kept.get().position();
        if (acknowledged > head.position()) {
            throw new LogUnavailable.BehindHead(
                    "it ends at event %,d, and %,d were acknowledged"
                            .formatted(head.position(), acknowledged));
        }
        return follow(kept.get(), head);
    }

    private Optional<Head> kept() {
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

    private Head follow(Head kept, Head head) {
        if (kept.position() > 0
                && !rows.at(kept.position()).map(e -> e.head().equals(kept)).orElse(false)) {
            throw changed(kept.position());
        }
        Chain chain = new Chain();
        Head at = kept;
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
        return new LogUnavailable.BehindHead(
                "event %,d is not the one that was written".formatted(position));
    }
}
