package io.tunebook.server.ledger;

import io.tunebook.events.log.EventLog;
import io.tunebook.events.log.LogState;
import io.tunebook.events.log.LogUnavailable;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Whether this server decides commands, where several servers share a log and one of them writes.
///
/// A server that takes over decides nothing before its read models have every event of the writer
/// before it. Thread-safe.
final class WriterTurn {
    private static final Logger LOG = LoggerFactory.getLogger(WriterTurn.class);

    private final EventLog log;
    private final Projector projector;
    private final Runnable begun;
    private LogUnavailable.@Nullable Standby standby;

    /// The turn of the log whose events the read models have.
    private long turn;

    /// @param begun called when a turn after the first has begun
    WriterTurn(EventLog log, Projector projector, Runnable begun) {
        this.log = log;
        this.projector = projector;
        this.begun = begun;
    }

    void start() {
        turn = log.turn();
        log.onState(this::changed);
    }

    /// The turn in which commands are decided; the log refuses an append that was decided in
    /// another one.
    ///
    /// @throws LogUnavailable.Standby when another server decides
    synchronized long require() {
        if (standby != null) {
            throw new LogUnavailable.Standby(standby.writer());
        }
        return turn;
    }

    synchronized boolean isStandby() {
        return standby != null;
    }

    private synchronized void changed(LogState state) {
        switch (state) {
            case LogState.ReadOnly(LogUnavailable.Standby why, Instant _) -> standby = why;
            case LogState.ReadOnly _ -> {}
            case LogState.Writable _ -> {
                if (standby != null) {
                    Thread.ofVirtual().name("writer-turn").start(this::begin);
                }
            }
        }
    }

    private void begin() {
        try {
            long current = log.turn();
            projector.await(log.head().position());
            if (take(current)) {
                begun.run();
            }
        } catch (RuntimeException e) {
            LOG.error("this server cannot take over: restart it", e);
        }
    }

    private synchronized boolean take(long current) {
        if (standby == null || !(log.state() instanceof LogState.Writable)) {
            return false;
        }
        standby = null;
        turn = current;
        return true;
    }
}
