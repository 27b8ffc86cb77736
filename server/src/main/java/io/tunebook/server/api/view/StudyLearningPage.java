package io.tunebook.server.api.view;

import io.tunebook.events.FindingRecord;
import io.tunebook.server.model.Book;
import io.tunebook.server.model.Snapshot;
import io.tunebook.server.model.Study;
import io.tunebook.server.playbook.analysis.Finding;
import io.tunebook.server.playbook.analysis.Importance;
import io.tunebook.server.playbook.analysis.Learning;
import io.tunebook.server.playbook.analysis.Sample;
import io.tunebook.server.playbook.decision.RerunSummary;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The findings of one study. A study of reruns is no search: it has a summary for each of its
/// configurations instead.
///
/// @param learning null for a study of reruns
/// @param reruns empty for a search
public record StudyLearningPage(
        long position,
        List<FindingRecord> findings,
        RoundLearningPage.@Nullable StudyLearning learning,
        List<RerunSummary> reruns) {

    public static StudyLearningPage of(Snapshot snapshot, Study study) {
        Book book = snapshot.book();
        if (study.isRerun()) {
            return new StudyLearningPage(
                    book.position(), List.of(), null, RerunSummary.of(book, study));
        }
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
                RoundLearningPage.study(sample, importance),
                List.of());
    }
}
