package io.tunebook.server.ledger.command;

import static io.tunebook.server.ledger.command.CommandDecision.rejected;
import static io.tunebook.server.ledger.command.CommandDecision.unknown;

import io.tunebook.events.Event;
import io.tunebook.server.ledger.command.CommandDecision.Accepted;
import io.tunebook.server.ledger.command.CommandDecision.Rejected;
import io.tunebook.server.model.Book;
import io.tunebook.server.model.Launch;
import io.tunebook.server.model.Project;
import io.tunebook.server.model.Round;
import io.tunebook.server.model.Trial;
import io.tunebook.server.playbook.analysis.Question;
import io.tunebook.server.playbook.decision.Candidates;
import io.tunebook.server.playbook.decision.GainVerdict;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The rules on launches: a decision needs an answer or an override for every question (PB-22), and
/// a launch against the evidence needs a reason (PB-40).
record DecideLaunching(Book book, Project project) {

    CommandDecision decide(Command.DecideLaunch c) {
        Round round = book.round(c.round());
        if (round == null || !round.facts().project().equals(project.id())) {
            return unknown("round", c.round());
        }
        if (!round.open()) {
            return rejected("round '%s' is closed: open another".formatted(round.id()));
        }
        Trial candidate = book.trial(c.candidate());
        if (candidate == null || !round.studies().contains(candidate.spec().study())) {
            return new Rejected(
                    CommandDecision.Kind.UNKNOWN,
                    Candidates.unknown(book, round, c.candidate()),
                    null);
        }
        if (!(candidate instanceof Trial.Completed)) {
            return rejected(
                    "PB-40",
                    "trial '%s' is %s: only a completed trial can be launched"
                            .formatted(candidate.id(), candidate.state()));
        }
        if (Candidates.isRerun(book, candidate)) {
            return rejected("PB-40", Candidates.rerun(book, round, candidate));
        }
        if (isBaseline(candidate)) {
            return rejected(
                    "PB-40",
                    "trial '%s' has the configuration of the baseline: choose another candidate"
                            .formatted(candidate.id()));
        }
        if (c.rationale().isBlank()) {
            return rejected("PB-40", "the rationale is empty: write the reason for the decision");
        }
        String objection = objection(c);
        if (objection != null && c.notBetter().isBlank()) {
            return rejected(
                    "PB-40",
                    "the evidence is against this launch: %s; choose another candidate, or give a reason in 'notBetter'"
                            .formatted(objection));
        }
        List<String> open =
                Question.IDS.stream()
                        .filter(q -> !round.answers().containsKey(q))
                        .filter(q -> c.overrides().getOrDefault(q, "").isBlank())
                        .toList();
        if (!open.isEmpty()) {
            return rejected(
                    "PB-22",
                    "%s: answer %s, or override %s with a reason"
                            .formatted(
                                    open.size() == 1
                                            ? "one question is open (" + open.getFirst() + ")"
                                            : open.size()
                                                    + " questions are open ("
                                                    + String.join(", ", open)
                                                    + ")",
                                    open.size() == 1 ? "it" : "each",
                                    open.size() == 1 ? "it" : "each"));
        }
        return accepted(c);
    }

    private boolean isBaseline(Trial candidate) {
        Project.Baseline live = project.baseline();
        return live != null && live.configuration().equals(candidate.configuration());
    }

    /// What the evidence has against a launch; null for nothing, and for another decision.
    private @Nullable String objection(Command.DecideLaunch c) {
        return c.decision() == Event.Decision.LAUNCH
                ? GainVerdict.of(project.objective(), c.evidence()).objection()
                : null;
    }

    private CommandDecision accepted(Command.DecideLaunch c) {
        int number = project.launches().size() + 1;
        String id = "%s-l%d".formatted(project.id(), number);
        Project.Baseline live = project.baseline();
        return Accepted.of(
                new Event.LaunchProposed(
                        id,
                        project.id(),
                        c.round(),
                        number,
                        c.candidate(),
                        live == null ? null : live.launch()),
                new Event.LaunchDecided(
                        id,
                        c.decision(),
                        c.rationale(),
                        c.evidence(),
                        c.overrides(),
                        c.complexity(),
                        objection(c) == null ? null : c.notBetter().strip()));
    }

    CommandDecision revert(Command.RevertLaunch c) {
        Launch launch = book.launches().get(c.launch());
        return switch (launch) {
            case null -> unknown("launch", c.launch());
            case Launch.Decided d when d.decision().decision() == Event.Decision.LAUNCH ->
                    Accepted.of(new Event.LaunchReverted(c.launch(), c.why()));
            case Launch.Decided d -> rejected("it was not launched, so it cannot be reverted");
            case Launch.Reverted r -> rejected("it is reverted already");
            case Launch.Proposed p -> rejected("it is not decided yet");
        };
    }
}
