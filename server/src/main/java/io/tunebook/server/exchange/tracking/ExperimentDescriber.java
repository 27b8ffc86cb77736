package io.tunebook.server.exchange.tracking;

import io.tunebook.events.Algorithm;
import io.tunebook.events.Configuration;
import io.tunebook.events.Event;
import io.tunebook.events.Rejection;
import io.tunebook.events.Reproduction;
import io.tunebook.events.Role;
import io.tunebook.events.SearchSpace;
import io.tunebook.events.Trainer;
import io.tunebook.server.ledger.Ledger;
import io.tunebook.server.ledger.command.Command;
import io.tunebook.server.model.Book;
import io.tunebook.server.model.Experiment;
import io.tunebook.server.model.Project;
import io.tunebook.server.model.Study;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.UUID;

/// Turns an experiment's runs into the trials of a study, step by step: a project, a round, a
/// study, and last the experiment itself. Each step has its own key, so that a repeated call
/// resumes after an interruption.
record ExperimentDescriber(Ledger ledger, String experiment, Description d, String actor) {
    private static final int MAX_NAME = 200;

    String round() {
        Book book = ledger.now().book();
        Experiment known = book.tracked().experiment(experiment);
        if (known == null) {
            throw new Rejection("there is no experiment '%s'".formatted(experiment));
        }
        SearchSpace space =
                new SearchSpace(d.roles().stream().map(Role.Assignment::parameter).toList());
        String described = known.study();
        return described == null ? first(known, space) : again(known, described, space);
    }

    private String first(Experiment known, SearchSpace space) {
        if (space.varying().isEmpty()) {
            throw new Rejection(
                    "no param varies over the runs of '%s': log params that differ between runs, then describe it (PB-17)"
                            .formatted(known.name()));
        }
        Project project = ledger.now().book().project(d.project());
        if (project == null) {
            perform(new Command.CreateProject(d.project(), d.title(), d.objective()), "project");
        } else if (!project.facts().objective().sameMetric(d.objective())) {
            throw new Rejection(
                    "project '%s' optimises %s: name another project for this objective"
                            .formatted(d.project(), project.facts().objective().metric()));
        }
        Ledger.Performed opened =
                perform(new Command.OpenRound(d.project(), d.goal(), d.roles()), "round");
        String round = ((Event.RoundOpened) opened.events().getFirst()).round();
        Ledger.Performed created =
                perform(
                        new Command.CreateStudy(
                                round,
                                clipped(known.name()),
                                Configuration.EMPTY,
                                space,
                                new Algorithm(Algorithm.Kind.TRACKED, 0),
                                Math.max(1, known.runs().size()),
                                Trainer.TRACKED,
                                reproduction(known)),
                        "study");
        String study = ((Event.StudyCreated) created.events().getFirst()).study();
        if (Objects.requireNonNull(ledger.now().book().study(study)).state()
                == Study.State.CREATED) {
            perform(new Command.StartStudy(study), "start");
        }
        perform(new Command.DescribeExperiment(experiment, study, space), "described");
        return round;
    }

    /// The name of a study, which is shorter than that of an experiment can be.
    private static String clipped(String name) {
        int[] points = name.strip().codePoints().toArray();
        int most = MAX_NAME / 2;
        return name.length() <= MAX_NAME
                ? name
                : new String(points, 0, Math.min(points.length, most)).strip() + "…";
    }

    private static Reproduction reproduction(Experiment known) {
        return new Reproduction(
                known.tags().getOrDefault("mlflow.note.content", "see each run's tags"),
                known.facts().source(),
                "%s experiment '%s'".formatted(known.facts().source(), known.name()),
                "");
    }

    /// Appends corrections of the roles and types that differ, and nothing when none differs.
    private String again(Experiment known, String described, SearchSpace space) {
        Book book = ledger.now().book();
        Study study = Objects.requireNonNull(book.study(described));
        var objective = book.projectOf(book.roundOf(study)).facts().objective();
        if (!objective.sameMetric(d.objective())) {
            throw new Rejection(
                    "the runs of experiment '%s' are compared by %s: roles and types of params can be corrected, the objective cannot"
                            .formatted(experiment, objective.metric()));
        }
        String round = study.facts().round();
        if (!book.roundOf(study).roles().equals(d.roles())) {
            ledger.perform(new Command.AssignRoles(round, d.roles()), actor);
        }
        if (!space.equals(known.space())) {
            ledger.perform(new Command.DescribeExperiment(experiment, described, space), actor);
        }
        return round;
    }

    private Ledger.Performed perform(Command command, String step) {
        return ledger.perform(command, actor, key(experiment, d, step));
    }

    /// The id of a step, the same whenever the same description is made again.
    static UUID key(String experiment, Description d, String step) {
        String text = "%s %s %s".formatted(experiment, DescriptionText.of(d), step);
        return UUID.nameUUIDFromBytes(text.getBytes(StandardCharsets.UTF_8));
    }
}
