package io.tunebook.events.sql;

import io.tunebook.events.log.LogState;
import io.tunebook.events.log.LogUnavailable;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The state of the log, which the writer, the watch and the verification set. Thread-safe.
///
/// A full disk, a missing permission and a failed write are temporary reasons: the next append that
/// succeeds, or the watch, makes the log writable again. Lost or changed events are lasting ones.
public final class WriteState {
    private static final Logger LOG = LoggerFactory.getLogger(WriteState.class);

    private volatile LogState state;
    private final List<Consumer<LogState>> listeners = new ArrayList<>();

    /// @param refusal why the log is read-only from its opening on; null when it is writable
    public WriteState(@Nullable LogUnavailable refusal) {
        this.state =
                refusal == null
                        ? new LogState.Writable()
                        : new LogState.ReadOnly(refusal, Instant.now());
    }

    public LogState now() {
        return state;
    }

    /// The reason for which appends are refused without a try: a lasting one, or that another
    /// server writes. A standby takes over between appends, never with one, because what is
    /// appended was decided before.
    public Optional<LogUnavailable> refusalWithoutTry() {
        return state instanceof LogState.ReadOnly(LogUnavailable reason, Instant _)
                        && (isLasting(reason) || reason instanceof LogUnavailable.Standby)
                ? Optional.of(reason)
                : Optional.empty();
    }

    /// The reason that does not pass by itself.
    public Optional<LogUnavailable> lastingReason() {
        return state instanceof LogState.ReadOnly refused && isLasting(refused.reason())
                ? Optional.of(refused.reason())
                : Optional.empty();
    }

    /// Whether appends fail for a reason that can pass.
    public boolean isTemporary() {
        return state instanceof LogState.ReadOnly && lastingReason().isEmpty();
    }

    /// The first lasting reason stays.
    public synchronized void refuse(LogUnavailable reason) {
        if (reason instanceof LogUnavailable.Busy || reason instanceof LogUnavailable.Closed) {
            return;
        }
        if (lastingReason().isPresent()) {
            return;
        }
        if (state instanceof LogState.ReadOnly before && !isLasting(reason)) {
            become(new LogState.ReadOnly(reason, before.since()));
            return;
        }
        become(new LogState.ReadOnly(reason, Instant.now()));
        if (reason instanceof LogUnavailable.Standby) {
            LOG.info("{}", reason.getMessage());
        } else {
            LOG.error("writes are refused: {}", reason.getMessage());
        }
    }

    /// Calls a listener with the state now and after each change.
    public synchronized void listen(Consumer<LogState> listener) {
        listeners.add(listener);
        listener.accept(state);
    }

    private synchronized void become(LogState next) {
        state = next;
        listeners.forEach(listener -> listener.accept(next));
    }

    /// After an append, or a check that one is possible.
    public void succeeded() {
        if (state instanceof LogState.ReadOnly) {
            clearTemporary();
        }
    }

    private synchronized void clearTemporary() {
        if (isTemporary()) {
            boolean standby = lastReason() instanceof LogUnavailable.Standby;
            become(new LogState.Writable());
            if (!standby) {
                LOG.info("the log accepts writes again");
            }
        }
    }

    private @Nullable LogUnavailable lastReason() {
        return state instanceof LogState.ReadOnly refused ? refused.reason() : null;
    }

    /// After a verification that found every event intact.
    synchronized void verified() {
        if (state instanceof LogState.ReadOnly refused
                && refused.reason() instanceof LogUnavailable.Damaged) {
            become(new LogState.Writable());
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
