package io.tunebook.server.run;

import io.tunebook.events.Configuration;
import io.tunebook.server.book.Book;
import io.tunebook.server.book.Study;
import io.tunebook.server.book.Trial;
import io.tunebook.server.search.Sampler;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Which trial is next: a pure function of the book, so that a crash neither repeats nor skips a
/// point.
final class Queue {
    private Queue() {}

    record Next(Study study, Configuration configuration) {}

    /// The next point of the running study that has gone least far.
    static Optional<Next> next(Book book) {
        return book.studies().values().stream()
                .filter(s -> s.state() == Study.State.RUNNING)
                .filter(s -> standing(book, s).size() < s.facts().trials())
                .min(
                        Comparator.comparingDouble((Study s) ->
                                        (double) standing(book, s).size() / s.facts().trials())
                                .thenComparingLong(s -> s.created().position()))
                .map(s -> new Next(s, point(book, s)));
    }

    /// Whether every trial of the study has ended.
    static boolean done(Book book, Study study) {
        List<Trial> standing = standing(book, study);
        return standing.size() >= study.facts().trials()
                && standing.stream()
                        .noneMatch(t -> t instanceof Trial.Proposed || t instanceof Trial.Running);
    }

    /// The study's trials but for the abandoned ones, whose points are run anew.
    private static List<Trial> standing(Book book, Study study) {
        return book.trialsOf(study).stream().filter(t -> !(t instanceof Trial.Abandoned)).toList();
    }

    private static Configuration point(Book book, Study study) {
        Set<Configuration> taken = new HashSet<>();
        standing(book, study).forEach(t -> taken.add(t.configuration()));
        Sampler sampler = new Sampler(study.facts().space(), study.facts().algorithm());
        int i = 0;
        // A space of few choices repeats its points: past the planned ones take what comes.
        while (i < study.facts().trials() && taken.contains(sampler.configuration(i))) {
            i++;
        }
        return sampler.configuration(i < study.facts().trials() ? i : taken.size());
    }
}
