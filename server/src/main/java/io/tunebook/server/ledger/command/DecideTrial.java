package io.tunebook.server.ledger.command;

import static io.tunebook.server.ledger.command.CommandDecision.rejected;
import static io.tunebook.server.ledger.command.CommandDecision.unknown;

import io.tunebook.events.Event;
import io.tunebook.server.ledger.command.CommandDecision.Accepted;
import io.tunebook.server.model.Attempts;
import io.tunebook.server.model.Book;
import io.tunebook.server.model.Trial;

/// The rules on trials: the allowed transitions between states.
record DecideTrial(Book book) {

    CommandDecision decide(Command.OnTrial command) {
        Trial trial = book.trial(command.trial());
        if (trial == null) {
            return unknown("trial", command.trial());
        }
        if (command instanceof Command.AnnotateTrial c) {
            return new DecideAnnotation(book).annotate(trial, c);
        }
        if (command instanceof Command.AddTrialNote c) {
            return Accepted.of(new Event.NoteAdded("trial/" + trial.id(), c.text()));
        }
        if (book.studyOf(trial).isTracked()) {
            return rejected(
                    "trial '%s' is a run of a tracked experiment: log to the run instead"
                            .formatted(trial.id()));
        }
        return switch (command) {
            case Command.StartTrial c ->
                    trial instanceof Trial.Proposed
                            ? Accepted.of(started(trial, c))
                            : wrongState(trial, "start");
            case Command.MeasureCurve c ->
                    trial instanceof Trial.Running
                            ? Accepted.of(new Event.CurveMeasured(c.trial(), c.curve()))
                            : wrongState(trial, "be measured");
            case Command.CompleteTrial c ->
                    trial instanceof Trial.Running
                            ? complete(c)
                            : wrongState(trial, "be completed");
            case Command.MarkInfeasible c ->
                    unfinished(trial)
                            ? Accepted.of(
                                    new Event.TrialInfeasible(
                                            c.trial(), c.kind(), c.reason(), c.step()))
                            : wrongState(trial, "become infeasible");
            case Command.AbandonTrial c ->
                    unfinished(trial)
                            ? Accepted.of(new Event.TrialAbandoned(c.trial(), c.why(), c.failed()))
                            : wrongState(trial, "be abandoned");
            case Command.AnnotateTrial c -> new DecideAnnotation(book).annotate(trial, c);
            case Command.AddTrialNote c ->
                    Accepted.of(new Event.NoteAdded("trial/" + trial.id(), c.text()));
        };
    }

    private Event started(Trial trial, Command.StartTrial c) {
        return new Event.TrialStarted(
                c.trial(),
                c.backend(),
                c.device(),
                c.seed(),
                Attempts.before(book, trial).started() + 1,
                c.lease(),
                c.agent());
    }

    private static CommandDecision complete(Command.CompleteTrial c) {
        CommandDecision exceeded =
                RunLimits.exceeded(
                        "trial",
                        c.trial(),
                        "measurements at its end",
                        c.measurements().size(),
                        RunLimits.MAX_METRICS);
        return exceeded != null
                ? exceeded
                : Accepted.of(
                        new Event.TrialCompleted(
                                c.trial(),
                                c.value(),
                                c.bestStep(),
                                c.steps(),
                                c.seconds(),
                                c.measurements()));
    }

    private static boolean unfinished(Trial trial) {
        return trial instanceof Trial.Proposed || trial instanceof Trial.Running;
    }

    private static CommandDecision wrongState(Trial trial, String what) {
        return rejected(
                "trial '%s' is %s: it cannot %s".formatted(trial.id(), trial.state(), what));
    }
}
