package io.tunebook.server.api.view;

import io.tunebook.events.Objective;
import io.tunebook.server.api.view.ProjectPage.RoundRow;
import io.tunebook.server.model.Book;
import io.tunebook.server.model.Project;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The list of projects.
public record ProjectsPage(long position, List<Row> projects) {
    /// A row in the list of projects.
    public record Row(
            String id,
            String title,
            Objective objective,
            int rounds,
            int trials,
            @Nullable Double best,
            int launches) {}

    public static ProjectsPage of(Book book) {
        return new ProjectsPage(
                book.position(),
                book.projects().values().stream()
                        .sorted(Comparator.comparing(Project::id))
                        .map(p -> row(book, p))
                        .toList());
    }

    private static Row row(Book book, Project p) {
        List<RoundRow> rounds =
                book.roundsOf(p).stream().map(r -> ProjectPage.roundRow(book, r)).toList();
        Objective objective = p.objective();
        Double best = null;
        for (RoundRow r : rounds) {
            Double value = r.best();
            if (value != null && (best == null || objective.better(value, best))) {
                best = value;
            }
        }
        return new Row(
                p.id(),
                p.facts().title(),
                objective,
                rounds.size(),
                rounds.stream().mapToInt(RoundRow::trials).sum(),
                best,
                p.launches().size());
    }
}
