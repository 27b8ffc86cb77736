package io.tunebook.server.playbook.search;

import io.tunebook.events.Configuration;
import io.tunebook.server.model.Book;
import io.tunebook.server.model.Study;
import io.tunebook.server.model.Trial;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The proposals of one study, with an index that follows its trials: the results are those of
/// [Proposals], and their time does not grow with the number of trials. Thread-safe.
///
/// The index is derived from the book. It is rebuilt when the book is not a later one of the same
/// study, and after an extension.
public final class StudyProposals {
    /// Of studies with more numbers nothing is kept in memory.
    private static final int MAX_NUMBERS = 1_000_000;

    /// Adding so few trials to the index takes milliseconds.
    private static final int FEW_TRIALS = 1_000;

    private @Nullable NumberIndex index;

    /// See [Proposals#next].
    public synchronized Optional<Configuration> next(Book book, Study study) {
        if (Proposals.count(study) >= study.facts().trials()) {
            return Optional.empty();
        }
        NumberIndex followed = followed(book, study);
        return followed == null
                ? Proposals.next(book, study)
                : Optional.of(followed.configuration(followed.free()));
    }

    /// See [Proposals#seed].
    public synchronized long seed(Book book, Trial trial) {
        NumberIndex followed =
                trial instanceof Trial.Proposed ? followed(book, book.studyOf(trial)) : null;
        return followed == null ? Proposals.seed(book, trial) : followed.seed(trial);
    }

    /// Whether [#next] takes only milliseconds.
    public synchronized boolean isQuick(Study study) {
        return isIndexed(study)
                && (Proposals.count(study) >= study.facts().trials()
                        || study.trials().size() - (index == null ? 0 : index.trials())
                                < FEW_TRIALS);
    }

    private @Nullable NumberIndex followed(Book book, Study study) {
        if (!isIndexed(study)) {
            return null;
        }
        NumberIndex followed = index;
        if (followed == null || !followed.precedes(book, study)) {
            followed = new NumberIndex(study);
            index = followed;
        }
        followed.follow(book, study);
        if (followed.planned() > MAX_NUMBERS) {
            index = null;
            return null;
        }
        return followed;
    }

    /// An adaptive search looks at all trials for each of its points.
    private static boolean isIndexed(Study study) {
        return switch (study.facts().algorithm().kind()) {
            case BAYESIAN, TRACKED -> false;
            default -> true;
        };
    }
}
