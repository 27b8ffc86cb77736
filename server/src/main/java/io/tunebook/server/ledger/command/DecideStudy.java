package io.tunebook.server.ledger.command;

import static io.tunebook.server.ledger.command.CommandDecision.rejected;
import static io.tunebook.server.ledger.command.CommandDecision.unknown;

import io.tunebook.events.Configuration;
import io.tunebook.events.Event;
import io.tunebook.server.ledger.command.CommandDecision.Accepted;
import io.tunebook.server.model.Book;
import io.tunebook.server.model.Study;
import io.tunebook.server.model.Trial;
import io.tunebook.server.playbook.search.Proposals;

/// The rules on studies.
record DecideStudy(Book book) {

    CommandDecision decide(Command.OnStudy command) {
        Study study = book.study(command.study());
        if (study == null) {
            return unknown("study", command.study());
        }
        if (study.isTracked()
                && (command instanceof Command.ProposeTrial
                        || command instanceof Command.ExtendStudy)) {
            return rejected(
                    "study '%s' has tracked runs as trials: create another study to search"
                            .formatted(study.id()));
        }
        return switch (command) {
            case Command.StartStudy c -> start(study);
            case Command.StopStudy c ->
                    study.state() == Study.State.RUNNING
                            ? Accepted.of(Event.StudyStopped.because(study.id(), c.why()))
                            : notRunning(study);
            case Command.FinishStudy c ->
                    study.state() != Study.State.RUNNING
                            ? notRunning(study)
                            : isDone(study)
                                    ? Accepted.of(new Event.StudyFinished(study.id()))
                                    : rejected(
                                            "study '%s' has trials that have not ended"
                                                    .formatted(study.id()));
            case Command.ProposeTrial c -> propose(study, c);
            case Command.ExtendStudy c -> extend(study, c);
            case Command.SaveView c -> new DecideAnnotation(book).save(study, c);
            case Command.RemoveView c -> new DecideAnnotation(book).remove(study, c);
        };
    }

    /// A study of tracked runs has no planned number of trials.
    private boolean isDone(Study study) {
        return study.isTracked()
                ? book.trialsOf(study).stream()
                        .noneMatch(t -> t instanceof Trial.Proposed || t instanceof Trial.Running)
                : Proposals.isDone(book, study);
    }

    private CommandDecision start(Study study) {
        if (!book.roundOf(study).open()) {
            return rejected("its round is closed: open another");
        }
        return switch (study.state()) {
            case CREATED, STOPPED -> {
                CommandDecision.Rejected objection = new StudyStartRules(book, study).objection();
                yield objection == null
                        ? Accepted.of(new Event.StudyStarted(study.id()))
                        : objection;
            }
            case RUNNING -> rejected("study '%s' is running already".formatted(study.id()));
            case FINISHED ->
                    rejected("study '%s' has finished: create another".formatted(study.id()));
        };
    }

    private CommandDecision extend(Study study, Command.ExtendStudy c) {
        if (!book.roundOf(study).open()) {
            return rejected("its round is closed: open another");
        }
        var facts = study.facts();
        if (c.trials() < facts.trials()
                || (c.trials() == facts.trials() && c.space().equals(facts.space()))) {
            return rejected(
                    "PB-25",
                    "study '%s' has %d trials over this space already: give it more trials, or widen a bound"
                            .formatted(study.id(), facts.trials()));
        }
        if (c.trials() > Study.MAX_TRIALS) {
            return rejected(
                    "PB-17",
                    "a study has 1 to %,d trials, not %,d".formatted(Study.MAX_TRIALS, c.trials()));
        }
        var objection =
                new RoleAssignmentRules(book.roundOf(study).roles())
                        .objection(facts.settings(), c.space());
        if (objection != null) {
            return objection;
        }
        objection = StudyExtensionRules.objection(facts.space(), c.space());
        return objection != null
                ? objection
                : Accepted.of(new Event.StudyExtended(study.id(), c.space(), c.trials(), c.why()));
    }

    private CommandDecision propose(Study study, Command.ProposeTrial c) {
        if (study.state() != Study.State.RUNNING) {
            return notRunning(study);
        }
        if (Proposals.count(study) >= study.facts().trials()) {
            return rejected(
                    "PB-17",
                    "study '%s' has all of its %d trials: extend it for more"
                            .formatted(study.id(), study.facts().trials()));
        }
        int number = study.trials().size();
        Configuration whole = study.facts().settings().with(c.configuration());
        return Accepted.of(
                new Event.TrialProposed(
                        "%s-t%d".formatted(study.id(), number),
                        study.id(),
                        number,
                        whole,
                        Proposals.repeat(book, study, whole)));
    }

    private static CommandDecision notRunning(Study study) {
        return rejected("study '%s' is not running: start it first".formatted(study.id()));
    }
}
