package io.tunebook.server.exchange.exports;

import io.tunebook.events.Event;
import io.tunebook.events.log.EventLog;
import io.tunebook.events.log.RecordedEvent;
import io.tunebook.events.wire.Wire;
import java.io.IOException;
import java.util.List;

/// Reads the events of a trial or run from the log, up to a position.
record TrialEvents(EventLog log, long position) {
    private static final int PAGE = 200;

    /// Receives an event.
    interface Sink {
        void take(Event event) throws IOException;
    }

    void each(String stream, Sink sink) throws IOException {
        long version = 0;
        List<RecordedEvent> page;
        do {
            page = log.readStream(stream, version, PAGE);
            for (RecordedEvent e : page) {
                version = e.streamVersion();
                if (e.position() > position) {
                    return;
                }
                sink.take(Wire.decode(e.type(), e.typeVersion(), e.payload()));
            }
        } while (page.size() == PAGE);
    }
}
