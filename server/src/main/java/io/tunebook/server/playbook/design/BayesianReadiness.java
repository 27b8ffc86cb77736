package io.tunebook.server.playbook.design;

import io.tunebook.server.model.Book;
import io.tunebook.server.model.Project;
import io.tunebook.server.model.Round;
import io.tunebook.server.model.Study;
import io.tunebook.server.playbook.analysis.Boundary;
import io.tunebook.server.playbook.analysis.Density;
import io.tunebook.server.playbook.analysis.Finding;
import io.tunebook.server.playbook.analysis.Finding.Verdict;
import io.tunebook.server.playbook.analysis.Sample;
import java.util.ArrayList;
import java.util.List;

/// The readiness for Bayesian search (PB-41): the space is refined to the region around the best
/// trial, and that region is well sampled.
///
/// @param closedBy the conditions that are not met, a sentence each; empty when it is ready
public record BayesianReadiness(List<String> closedBy) {
    public BayesianReadiness {
        closedBy = List.copyOf(closedBy);
    }

    public boolean open() {
        return closedBy.isEmpty();
    }

    /// The readiness by the studies of the project's newest round with completed trials.
    public static BayesianReadiness of(Book book, Project project) {
        List<Round> rounds = book.roundsOf(project);
        for (int i = rounds.size() - 1; i >= 0; i--) {
            List<Sample> samples =
                    Sample.of(book, rounds.get(i)).stream()
                            .filter(s -> quasiRandom(s.study()) && !s.completed().isEmpty())
                            .toList();
            if (!samples.isEmpty()) {
                return of(samples);
            }
        }
        return new BayesianReadiness(List.of("No quasi-random search has completed trials yet."));
    }

    private static BayesianReadiness of(List<Sample> samples) {
        List<String> against = new ArrayList<>();
        for (Finding f : List.of(Boundary.of(samples), Density.of(samples))) {
            if (f.verdict() != Verdict.FINE) {
                against.add(f.sentence());
            }
        }
        return new BayesianReadiness(against);
    }

    private static boolean quasiRandom(Study study) {
        return switch (study.facts().algorithm().kind()) {
            case HALTON, SOBOL, RANDOM, GRID -> true;
            case BAYESIAN, LIST, RERUN, TRACKED -> false;
        };
    }
}
