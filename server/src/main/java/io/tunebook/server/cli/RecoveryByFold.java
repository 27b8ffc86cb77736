package io.tunebook.server.cli;

import io.tunebook.events.Rejection;
import io.tunebook.events.log.RecordedEvent;
import io.tunebook.events.sqlite.RecoveryJudge;
import io.tunebook.events.wire.UnreadableEvent;
import io.tunebook.events.wire.Wire;
import io.tunebook.server.model.CorruptStream;
import io.tunebook.server.model.Snapshot;
import io.tunebook.server.model.Stamp;
import io.tunebook.server.model.StampedEvent;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Accepts the events after a gap that the read models can fold: a server starts with them.
final class RecoveryByFold implements RecoveryJudge {
    private static final int PAGE = 500;

    private final List<RecordedEvent> waiting = new ArrayList<>();
    private Snapshot snapshot = Snapshot.EMPTY;
    private String failed = "";

    @Override
    public void kept(RecordedEvent event) {
        waiting.add(event);
        if (waiting.size() == PAGE) {
            foldWaiting();
        }
    }

    @Override
    public Optional<String> refusal(RecordedEvent event) {
        foldWaiting();
        if (!failed.isEmpty()) {
            return Optional.of("an event before the gap cannot be read: " + failed);
        }
        try {
            StampedEvent next = stamped(event, snapshot.position() + 1);
            snapshot = snapshot.fold(next.event(), next.stamp());
            return Optional.empty();
        } catch (CorruptStream | UnreadableEvent | Rejection e) {
            return Optional.of(reason(e));
        }
    }

    private void foldWaiting() {
        if (waiting.isEmpty() || !failed.isEmpty()) {
            waiting.clear();
            return;
        }
        try {
            snapshot = snapshot.fold(waiting.stream().map(e -> stamped(e, e.position())).toList());
        } catch (CorruptStream | UnreadableEvent | Rejection e) {
            failed = reason(e);
        }
        waiting.clear();
    }

    private static StampedEvent stamped(RecordedEvent e, long position) {
        return new StampedEvent(
                Wire.decode(e.type(), e.typeVersion(), e.payload()),
                new Stamp(position, e.recordedAt(), e.actor()));
    }

    /// Without the position, which is not the event's own one.
    private static String reason(RuntimeException e) {
        String message = String.valueOf(e.getMessage());
        return e instanceof CorruptStream && message.contains("cannot follow")
                ? "it " + message.substring(message.indexOf("cannot follow"))
                : message;
    }
}
