package io.tunebook.server.model;

import java.util.Comparator;
import java.util.List;

/// The earlier attempts at a trial's configuration in its study. Each of them is an abandoned
/// trial.
///
/// @param started those that were started
/// @param failed those of them that failed; the others were interrupted or stopped
public record Attempts(int started, int failed) {

    /// The attempts before this trial, at the same repeat of the same configuration.
    public static Attempts before(Book book, Trial trial) {
        List<Trial.Abandoned> earlier = earlier(book, trial);
        return new Attempts(
                earlier.size(), (int) earlier.stream().filter(Trial.Abandoned::failed).count());
    }

    /// The attempts before this trial that were started, in the order of their numbers.
    public static List<Trial.Abandoned> earlier(Book book, Trial trial) {
        return book.studyOf(trial).abandoned().stream()
                .map(book::trial)
                .filter(Trial.Abandoned.class::isInstance)
                .map(Trial.Abandoned.class::cast)
                .filter(earlier ->
                        earlier.start() != null
                                && earlier.number() < trial.number()
                                && earlier.spec().repeat() == trial.spec().repeat()
                                && earlier.configuration().equals(trial.configuration()))
                .sorted(Comparator.comparingInt(Trial::number))
                .toList();
    }
}
