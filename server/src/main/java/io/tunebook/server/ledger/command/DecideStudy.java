package io.tunebook.server.ledger.command;

import static io.tunebook.server.ledger.command.Decision.against;
import static io.tunebook.server.ledger.command.Decision.unknown;

import io.tunebook.events.Event;
import io.tunebook.server.ledger.command.Decision.Accepted;
import io.tunebook.server.model.Book;
import io.tunebook.server.model.Study;
import io.tunebook.server.model.Trial;

/// The rules on studies.
record DecideStudy(Book book) {

    Decision decide(Command.OnStudy command) {
        Study study = book.study(command.study());
        if (study == null) {
            return unknown("study", command.study());
        }
        if (study.isTracked()
                && (command instanceof Command.ProposeTrial
                        || command instanceof Command.ExtendStudy)) {
            return against(
                    "study '%s' has tracked runs as trials: create another study to search"
                            .formatted(study.id()));
        }
        return switch (command) {
            case Command.StartStudy c -> start(study);
            case Command.StopStudy c ->
                    study.state() == Study.State.RUNNING
                            ? Accepted.of(new Event.StudyStopped(study.id(), c.why()))
                            : notRunning(study);
            case Command.FinishStudy c ->
                    study.state() == Study.State.RUNNING
                            ? Accepted.of(new Event.StudyFinished(study.id()))
                            : notRunning(study);
            case Command.ProposeTrial c -> propose(study, c);
            case Command.ExtendStudy c -> extend(study, c);
        };
    }

    private Decision start(Study study) {
        if (!book.roundOf(study).open()) {
            return against("its round is closed: open another");
        }
        return switch (study.state()) {
            case CREATED, STOPPED -> {
                Decision.Rejected objection = new StudyStartRules(book, study).objection();
                yield objection == null
                        ? Accepted.of(new Event.StudyStarted(study.id()))
                        : objection;
            }
            case RUNNING -> against("study '%s' is running already".formatted(study.id()));
            case FINISHED ->
                    against("study '%s' has finished: create another".formatted(study.id()));
        };
    }

    private Decision extend(Study study, Command.ExtendStudy c) {
        if (!book.roundOf(study).open()) {
            return against("its round is closed: open another");
        }
        var facts = study.facts();
        if (c.trials() < facts.trials()
                || (c.trials() == facts.trials() && c.space().equals(facts.space()))) {
            return against(
                    "PB-25",
                    "study '%s' has %d trials over this space already: give it more trials, or widen a bound"
                            .formatted(study.id(), facts.trials()));
        }
        if (c.trials() > Study.MAX_TRIALS) {
            return against(
                    "PB-17",
                    "a study has 1 to %,d trials, not %,d".formatted(Study.MAX_TRIALS, c.trials()));
        }
        var objection =
                new RoleRules(book.roundOf(study).roles()).objection(facts.settings(), c.space());
        if (objection != null) {
            return objection;
        }
        objection = StudyExtensionRules.objection(facts.space(), c.space());
        return objection != null
                ? objection
                : Accepted.of(new Event.StudyExtended(study.id(), c.space(), c.trials(), c.why()));
    }

    private Decision propose(Study study, Command.ProposeTrial c) {
        if (study.state() != Study.State.RUNNING) {
            return notRunning(study);
        }
        long standing =
                book.trialsOf(study).stream().filter(t -> !(t instanceof Trial.Abandoned)).count();
        if (standing >= study.facts().trials()) {
            return against(
                    "PB-17",
                    "study '%s' has all of its %d trials: extend it for more"
                            .formatted(study.id(), study.facts().trials()));
        }
        int number = study.trials().size();
        return Accepted.of(
                new Event.TrialProposed(
                        "%s-t%d".formatted(study.id(), number),
                        study.id(),
                        number,
                        c.configuration()));
    }

    private static Decision notRunning(Study study) {
        return against("study '%s' is not running: start it first".formatted(study.id()));
    }
}
