package io.tunebook.server.api.view;

import io.tunebook.events.FindingRecord;
import io.tunebook.server.model.Book;
import io.tunebook.server.model.Snapshot;
import io.tunebook.server.model.Study;
import io.tunebook.server.playbook.analysis.Finding;
import io.tunebook.server.playbook.analysis.Importance;
import io.tunebook.server.playbook.analysis.Learning;
import io.tunebook.server.playbook.analysis.Sample;
import java.util.List;

/// The findings of one study.
public record StudyLearningPage(
        long position, List<FindingRecord> findings, RoundLearningPage.StudyLearning learning) {

    public static StudyLearningPage of(Snapshot snapshot, Study study) {
        Book book = snapshot.book();
        Sample sample = Sample.of(book, study);
        Importance importance = Importance.orNone(sample);
        return new StudyLearningPage(
                book.position(),
                Learning.of(
                                book.roundOf(study),
                                List.of(sample),
                                List.of(importance),
                                snapshot.curves())
                        .stream()
                        .map(Finding::toRecord)
                        .toList(),
                RoundLearningPage.study(sample, importance));
    }
}
