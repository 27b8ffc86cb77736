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
        return ofStudies(StudyFindings.of(round, samples, curves));
    }

    static List<Finding> ofStudies(List<StudyFindings> studies) {
        return List.of(
                Boundary.worst(studies.stream().map(StudyFindings::boundary).toList()),
                Density.worst(studies.stream().map(StudyFindings::density).toList()),
                Infeasibility.worst(studies.stream().map(StudyFindings::infeasibility).toList()),
                TrainingIssues.worst(studies.stream().flatMap(s -> s.training().stream()).toList()),
                CurveReading.worst(studies.stream().flatMap(s -> s.curves().stream()).toList()));
    }
}
