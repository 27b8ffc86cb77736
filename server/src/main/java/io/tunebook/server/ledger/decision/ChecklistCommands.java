package io.tunebook.server.ledger.decision;

import io.tunebook.server.ledger.command.Command;
import io.tunebook.server.model.Round;
import io.tunebook.server.model.Snapshot;
import io.tunebook.server.playbook.analysis.Checklist;
import io.tunebook.server.playbook.design.Design;
import io.tunebook.server.playbook.design.Lint;
import java.util.Optional;

/// Makes the commands of the checklist from the read models. Pure.
public final class ChecklistCommands {
    private ChecklistCommands() {}

    /// The answer with the finding of `snapshot`; empty when there is no such question.
    public static Optional<Command> answer(
            Snapshot snapshot, Round round, String question, String verdict, String note) {
        return Checklist.of(snapshot.book(), snapshot.curves(), round).stream()
                .filter(f -> f.question().id().equals(question))
                .findFirst()
                .map(f ->
                        new Command.AnswerQuestion(
                                round.id(), question, verdict, note, f.toRecord()));
    }

    /// The warning's acceptance, with its current text; empty when the design has no such warning.
    public static Optional<Command> accept(
            Snapshot snapshot, Round round, String warning, String why) {
        return Lint.of(Design.of(snapshot.book(), round)).stream()
                .filter(w -> w.id().equals(warning))
                .findFirst()
                .map(w -> new Command.AcceptWarning(round.id(), warning, w.sentence(), why));
    }
}
