package io.tunebook.server.view;

import io.tunebook.server.analysis.Sample;
import io.tunebook.server.book.Book;
import io.tunebook.server.book.Round;
import io.tunebook.server.book.Study;
import io.tunebook.server.view.Parts.ProjectRef;
import io.tunebook.server.view.Parts.RoundRef;
import io.tunebook.server.view.Parts.StudyPart;
import io.tunebook.server.view.Parts.TrialPart;
import java.util.List;

/// A study with all of its trials.
public record StudyPage(
        long position,
        ProjectRef project,
        RoundRef round,
        StudyPart study,
        List<AxisPlot> axisPlots,
        List<TrialPart> trials) {

    public static StudyPage of(Book book, Study study) {
        Round round = book.roundOf(study);
        Sample sample = Sample.of(book, study);
        return new StudyPage(
                book.position(),
                ProjectRef.of(book.projectOf(round)),
                RoundRef.of(round),
                Studies.part(book, sample),
                AxisPlot.of(sample),
                book.trialsOf(study).stream().map(TrialPart::of).toList());
    }
}
