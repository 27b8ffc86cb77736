package io.tunebook.server.exchange.archive;

import io.tunebook.server.model.Book;
import io.tunebook.server.model.Experiment;
import io.tunebook.server.model.LoggedModel;
import io.tunebook.server.model.Project;
import io.tunebook.server.model.Round;
import io.tunebook.server.model.Study;
import io.tunebook.server.model.Trial;
import java.util.HashSet;
import java.util.Set;

/// The streams of a project: its own, and those of everything that belongs to it.
final class ProjectStreams {
    private ProjectStreams() {}

    static Set<String> of(Book book, Project project) {
        Set<String> all = new HashSet<>();
        Set<String> studies = new HashSet<>();
        Set<String> experiments = new HashSet<>();
        all.add("project/" + project.id());
        project.launches().forEach(launch -> all.add("launch/" + launch));
        for (Round round : book.roundsOf(project)) {
            all.add("round/" + round.id());
            for (Study study : book.studiesOf(round)) {
                studies.add(study.id());
                all.add("study/" + study.id());
                study.trials().forEach(trial -> all.add("trial/" + trial));
            }
        }
        for (Experiment experiment : book.tracked().byId().values()) {
            String study = experiment.study();
            if ((study != null && studies.contains(study)) || hasTrial(book, experiment, studies)) {
                all.add("experiment/" + experiment.id());
                experiment.runs().forEach(run -> all.add("run/" + run));
                experiments.add(experiment.id());
            }
        }
        for (LoggedModel model : book.tracked().models().byId().values()) {
            if (experiments.contains(model.facts().experiment())) {
                all.add("model/" + model.id());
            }
        }
        return all;
    }

    /// Whether its runs are those to which the scripts of an external study's trials logged.
    private static boolean hasTrial(Book book, Experiment experiment, Set<String> studies) {
        Trial trial = experiment.runs().isEmpty() ? null : book.trial(experiment.runs().getFirst());
        return trial != null && studies.contains(trial.spec().study());
    }
}
