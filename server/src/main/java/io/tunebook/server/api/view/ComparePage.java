package io.tunebook.server.api.view;

import io.tunebook.events.Objective;
import io.tunebook.server.api.view.ViewParts.ProjectRef;
import io.tunebook.server.api.view.ViewParts.RoundRef;
import io.tunebook.server.api.view.ViewParts.TrialPart;
import io.tunebook.server.model.Book;
import io.tunebook.server.model.Round;
import io.tunebook.server.model.Snapshot;
import io.tunebook.server.model.Study;
import io.tunebook.server.model.Trial;
import java.time.Instant;
import java.util.List;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// Trials side by side, of any studies.
///
/// @param objective of the first trial's project; null without trials
/// @param metrics the metrics that any trial has measured, sorted
public record ComparePage(
        long position, @Nullable Objective objective, List<String> metrics, List<Row> trials) {

    /// @param place the study's index in its round, from 0, which selects its colour
    /// @param trainingData the data that its study trains on
    /// @param startedAt the start of its training; null before it
    public record Row(
            ProjectRef project,
            RoundRef round,
            String study,
            String studyName,
            String label,
            int place,
            String trainingData,
            @Nullable Instant startedAt,
            TrialPart trial) {}

    public static ComparePage of(Snapshot snapshot, List<Trial> trials) {
        Book book = snapshot.book();
        TreeSet<String> metrics = new TreeSet<>();
        trials.forEach(t -> metrics.addAll(snapshot.curves().metricsOf(t.id())));
        List<Row> rows = trials.stream().map(t -> row(book, t)).toList();
        return new ComparePage(
                snapshot.position(),
                rows.isEmpty() ? null : rows.getFirst().project().objective(),
                List.copyOf(metrics),
                rows);
    }

    private static Row row(Book book, Trial trial) {
        Study study = book.studyOf(trial);
        Round round = book.roundOf(study);
        Trial.Start start = trial.started();
        return new Row(
                ProjectRef.of(book.projectOf(round)),
                RoundRef.of(round),
                study.id(),
                study.facts().name(),
                study.label(),
                round.studies().indexOf(study.id()),
                study.facts().reproduction().data(),
                start == null ? null : start.at().recordedAt(),
                TrialPart.of(book, trial));
    }
}
