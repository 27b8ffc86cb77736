package io.tunebook.server.view;

import io.tunebook.events.FindingRecord;
import io.tunebook.server.analysis.Finding;
import io.tunebook.server.analysis.Importance;
import io.tunebook.server.analysis.Learning;
import io.tunebook.server.analysis.Sample;
import io.tunebook.server.book.Book;
import io.tunebook.server.book.Snapshot;
import io.tunebook.server.book.Study;
import java.util.List;

/// What one study has taught, by itself.
public record StudyLearningPage(
        long position, List<FindingRecord> findings, LearningPage.StudyLearning learning) {

    public static StudyLearningPage of(Snapshot snapshot, Study study) {
        Book book = snapshot.book();
        Sample sample = Sample.of(book, study);
        Importance importance = Importance.of(sample);
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
                LearningPage.study(sample, importance));
    }
}
