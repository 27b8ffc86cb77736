package io.tunebook.server.ledger.command;

import static io.tunebook.server.ledger.command.CommandDecision.rejected;
import static io.tunebook.server.ledger.command.CommandDecision.unknown;

import io.tunebook.events.Event;
import io.tunebook.events.Objective;
import io.tunebook.server.ledger.command.CommandDecision.Accepted;
import io.tunebook.server.model.Book;
import io.tunebook.server.model.Project;
import io.tunebook.server.model.Round;
import io.tunebook.server.model.Snapshot;

/// `decide(book, command)`: no clock, no I/O, no randomness.
public final class Decide {
    private Decide() {}

    /// The decision on a snapshot, which also limits the metric names of a trial.
    public static CommandDecision decide(Snapshot now, Command command) {
        CommandDecision decision = decide(now.book(), command);
        CommandDecision exceeded =
                decision instanceof Accepted && command instanceof Command.MeasureCurve c
                        ? RunLimits.exceeded(now.curves(), c)
                        : null;
        return exceeded == null ? decision : exceeded;
    }

    public static CommandDecision decide(Book book, Command command) {
        return switch (command) {
            case Command.OnProject c -> onProject(book, c);
            case Command.OnRound c -> onRound(book, c);
            case Command.OnStudy c -> new DecideStudy(book).decide(c);
            case Command.OnExperiment c -> new DecideExperiment(book).decide(c);
            case Command.OnRun c -> new DecideRun(book).decide(c);
            case Command.OnModel c -> new DecideModel(book).decide(c);
            case Command.OnTrial c -> new DecideTrial(book).decide(c);
            case Command.SweepFiles c ->
                    Accepted.of(
                            new Event.FilesSwept(
                                    c.kind(), c.files(), c.bytes(), c.olderThan(), c.digests()));
            case Command.RecordSource c ->
                    Accepted.of(
                            new Event.SourceImported(c.source(), c.kind(), c.digest(), c.rows()));
        };
    }

    private static CommandDecision onProject(Book book, Command.OnProject command) {
        Project project = book.project(command.project());
        return switch (command) {
            case Command.CreateProject c ->
                    project == null
                            ? Accepted.of(
                                    new Event.ProjectCreated(c.project(), c.title(), c.objective()))
                            : rejected("there is a project '%s' already".formatted(c.project()));
            case Command.OnExistingProject c ->
                    project == null
                            ? unknown("project", c.project())
                            : onExistingProject(book, project, c);
        };
    }

    private static CommandDecision onExistingProject(
            Book book, Project project, Command.OnExistingProject command) {
        return switch (command) {
            case Command.CorrectObjective c -> correct(project, c);
            case Command.DescribeMetric c ->
                    c.kind() == project.metrics().get(c.metric())
                            ? rejected(
                                    "metric '%s' is described as %s already"
                                            .formatted(c.metric(), c.kind().label()))
                            : Accepted.of(
                                    new Event.MetricDescribed(c.project(), c.metric(), c.kind()));
            case Command.RecordBaseline c ->
                    Accepted.of(
                            new Event.BaselineRecorded(
                                    c.project(), c.configuration(), c.value(), c.note()));
            case Command.OpenRound c -> openRound(project, c);
            case Command.DecideLaunch c -> new DecideLaunching(book, project).decide(c);
            case Command.RevertLaunch c -> new DecideLaunching(book, project).revert(c);
        };
    }

    private static CommandDecision correct(Project project, Command.CorrectObjective c) {
        Objective before = project.facts().objective();
        return before.equals(before.in(c.unit(), c.examples()))
                ? rejected("the objective has this unit and number of examples already")
                : Accepted.of(
                        new Event.ObjectiveCorrected(c.project(), c.unit(), c.examples(), c.why()));
    }

    private static CommandDecision openRound(Project project, Command.OpenRound c) {
        var roles = new RoleAssignmentRules(c.roles());
        var rejected = roles.objection();
        if (rejected != null) {
            return rejected;
        }
        int number = project.rounds().size() + 1;
        String id = "%s-r%d".formatted(project.id(), number);
        return Accepted.of(
                new Event.RoundOpened(id, project.id(), number, c.goal()),
                new Event.RolesAssigned(id, c.roles()));
    }

    private static CommandDecision onRound(Book book, Command.OnRound command) {
        Round round = book.round(command.round());
        if (round == null) {
            return unknown("round", command.round());
        }
        if (!round.open() && !(command instanceof Command.AddNote)) {
            return rejected("round '%s' is closed: open another".formatted(round.id()));
        }
        return switch (command) {
            case Command.CloseRound c ->
                    Accepted.of(new Event.RoundClosed(c.round(), c.conclusion()));
            case Command.CreateStudy c -> createStudy(book, round, c);
            case Command.AnswerQuestion c ->
                    Accepted.of(
                            new Event.ChecklistAnswered(
                                    c.round(), c.question(), c.verdict(), c.note(), c.finding()));
            case Command.AcceptWarning c ->
                    Accepted.of(
                            new Event.WarningAccepted(
                                    c.round(), c.warning(), c.sentence(), c.why()));
            case Command.RerunForEvidence c -> new DecideRerun(book, round).decide(c);
            case Command.AssignRoles c -> {
                var rejected = new RoleAssignmentRules(c.roles()).objection();
                yield rejected != null
                        ? rejected
                        : Accepted.of(new Event.RolesAssigned(c.round(), c.roles()));
            }
            case Command.AddNote c ->
                    Accepted.of(new Event.NoteAdded("round/" + c.round(), c.text()));
        };
    }

    private static CommandDecision createStudy(Book book, Round round, Command.CreateStudy c) {
        var rejected = new RoleAssignmentRules(round.roles()).objection(c.settings(), c.space());
        if (rejected != null) {
            return rejected;
        }
        rejected =
                ObjectiveSupport.objection(book.projectOf(round).facts().objective(), c.trainer());
        if (rejected != null) {
            return rejected;
        }
        return Accepted.of(
                new Event.StudyCreated(
                        nextStudy(book, round),
                        round.id(),
                        c.name(),
                        c.settings(),
                        c.space(),
                        c.algorithm(),
                        c.trials(),
                        c.trainer(),
                        c.reproduction(),
                        c.repeats()));
    }

    /// The id of the project's next study.
    static String nextStudy(Book book, Round round) {
        int number = 1;
        for (Round each : book.roundsOf(book.projectOf(round))) {
            number += each.studies().size();
        }
        return "%s-s%d".formatted(round.facts().project(), number);
    }
}
