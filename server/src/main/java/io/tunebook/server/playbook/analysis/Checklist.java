package io.tunebook.server.playbook.analysis;

import io.tunebook.server.model.Book;
import io.tunebook.server.model.Curves;
import io.tunebook.server.model.Round;
import java.util.List;

/// The findings on a round's five questions, in the playbook's order (PB-22).
public final class Checklist {
    private Checklist() {}

    public static List<Finding> of(Book book, Curves curves, Round round) {
        return of(round, Sample.of(book, round), curves);
    }

    public static List<Finding> of(Round round, List<Sample> samples, Curves curves) {
        List<Sample> settings = ScientificSettings.of(round, samples);
        return List.of(
                Boundary.of(samples),
                Density.of(samples),
                Infeasibility.of(samples),
                TrainingIssues.of(settings, curves),
                CurveReading.of(settings, curves));
    }
}
