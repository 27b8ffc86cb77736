package io.tunebook.server.ledger.command;

import static io.tunebook.server.ledger.command.CommandDecision.rejected;
import static io.tunebook.server.ledger.command.CommandDecision.unknown;

import io.tunebook.events.Algorithm;
import io.tunebook.events.Configuration;
import io.tunebook.events.Event;
import io.tunebook.events.Trainer;
import io.tunebook.server.ledger.command.CommandDecision.Accepted;
import io.tunebook.server.model.Book;
import io.tunebook.server.model.Project;
import io.tunebook.server.model.Round;
import io.tunebook.server.model.Study;
import io.tunebook.server.model.Trial;
import java.util.ArrayList;
import java.util.List;

/// The rules on reruns (PB-38, PB-39): a study that trains known configurations again with new
/// seeds, and starts at once.
record DecideRerun(Book book, Round round) {
    private static final int MAX_RERUNS = 100;

    CommandDecision decide(Command.RerunForEvidence c) {
        Trial candidate = book.trial(c.candidate());
        if (candidate == null || !round.studies().contains(candidate.spec().study())) {
            return unknown("trial of this round", c.candidate());
        }
        if (!(candidate instanceof Trial.Completed)) {
            return rejected(
                    "PB-39",
                    "trial '%s' is %s: only a completed trial can be rerun"
                            .formatted(candidate.id(), candidate.state()));
        }
        if (c.times() < 2 || c.times() > MAX_RERUNS) {
            return rejected(
                    "PB-39",
                    "times is %d: use 2 to %d reruns to measure a variance"
                            .formatted(c.times(), MAX_RERUNS));
        }
        Study study = book.studyOf(candidate);
        Project project = book.projectOf(round);
        if (isUsed(c.seed(), project)) {
            return rejected(
                    "PB-39",
                    "seed %d was used in this project before: use another one".formatted(c.seed()));
        }
        List<Configuration> points = new ArrayList<>(List.of(candidate.configuration()));
        if (c.against() != null) {
            Trial other = book.trial(c.against());
            if (other == null) {
                return unknown("trial", c.against());
            }
            Project theirs = book.projectOf(book.roundOf(book.studyOf(other)));
            if (!theirs.id().equals(project.id())) {
                return rejected(
                        "PB-39",
                        "trial '%s' belongs to project '%s': compare with a trial of project '%s'"
                                .formatted(other.id(), theirs.id(), project.id()));
            }
            points.add(other.configuration());
        } else {
            Project.Baseline baseline = project.baseline();
            if (baseline != null) {
                points.add(baseline.configuration());
            }
        }
        return accepted(c, study, points);
    }

    private boolean isUsed(long seed, Project project) {
        return book.roundsOf(project).stream()
                .flatMap(r -> book.studiesOf(r).stream())
                .anyMatch(s -> s.facts().algorithm().seed() == seed);
    }

    private CommandDecision accepted(
            Command.RerunForEvidence c, Study study, List<Configuration> points) {
        if (points.size() == 2 && points.get(0).equals(points.get(1))) {
            return rejected(
                    "PB-40",
                    "the candidate and its comparison are the same trial: choose another one to compare");
        }
        String id = Decide.nextStudy(book, round);
        return Accepted.of(
                new Event.StudyCreated(
                        id,
                        round.id(),
                        "Reruns of %s".formatted(c.candidate()),
                        Configuration.EMPTY,
                        study.facts().space(),
                        new Algorithm(Algorithm.Kind.RERUN, c.seed(), points),
                        c.times() * points.size(),
                        study.external() ? Trainer.EXTERNAL : Trainer.BUILT_IN,
                        study.facts().reproduction()),
                new Event.StudyStarted(id));
    }
}
