package io.tunebook.server.transfer;

import io.tunebook.server.book.Book;
import io.tunebook.server.book.Experiment;
import io.tunebook.server.book.Project;
import io.tunebook.server.book.Round;
import io.tunebook.server.book.Study;
import java.util.HashSet;
import java.util.Set;

/// The streams of a project: its own, and those of all that belongs to it.
final class ProjectStreams {
    private ProjectStreams() {}

    static Set<String> of(Book book, Project project) {
        Set<String> all = new HashSet<>();
        Set<String> studies = new HashSet<>();
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
            if (study != null && studies.contains(study)) {
                all.add("experiment/" + experiment.id());
                experiment.runs().forEach(run -> all.add("run/" + run));
            }
        }
        return all;
    }
}
