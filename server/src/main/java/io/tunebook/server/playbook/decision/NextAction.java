package io.tunebook.server.playbook.decision;

import io.tunebook.server.model.Book;
import io.tunebook.server.model.Launch;
import io.tunebook.server.model.Round;
import io.tunebook.server.model.Study;
import io.tunebook.server.model.Trial;
import io.tunebook.server.playbook.analysis.Finding;
import io.tunebook.server.playbook.analysis.Finding.Verdict;
import io.tunebook.server.playbook.analysis.Formats;
import io.tunebook.server.playbook.analysis.Question;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The one thing to do next in a round, in the order of the playbook's loop (PB-09): run the
/// studies, resolve what is wrong with them (PB-22), rerun the best trial (PB-39), answer the
/// checklist, decide.
///
/// @param text an imperative, such as `Start study Tuned adam`
/// @param study that it is about; null for the round
public record NextAction(Kind kind, String text, @Nullable String study) {
    /// Where it is done.
    public enum Kind {
        DESIGN,
        RUN,
        WAIT,
        EXTEND,
        REVISE,
        RERUN,
        ANSWER,
        DECIDE,
        CONTINUE
    }

    /// @param checklist the findings on the five questions
    /// @param best the best completed trial of the search; null without one
    public static NextAction of(
            Book book, Round round, List<Finding> checklist, Trial.@Nullable Completed best) {
        List<Study> studies = book.studiesOf(round);
        if (!round.open()) {
            return new NextAction(Kind.CONTINUE, "Open the next round", null);
        }
        if (studies.isEmpty()) {
            return new NextAction(Kind.DESIGN, "Create a study for each scientific value", null);
        }
        for (Study s : studies) {
            if (s.state() == Study.State.CREATED || s.state() == Study.State.STOPPED) {
                return new NextAction(
                        Kind.RUN, "Start study %s".formatted(s.facts().name()), s.id());
            }
        }
        long left = studies.stream().mapToLong(s -> left(book, s)).sum();
        if (left > 0) {
            return new NextAction(Kind.WAIT, "Wait for %s".formatted(trials(left)), null);
        }
        return best == null
                ? new NextAction(
                        Kind.REVISE, "No trial completed: find the cause, then run again", null)
                : decide(book, round, checklist, best);
    }

    private static String trials(long left) {
        return Formats.plural(left, "trial");
    }

    private static long left(Book book, Study study) {
        return study.state() != Study.State.RUNNING
                ? 0
                : Math.max(
                        0,
                        study.facts().trials()
                                - book.trialsOf(study).stream()
                                        .filter(t ->
                                                !(t instanceof Trial.Proposed
                                                        || t instanceof Trial.Running))
                                        .count());
    }

    private static NextAction decide(
            Book book, Round round, List<Finding> checklist, Trial.Completed best) {
        if (decided(book, round)) {
            return new NextAction(Kind.CONTINUE, "Close this round, then open the next one", null);
        }
        for (Finding f : checklist) {
            if (f.verdict() == Verdict.TROUBLE
                    && !f.next().isEmpty()
                    && !round.answers().containsKey(f.question().id())) {
                return new NextAction(
                        f.question() == Question.SPACE ? Kind.EXTEND : Kind.REVISE,
                        f.next(),
                        f.study());
            }
        }
        if (MeasuredReruns.of(book, round, best).studies().isEmpty()) {
            return new NextAction(
                    Kind.RERUN,
                    "Rerun trial %d of %s with new seeds"
                            .formatted(best.number(), book.studyOf(best).label()),
                    null);
        }
        long open = Question.IDS.stream().filter(q -> !round.answers().containsKey(q)).count();
        return open > 0
                ? new NextAction(
                        Kind.ANSWER, "Answer %s".formatted(Formats.plural(open, "question")), null)
                : new NextAction(Kind.DECIDE, "Launch, hold or reject the candidate", null);
    }

    /// Whether a decision of the round is valid now.
    private static boolean decided(Book book, Round round) {
        return round.launches().stream()
                .anyMatch(id -> book.launches().get(id) instanceof Launch.Decided);
    }
}
