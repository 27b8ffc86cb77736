package io.tunebook.server.training.run;

import io.tunebook.events.Configuration;
import io.tunebook.server.model.Book;
import io.tunebook.server.model.Study;
import io.tunebook.server.playbook.search.Proposals;
import java.util.Comparator;
import java.util.Optional;

/// Chooses the next trial: a pure function of the book.
final class Queue {
    private Queue() {}

    record Next(Study study, Configuration configuration) {}

    /// The next point of the running study with the smallest fraction of its trials.
    static Optional<Next> next(Book book) {
        return book.studies().values().stream()
                .filter(s -> s.state() == Study.State.RUNNING && !s.external())
                .filter(s -> Proposals.countedTrials(book, s).size() < s.facts().trials())
                .min(
                        Comparator.comparingDouble((Study s) ->
                                        (double) Proposals.countedTrials(book, s).size()
                                                / s.facts().trials())
                                .thenComparingLong(s -> s.created().position()))
                .flatMap(s -> Proposals.next(book, s).map(c -> new Next(s, c)));
    }
}
