package io.tunebook.server.training.run;

import io.tunebook.server.model.Book;
import io.tunebook.server.model.Study;
import io.tunebook.server.playbook.search.Proposals;
import java.util.Comparator;
import java.util.Optional;

/// Chooses the study of the next trial: a pure function of the book.
final class Queue {
    private Queue() {}

    /// The running study with the smallest fraction of its trials.
    static Optional<Study> next(Book book) {
        return book.studies().values().stream()
                .filter(s -> s.state() == Study.State.RUNNING && !s.external())
                .filter(s -> Proposals.countedTrials(book, s).size() < s.facts().trials())
                .min(
                        Comparator.comparingDouble((Study s) ->
                                        (double) Proposals.countedTrials(book, s).size()
                                                / s.facts().trials())
                                .thenComparingLong(s -> s.created().position()));
    }
}
