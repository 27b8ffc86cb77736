package io.tunebook.server.api.view;

import io.tunebook.events.Event;
import io.tunebook.events.Event.LaunchDecided;
import io.tunebook.events.Event.LogRecovered;
import io.tunebook.events.Event.WarningAccepted;
import io.tunebook.server.model.Book;
import io.tunebook.server.model.Launch;
import io.tunebook.server.model.Project;
import io.tunebook.server.model.Round;
import io.tunebook.server.model.Stamp;
import io.tunebook.server.model.StampedEvent;
import io.tunebook.server.playbook.analysis.Question;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// The decisions of people in the log, newest first: what an auditor asks for before all else.
///
/// @param next the `before` of the next page; null on the last
public record DecisionsPage(long position, List<Row> decisions, @Nullable Long next) {
    /// The kinds of decisions.
    public enum Kind {
        LAUNCH,
        HOLD,
        REJECTION,
        REVERT,
        /// A question of the checklist without an answer, with the reason to decide nevertheless.
        OVERRIDE,
        /// A design warning that a person accepted.
        ACCEPTANCE,
        /// A recovery of the log after a loss.
        RECOVERY
    }

    /// One decision.
    ///
    /// @param position of its event
    /// @param subject what was decided on: the candidate, the question, the warning
    /// @param why the person's reason
    /// @param launch null for an acceptance and a recovery
    /// @param round null for a recovery, like the fields after it
    public record Row(
            long position,
            Kind kind,
            String actor,
            Instant recordedAt,
            String subject,
            String why,
            @Nullable String launch,
            @Nullable String round,
            @Nullable Integer roundNumber,
            @Nullable String project,
            @Nullable String projectTitle) {}

    /// The decisions before a position.
    ///
    /// @param logged the acceptances and recoveries of the log, in any order
    /// @param limit the maximum of rows; the decisions of the last row's event are complete
    public static DecisionsPage of(Book book, List<StampedEvent> logged, long before, int limit) {
        List<Row> rows = new ArrayList<>();
        book.launches().values().forEach(launch -> addLaunch(rows, book, launch));
        for (StampedEvent e : logged) {
            switch (e.event()) {
                case WarningAccepted accepted -> rows.add(acceptance(book, accepted, e.stamp()));
                case LogRecovered recovered -> rows.add(recovery(recovered, e.stamp()));
                default -> {}
            }
        }
        rows.removeIf(row -> row.position() >= before);
        rows.sort(Comparator.comparingLong(Row::position).reversed().thenComparing(Row::kind));
        int end = Math.min(limit, rows.size());
        while (end < rows.size() && rows.get(end).position() == rows.get(end - 1).position()) {
            end++;
        }
        return new DecisionsPage(
                book.position(),
                List.copyOf(rows.subList(0, end)),
                end == rows.size() ? null : Long.valueOf(rows.get(end - 1).position()));
    }

    private static void addLaunch(List<Row> rows, Book book, Launch launch) {
        switch (launch) {
            case Launch.Proposed _ -> {}
            case Launch.Decided d -> addDecision(rows, book, d);
            case Launch.Reverted r -> {
                addDecision(rows, book, r.before());
                rows.add(of(book, r.before(), r.at(), Kind.REVERT, candidate(book, r), r.why()));
            }
        }
    }

    private static void addDecision(List<Row> rows, Book book, Launch.Decided d) {
        LaunchDecided decision = d.decision();
        Kind kind =
                switch (decision.decision()) {
                    case LAUNCH -> Kind.LAUNCH;
                    case HOLD -> Kind.HOLD;
                    case REJECT -> Kind.REJECTION;
                };
        rows.add(of(book, d, d.at(), kind, candidate(book, d), decision.rationale()));
        decision.overrides().entrySet().stream()
                .sorted(Comparator.comparingInt(e -> Question.IDS.indexOf(e.getKey())))
                .forEach(e ->
                        rows.add(
                                of(
                                        book,
                                        d,
                                        d.at(),
                                        Kind.OVERRIDE,
                                        question(e.getKey()),
                                        e.getValue())));
    }

    private static String question(String id) {
        return Stream.of(Question.values())
                .filter(q -> q.id().equals(id))
                .map(Question::title)
                .findFirst()
                .orElse(id);
    }

    private static Row of(
            Book book, Launch.Decided d, Stamp at, Kind kind, String subject, String why) {
        Round round = Objects.requireNonNull(book.round(d.facts().round()));
        return row(book, round, at, kind, subject, why, d.id());
    }

    private static Row acceptance(Book book, WarningAccepted e, Stamp at) {
        Round round = Objects.requireNonNull(book.round(e.round()));
        return row(book, round, at, Kind.ACCEPTANCE, e.warning(), e.why(), null);
    }

    private static Row recovery(LogRecovered e, Stamp at) {
        String subject = "events up to %,d of %,d kept".formatted(e.kept(), e.acknowledged());
        if (e.lost() != null) {
            subject += ", %,d lost".formatted(e.lost().events());
        }
        return new Row(
                at.position(),
                Kind.RECOVERY,
                at.actor(),
                at.recordedAt(),
                subject,
                e.reason(),
                null,
                null,
                null,
                null,
                null);
    }

    private static Row row(
            Book book,
            Round round,
            Stamp at,
            Kind kind,
            String subject,
            String why,
            @Nullable String launch) {
        Project project = book.projectOf(round);
        return new Row(
                at.position(),
                kind,
                at.actor(),
                at.recordedAt(),
                subject,
                why,
                launch,
                round.id(),
                round.facts().number(),
                project.id(),
                project.facts().title());
    }

    private static String candidate(Book book, Launch launch) {
        var trial = book.trial(launch.facts().candidate());
        return trial == null
                ? launch.facts().candidate()
                : "%s, trial %d".formatted(book.studyOf(trial).label(), trial.number());
    }

    /// Whether an event of a stream is a decision that the book does not keep, or not each.
    public static boolean isLogged(Event event) {
        return event instanceof WarningAccepted || event instanceof LogRecovered;
    }
}
