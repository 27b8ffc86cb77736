package io.tunebook.server.exchange.exports;

import io.tunebook.events.Rejection;
import io.tunebook.server.model.Book;
import io.tunebook.server.model.Project;
import io.tunebook.server.model.Round;
import io.tunebook.server.model.Study;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Whose trials are exported: those of a study, a round or a project, or all that there are.
public record Scope(@Nullable String project, @Nullable String round, @Nullable String study) {
    public static final Scope ALL = new Scope(null, null, null);

    /// @throws Rejection when more than one is named
    public Scope {
        if (Stream.of(project, round, study).filter(Objects::nonNull).count() > 1) {
            throw new Rejection("name a project, a round or a study, not several of them");
        }
    }

    /// What is to be exported is not there.
    public static final class UnknownScope extends RuntimeException {
        UnknownScope(String what, String id) {
            super("there is no %s '%s'".formatted(what, id));
        }
    }

    /// A name for files.
    public String name() {
        return study != null ? study : round != null ? round : project != null ? project : "all";
    }

    /// By project, round and time.
    ///
    /// @throws UnknownScope when what was named is not there
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
                                .sorted(java.util.Comparator.comparing(Project::id))
                                .toList();
        List<Study> all = new ArrayList<>();
        for (Project p : projects) {
            for (Round r : book.roundsOf(p)) {
                all.addAll(book.studiesOf(r));
            }
        }
        return all;
    }

    private static <T> T known(String what, String id, @Nullable T value) {
        if (value == null) {
            throw new UnknownScope(what, id);
        }
        return value;
    }
}
