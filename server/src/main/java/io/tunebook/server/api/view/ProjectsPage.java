package io.tunebook.server.api.view;

import io.tunebook.events.Event;
import io.tunebook.events.Objective;
import io.tunebook.server.api.view.ProjectPage.RoundRow;
import io.tunebook.server.model.Book;
import io.tunebook.server.model.Launch;
import io.tunebook.server.model.Project;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// The list of projects, the last changed first.
public record ProjectsPage(long position, List<Row> projects) {
    /// A row in the list of projects.
    public record Row(
            String id,
            String title,
            Objective objective,
            int rounds,
            int trials,
            @Nullable Double best,
            int launches,
            Activity activity) {}

    /// What is live, what runs, and when something happened.
    ///
    /// @param baseline the live configuration's value; null without one
    /// @param running the studies that are running
    /// @param changed the last time at which a round was opened, a trial changed or a launch was
    ///   decided
    /// @param launched when each launch was decided, without the reverted ones
    public record Activity(
            @Nullable Double baseline,
            List<ProjectPage.RunningRow> running,
            Instant changed,
            List<Instant> launched) {}

    public static ProjectsPage of(Book book) {
        return new ProjectsPage(
                book.position(),
                book.projects().values().stream()
                        .map(p -> row(book, p))
                        .sorted(
                                Comparator.comparing((Row r) -> r.activity().changed())
                                        .reversed()
                                        .thenComparing(Row::id))
                        .toList());
    }

    private static Row row(Book book, Project p) {
        List<RoundRow> rounds =
                book.roundsOf(p).stream().map(r -> ProjectPage.roundRow(book, r)).toList();
        Objective objective = p.objective();
        Double best = null;
        for (RoundRow r : rounds) {
            Double value = r.best();
            if (value != null && (best == null || objective.better(value, best))) {
                best = value;
            }
        }
        return new Row(
                p.id(),
                p.facts().title(),
                objective,
                rounds.size(),
                rounds.stream().mapToInt(RoundRow::trials).sum(),
                best,
                p.launches().size(),
                activity(book, p, rounds));
    }

    private static Activity activity(Book book, Project p, List<RoundRow> rounds) {
        Project.Baseline baseline = p.baseline();
        return new Activity(
                baseline == null ? null : baseline.value(),
                book.roundsOf(p).stream().flatMap(r -> ProjectPage.running(book, r)).toList(),
                changed(book, p, rounds),
                launched(book, p));
    }

    private static Instant changed(Book book, Project p, List<RoundRow> rounds) {
        Stream<Instant> ofRounds =
                rounds.stream().flatMap(r -> Stream.of(r.openedAt(), r.lastAt()));
        Stream<Instant> ofLaunches = launches(book, p).map(ProjectsPage::at);
        Project.Baseline baseline = p.baseline();
        Instant first = baseline == null ? p.created().recordedAt() : baseline.since().recordedAt();
        return Stream.concat(ofRounds, ofLaunches)
                .max(Comparator.naturalOrder())
                .filter(first::isBefore)
                .orElse(first);
    }

    private static List<Instant> launched(Book book, Project p) {
        return launches(book, p)
                .filter(l ->
                        l instanceof Launch.Decided d
                                && d.decision().decision() == Event.Decision.LAUNCH)
                .map(ProjectsPage::at)
                .toList();
    }

    private static Stream<Launch> launches(Book book, Project p) {
        return p.launches().stream().map(id -> Objects.requireNonNull(book.launches().get(id)));
    }

    private static Instant at(Launch launch) {
        return switch (launch) {
            case Launch.Proposed l -> l.at().recordedAt();
            case Launch.Decided l -> l.at().recordedAt();
            case Launch.Reverted l -> l.at().recordedAt();
        };
    }
}
