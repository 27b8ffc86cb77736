package io.tunebook.server.api.view;

import io.tunebook.server.api.view.ExperimentPage.Row;
import io.tunebook.server.model.Book;
import java.util.Comparator;
import java.util.List;

/// The list of experiments without the deleted ones, the last changed first.
public record ExperimentsPage(long position, List<Row> experiments) {

    public static ExperimentsPage of(Book book) {
        return new ExperimentsPage(
                book.position(),
                book.tracked().byId().values().stream()
                        .filter(e -> !e.deleted())
                        .map(e -> ExperimentPage.row(book, e))
                        .sorted(Comparator.comparing(Row::changed).reversed())
                        .toList());
    }
}
