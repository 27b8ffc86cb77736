package io.tunebook.server.model;

/// The earlier attempts at a trial's configuration in its study. Each of them is an abandoned
/// trial.
///
/// @param started those that were started
/// @param failed those of them that failed; the others were interrupted or stopped
public record Attempts(int started, int failed) {

    /// The attempts before this trial, at the same repeat of the same configuration.
    public static Attempts before(Book book, Trial trial) {
        int started = 0;
        int failed = 0;
        for (String id : book.studyOf(trial).abandoned()) {
            if (book.trial(id) instanceof Trial.Abandoned earlier
                    && earlier.start() != null
                    && earlier.number() < trial.number()
                    && earlier.spec().repeat() == trial.spec().repeat()
                    && earlier.configuration().equals(trial.configuration())) {
                started++;
                failed += earlier.failed() ? 1 : 0;
            }
        }
        return new Attempts(started, failed);
    }
}
