package io.tunebook.server.api.view;

import io.tunebook.events.Objective;
import io.tunebook.server.model.Book;
import io.tunebook.server.model.Round;
import io.tunebook.server.model.Run;
import io.tunebook.server.model.Stamp;
import io.tunebook.server.model.Study;
import io.tunebook.server.model.Trial;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/// The events of each trial as one line, the trial that changed last first.
///
/// @param next the `before` of the next page; null on the last
public record TrialHistoriesPage(long position, List<Row> trials, @Nullable Long next) {
    /// The history of a trial.
    ///
    /// @param stream of its events
    /// @param first the position of its first event
    /// @param firstAt when that event was recorded
    /// @param last the position of the last event that changed its state
    /// @param state `proposed`, `running`, `completed`, `infeasible` or `abandoned`
    /// @param value the objective of a completed trial
    /// @param reason of an infeasible or abandoned trial
    public record Row(
            String trial,
            int number,
            String study,
            String label,
            String round,
            int roundNumber,
            String stream,
            long first,
            Instant firstAt,
            long last,
            Instant lastAt,
            String actor,
            String state,
            @Nullable Double value,
            @Nullable String reason,
            Objective objective) {}

    /// The trials whose last event is before a position.
    public static TrialHistoriesPage of(Book book, long before, int limit) {
        Comparator<Trial> oldestFirst = Comparator.comparingLong(t -> last(t).position());
        PriorityQueue<Trial> newest = new PriorityQueue<>(oldestFirst);
        for (Trial t : book.trials().values()) {
            if (last(t).position() < before) {
                newest.add(t);
                if (newest.size() > limit + 1) {
                    newest.remove();
                }
            }
        }
        List<Trial> page = new ArrayList<>(newest);
        page.sort(oldestFirst.reversed());
        boolean more = page.size() > limit;
        List<Trial> shown = more ? page.subList(0, limit) : page;
        return new TrialHistoriesPage(
                book.position(),
                shown.stream().map(t -> row(book, t)).toList(),
                more ? Long.valueOf(last(shown.getLast()).position()) : null);
    }

    private static Row row(Book book, Trial t) {
        Study study = book.studyOf(t);
        Round round = book.roundOf(study);
        Stamp first = first(book, t);
        Stamp last = last(t);
        return new Row(
                t.id(),
                t.number(),
                study.id(),
                study.label(),
                round.id(),
                round.facts().number(),
                (study.isTracked() ? "run/" : "trial/") + t.id(),
                first.position(),
                first.recordedAt(),
                last.position(),
                last.recordedAt(),
                last.actor(),
                t.state(),
                t instanceof Trial.Completed c ? (Double) c.value() : null,
                reason(t),
                book.projectOf(round).objective());
    }

    /// When its first event was recorded: a run that was imported, or logged later, started
    /// earlier.
    private static Stamp first(Book book, Trial trial) {
        Run run = book.tracked().run(trial.id());
        return run == null ? trial.spec().proposed() : run.created();
    }

    private static @Nullable String reason(Trial trial) {
        return switch (trial) {
            case Trial.Infeasible t -> t.reason();
            case Trial.Abandoned t -> t.why();
            case Trial.Proposed _, Trial.Running _, Trial.Completed _ -> null;
        };
    }

    private static Stamp last(Trial trial) {
        return switch (trial) {
            case Trial.Proposed t -> t.spec().proposed();
            case Trial.Running t -> t.start().at();
            case Trial.Completed t -> t.at();
            case Trial.Infeasible t -> t.at();
            case Trial.Abandoned t -> t.at();
        };
    }
}
