package io.tunebook.events.sqlite;

import io.tunebook.events.log.LogState;
import io.tunebook.events.log.LogUnavailable;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The state of the log, which the writer, the watch and the verification set. Thread-safe.
///
/// A full disk, a missing permission and a failed write are temporary reasons: the next append that
/// succeeds, or the watch, makes the log writable again. Lost or changed events are lasting ones.
final class WriteState {
    private static final Logger LOG = LoggerFactory.getLogger(WriteState.class);

    private volatile LogState state;

    /// @param refusal why the log is read-only from its opening on; null when it is writable
    WriteState(@Nullable LogUnavailable refusal) {
        this.state =
                refusal == null
                        ? new LogState.Writable()
                        : new LogState.ReadOnly(refusal, Instant.now());
    }

    LogState now() {
        return state;
    }

    /// The reason for which every append is refused without a try.
    Optional<LogUnavailable> lastingReason() {
        return state instanceof LogState.ReadOnly refused && isLasting(refused.reason())
                ? Optional.of(refused.reason())
                : Optional.empty();
    }

    /// Whether appends fail for a reason that can pass.
    boolean isTemporary() {
        return state instanceof LogState.ReadOnly && lastingReason().isEmpty();
    }

    /// The first lasting reason stays.
    synchronized void refuse(LogUnavailable reason) {
        if (reason instanceof LogUnavailable.Busy || reason instanceof LogUnavailable.Closed) {
            return;
        }
        if (lastingReason().isPresent()) {
            return;
        }
        if (state instanceof LogState.ReadOnly before && !isLasting(reason)) {
            state = new LogState.ReadOnly(reason, before.since());
            return;
        }
        state = new LogState.ReadOnly(reason, Instant.now());
        LOG.error("writes are refused: {}", reason.getMessage());
    }

    /// After an append, or a check that one is possible.
    void succeeded() {
        if (state instanceof LogState.ReadOnly) {
            clearTemporary();
        }
    }

    private synchronized void clearTemporary() {
        if (isTemporary()) {
            state = new LogState.Writable();
            LOG.info("the log accepts writes again");
        }
    }

    /// After a verification that found every event intact.
    synchronized void verified() {
        if (state instanceof LogState.ReadOnly refused
                && refused.reason() instanceof LogUnavailable.Damaged) {
            state = new LogState.Writable();
            LOG.info("the log accepts writes again");
        }
    }

    private static boolean isLasting(LogUnavailable reason) {
        return reason instanceof LogUnavailable.BehindHead
                || reason instanceof LogUnavailable.Altered
                || reason instanceof LogUnavailable.DatabaseMissing
                || reason instanceof LogUnavailable.Newer
                || reason instanceof LogUnavailable.Damaged;
    }
}
