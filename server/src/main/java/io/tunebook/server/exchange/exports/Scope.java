package io.tunebook.server.exchange.exports;

import io.tunebook.events.Rejection;
import io.tunebook.server.model.Book;
import io.tunebook.server.model.Experiment;
import io.tunebook.server.model.Project;
import io.tunebook.server.model.Round;
import io.tunebook.server.model.Study;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// The scope of an export: the trials of a study, a round or a project, or all trials.
public record Scope(@Nullable String project, @Nullable String round, @Nullable String study) {
    public static final Scope ALL = new Scope(null, null, null);

    /// @throws Rejection when more than one scope is set
    public Scope {
        if (Stream.of(project, round, study).filter(Objects::nonNull).count() > 1) {
            throw new Rejection("name only one of project, round and study");
        }
    }

    /// The scope of the export does not exist.
    public static final class UnknownScope extends RuntimeException {
        UnknownScope(String what, String id) {
            super("there is no %s '%s'".formatted(what, id));
        }
    }

    /// A name for the exported file.
    public String name() {
        return study != null ? study : round != null ? round : project != null ? project : "all";
    }

    /// The studies, by project, round and time.
    ///
    /// @throws UnknownScope when the scope does not exist
    List<Study> studies(Book book) {
        if (study != null) {
            return List.of(known("study", study, book.study(study)));
        }
        if (round != null) {
            return book.studiesOf(known("round", round, book.round(round)));
        }
        List<Project> projects =
                project != null
                        ? List.of(known("project", project, book.project(project)))
                        : book.projects().values().stream()
                                .sorted(Comparator.comparing(Project::id))
                                .toList();
        List<Study> all = new ArrayList<>();
        for (Project p : projects) {
            for (Round r : book.roundsOf(p)) {
                all.addAll(book.studiesOf(r));
            }
        }
        return all;
    }

    /// The trials of the studies; of the whole log also the runs of experiments that are not
    /// described. Deleted runs are skipped.
    List<TrialRow> rows(Book book) {
        List<TrialRow> rows = new ArrayList<>();
        for (Study s : studies(book)) {
            book.trialsOf(s).forEach(trial -> rows.add(TrialRow.of(book, s, trial)));
        }
        if (equals(ALL)) {
            book.tracked().byId().values().stream()
                    .filter(e -> e.study() == null && !e.deleted())
                    .sorted(Comparator.comparing(Experiment::id))
                    .forEach(e ->
                            book.tracked().runsOf(e).stream()
                                    .filter(run -> !run.deleted() && book.trial(run.id()) == null)
                                    .forEach(run -> rows.add(TrialRow.of(book, e, run))));
        }
        return rows;
    }

    private static <T> T known(String what, String id, @Nullable T value) {
        if (value == null) {
            throw new UnknownScope(what, id);
        }
        return value;
    }
}
