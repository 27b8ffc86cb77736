package io.tunebook.server.api.view;

import io.tunebook.server.api.view.ViewParts.ProjectRef;
import io.tunebook.server.api.view.ViewParts.RoundRef;
import io.tunebook.server.api.view.ViewParts.StudyPart;
import io.tunebook.server.api.view.ViewParts.TrialPart;
import io.tunebook.server.api.view.ViewParts.ViewPart;
import io.tunebook.server.model.Book;
import io.tunebook.server.model.Round;
import io.tunebook.server.model.Snapshot;
import io.tunebook.server.model.Study;
import io.tunebook.server.model.Trial;
import io.tunebook.server.playbook.analysis.Sample;
import io.tunebook.server.playbook.analysis.TrialMarks;
import java.util.List;

/// A study with all its trials.
///
/// @param times when each trial ran, in the order of the trials
public record StudyPage(
        long position,
        ProjectRef project,
        RoundRef round,
        StudyPart study,
        List<AxisPlot> axisPlots,
        List<TrialPart> trials,
        List<TrialTimes> times,
        List<ViewPart> views) {

    public static StudyPage of(Snapshot snapshot, Study study) {
        Book book = snapshot.book();
        Round round = book.roundOf(study);
        Sample sample = Sample.of(book, study);
        List<Trial> trials = book.trialsOf(study);
        return new StudyPage(
                book.position(),
                ProjectRef.of(book.projectOf(round)),
                RoundRef.of(round),
                StudySummaries.part(book, sample),
                AxisPlot.of(sample, TrialMarks.of(round, sample, snapshot.curves())),
                trials.stream().map(t -> TrialPart.of(book, t)).toList(),
                trials.stream().map(t -> TrialTimes.of(book, t)).toList(),
                ViewPart.of(book, study));
    }
}
