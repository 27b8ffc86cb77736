package io.tunebook.events.sqlite;

import io.tunebook.events.log.EventLog;
import io.tunebook.events.log.Expected;
import io.tunebook.events.log.NewEvent;
import io.tunebook.events.log.RecordedEvent;
import io.tunebook.events.sqlite.Recovery.Recorder;
import io.tunebook.events.sqlite.Recovery.Recoverable;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Appends events of a damaged log again, after a gap: each group behind an event that records
/// where they were.
final class RecoveredEvents {
    private static final int GROUP = 1_000;
    private static final long GROUP_BYTES = 16 << 20;

    private final EventLog into;
    private final String stream;
    private final Recorder recorder;
    private final List<RecordedEvent> group = new ArrayList<>();
    private final List<Recoverable> originals = new ArrayList<>();
    private long bytes;

    /// @param stream of the events that record the old positions
    RecoveredEvents(EventLog into, String stream, Recorder recorder) {
        this.into = into;
        this.stream = stream;
        this.recorder = recorder;
    }

    void append(@Nullable EventLog damaged, Recovery.Recovered plan) {
        if (damaged == null || plan.recovered().isEmpty()) {
            return;
        }
        Map<Long, Recoverable> wanted = new HashMap<>();
        plan.recovered().forEach(r -> wanted.put(r.position(), r));
        DamagedReader.read(
                damaged,
                plan.recovered().getFirst().position() - 1,
                plan.recovered().getLast().position(),
                event -> {
                    Recoverable original = wanted.get(event.position());
                    if (original != null) {
                        take(event, original);
                    }
                });
        flush();
    }

    private void take(RecordedEvent event, Recoverable original) {
        group.add(event);
        originals.add(original);
        bytes += event.payload().length;
        if (group.size() == GROUP || bytes > GROUP_BYTES) {
            flush();
        }
    }

    private void flush() {
        if (group.isEmpty()) {
            return;
        }
        into.append(stream, Expected.any(), List.of(recorder.originals(originals)));
        int from = 0;
        for (int to = 1; to <= group.size(); to++) {
            if (to == group.size()
                    || to - from == EventLog.MAX_EVENTS
                    || !group.get(to).stream().equals(group.get(from).stream())) {
                into.append(
                        group.get(from).stream(),
                        Expected.any(),
                        group.subList(from, to).stream().map(RecoveredEvents::again).toList());
                from = to;
            }
        }
        group.clear();
        originals.clear();
        bytes = 0;
    }

    private static NewEvent again(RecordedEvent event) {
        return new NewEvent(
                event.id(),
                event.type(),
                event.typeVersion(),
                event.actor(),
                event.recordedAt(),
                event.payload());
    }
}
