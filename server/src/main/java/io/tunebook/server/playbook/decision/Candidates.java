package io.tunebook.server.playbook.decision;

import io.tunebook.events.Configuration;
import io.tunebook.server.model.Book;
import io.tunebook.server.model.Project;
import io.tunebook.server.model.Round;
import io.tunebook.server.model.Study;
import io.tunebook.server.model.Trial;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/// Which trials of a round can be proposed: those of its search. The best of several reruns would
/// be chosen by luck (PB-08).
public final class Candidates {
    private Candidates() {}

    /// The error for an id that is no completed trial of the round.
    public static String unknown(Book book, Round round, String trial) {
        String error = "Round %s has no completed trial '%s'.".formatted(round.id(), trial);
        return completed(book, round)
                .findFirst()
                .map(t -> error + " Enter an id such as %s.".formatted(t.id()))
                .orElse(error);
    }

    public static boolean isRerun(Book book, Trial trial) {
        return book.studyOf(trial).isRerun();
    }

    /// The error for a rerun, with the trial to propose instead.
    public static String rerun(Book book, Round round, Trial trial) {
        Configuration configuration = trial.configuration();
        Optional<Trial.Completed> original =
                completed(book, round)
                        .filter(t -> t.configuration().equals(configuration))
                        .findFirst();
        Project.Baseline baseline = book.projectOf(round).baseline();
        if (original.isPresent()) {
            return "trial '%s' is a rerun of trial '%s': propose '%s' instead"
                    .formatted(trial.id(), original.get().id(), original.get().id());
        }
        return baseline != null && baseline.configuration().equals(configuration)
                ? "trial '%s' is a rerun of the baseline: propose a trial of the search"
                        .formatted(trial.id())
                : "trial '%s' is a rerun: propose the trial that it repeats".formatted(trial.id());
    }

    private static Stream<Trial.Completed> completed(Book book, Round round) {
        return round.studies().stream()
                .map(id -> Objects.requireNonNull(book.study(id)))
                .filter(s -> !s.isRerun())
                .flatMap((Study s) -> book.trialsOf(s).stream())
                .filter(Trial.Completed.class::isInstance)
                .map(Trial.Completed.class::cast);
    }
}
