package io.tunebook.server.api.view;

import io.tunebook.events.Configuration;
import io.tunebook.server.api.view.ViewParts.ProjectRef;
import io.tunebook.server.api.view.ViewParts.RoundRef;
import io.tunebook.server.api.view.ViewParts.StudyPart;
import io.tunebook.server.api.view.ViewParts.TrialPart;
import io.tunebook.server.model.Book;
import io.tunebook.server.model.Project;
import io.tunebook.server.model.Round;
import io.tunebook.server.model.Snapshot;
import io.tunebook.server.model.Study;
import io.tunebook.server.model.Trial;
import io.tunebook.server.playbook.analysis.Histogram;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A trial: its configuration, its measurements, how to reproduce it (PB-54).
///
/// @param gradientNorms the histogram of the unclipped gradient's norm (PB-61); null with too few
///   measurements
/// @param events its events without the curves
public record TrialPage(
        long position,
        ProjectRef project,
        RoundRef round,
        StudyPart study,
        TrialPart trial,
        @Nullable BaselineConfiguration baseline,
        List<String> metrics,
        @Nullable Histogram gradientNorms,
        List<EventRef> events) {

    public record BaselineConfiguration(Configuration configuration) {}

    public record EventRef(long position, String type, Instant recordedAt) {}

    public static TrialPage of(Snapshot snapshot, Trial trial, List<EventRef> events) {
        Book book = snapshot.book();
        Study study = book.studyOf(trial);
        Round round = book.roundOf(study);
        Project project = book.projectOf(round);
        Project.Baseline baseline = project.baseline();
        return new TrialPage(
                book.position(),
                ProjectRef.of(project),
                RoundRef.of(round),
                StudySummaries.part(book, study),
                TrialPart.of(book, trial),
                baseline == null ? null : new BaselineConfiguration(baseline.configuration()),
                snapshot.curves().metricsOf(trial.id()),
                Histogram.of(snapshot.curves().series(trial.id(), "gradient/norm").values())
                        .orElse(null),
                events);
    }
}
