package io.tunebook.server.cli;

import io.tunebook.events.Event;
import io.tunebook.events.Streams;
import io.tunebook.events.log.EventFilter;
import io.tunebook.server.ledger.Ledger;
import io.tunebook.server.ledger.command.FailureReason;
import io.tunebook.server.model.Book;
import io.tunebook.server.model.Round;
import io.tunebook.server.model.Study;
import java.util.List;
import java.util.Objects;

/// The studies of a round that were stopped, each with its reason.
final class StoppedStudies {
    private StoppedStudies() {}

    /// One line for each: `study digits-s1 was stopped: …`.
    static List<String> of(Ledger ledger, String round) {
        Book book = ledger.now().book();
        Round r = Objects.requireNonNull(book.round(round));
        return book.studiesOf(r).stream()
                .filter(s -> s.state() == Study.State.STOPPED)
                .map(s -> "study %s was stopped: %s".formatted(s.id(), reason(ledger, s.id())))
                .toList();
    }

    private static String reason(Ledger ledger, String study) {
        String stream = Streams.of(new Event.StudyStarted(study));
        EventFilter filter = EventFilter.ALL.withStream(stream).withType("study-stopped");
        return ledger.log().query(filter, Long.MAX_VALUE, 1).stream()
                .map(ledger::decode)
                .map(e -> e instanceof Event.StudyStopped s ? FailureReason.of(s.why()) : "")
                .findFirst()
                .orElse("");
    }
}
