package io.tunebook.server.ledger.command;

import static io.tunebook.server.ledger.command.CommandDecision.exists;
import static io.tunebook.server.ledger.command.CommandDecision.rejected;
import static io.tunebook.server.ledger.command.CommandDecision.unknown;

import io.tunebook.events.Event;
import io.tunebook.server.ledger.command.CommandDecision.Accepted;
import io.tunebook.server.model.Book;
import io.tunebook.server.model.Experiment;
import io.tunebook.server.model.Study;
import io.tunebook.server.model.Trial;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The rules on experiments.
record DecideExperiment(Book book) {

    CommandDecision decide(Command.OnExperiment command) {
        return switch (command) {
            case Command.CreateExperiment c -> create(c);
            case Command.ChangeExperiment c -> change(c);
            case Command.DescribeExperiment c -> describe(c);
        };
    }

    private CommandDecision create(Command.CreateExperiment c) {
        String id = c.experiment();
        if (id != null && book.tracked().experiment(id) != null) {
            return exists("there is an experiment '%s' already".formatted(id));
        }
        CommandDecision taken = taken(c.name());
        CommandDecision exceeded =
                RunLimits.exceeded("experiment", c.name(), "tags", Map.of(), c.tags());
        return taken != null
                ? taken
                : exceeded != null
                        ? exceeded
                        : Accepted.of(
                                new Event.ExperimentCreated(
                                        id == null ? next() : id,
                                        c.name(),
                                        c.source(),
                                        c.tags(),
                                        c.location()));
    }

    private @Nullable CommandDecision taken(String name) {
        Experiment other = book.tracked().named(name.strip());
        return other == null
                ? null
                : exists(
                        other.deleted()
                                ? "Experiment '%s' already exists in deleted state. You can restore the experiment, or choose another name."
                                        .formatted(name)
                                : "Experiment(name=%s) already exists.".formatted(name));
    }

    /// The next number; 0 is the experiment that always exists.
    private String next() {
        int known = book.tracked().byId().size();
        return Integer.toString(book.tracked().experiment("0") == null ? known + 1 : known);
    }

    private CommandDecision change(Command.ChangeExperiment c) {
        Experiment experiment = book.tracked().experiment(c.experiment());
        if (experiment == null) {
            return unknown("experiment", c.experiment());
        }
        String name = c.name();
        if (name != null && !name.strip().equals(experiment.name())) {
            CommandDecision taken = taken(name);
            if (taken != null) {
                return taken;
            }
        }
        boolean deletes = Boolean.TRUE.equals(c.deleted());
        if (deletes && c.experiment().equals("0")) {
            return rejected("experiment 0 cannot be deleted: delete its runs instead");
        }
        if (c.deleted() != null && deletes == experiment.deleted()) {
            return rejected(
                    "experiment '%s' is %s already"
                            .formatted(experiment.id(), deletes ? "deleted" : "active"));
        }
        CommandDecision exceeded =
                RunLimits.exceeded(
                        "experiment", experiment.id(), "tags", experiment.tags(), c.tags());
        if (exceeded != null) {
            return exceeded;
        }
        return Accepted.of(
                new Event.ExperimentChanged(
                        c.experiment(), name, c.tags(), c.deleted(), c.removed()));
    }

    private CommandDecision describe(Command.DescribeExperiment c) {
        Experiment experiment = book.tracked().experiment(c.experiment());
        if (experiment == null) {
            return unknown("experiment", c.experiment());
        }
        Study study = book.study(c.study());
        for (String run : experiment.runs()) {
            Trial trial = book.trial(run);
            if (trial != null && !book.studyOf(trial).isTracked()) {
                return rejected(
                        "the runs of experiment '%s' are trials of study '%s' already"
                                .formatted(experiment.name(), book.studyOf(trial).id()));
            }
        }
        if (study == null || !study.isTracked()) {
            return unknown("study of tracked runs", c.study());
        }
        return Accepted.of(new Event.ExperimentDescribed(c.experiment(), c.study(), c.space()));
    }
}
