package io.tunebook.server.design;

import io.tunebook.server.analysis.Boundary;
import io.tunebook.server.analysis.Density;
import io.tunebook.server.analysis.Finding;
import io.tunebook.server.analysis.Finding.Verdict;
import io.tunebook.server.analysis.Sample;
import io.tunebook.server.book.Book;
import io.tunebook.server.book.Project;
import io.tunebook.server.book.Round;
import io.tunebook.server.book.Study;
import java.util.ArrayList;
import java.util.List;

/// The gate before Bayesian search (PB-41): the space is refined to the region around the best, and
/// that region is well sampled.
///
/// @param closedBy what stands against it, a sentence each; empty when it is open
public record Gate(List<String> closedBy) {
    public Gate {
        closedBy = List.copyOf(closedBy);
    }

    public boolean open() {
        return closedBy.isEmpty();
    }

    /// As the studies of the project's newest round with completed trials leave it.
    public static Gate of(Book book, Project project) {
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
        return new Gate(List.of("Nothing has been explored by quasi-random search yet."));
    }

    private static Gate of(List<Sample> samples) {
        List<String> against = new ArrayList<>();
        for (Finding f : List.of(Boundary.of(samples), Density.of(samples))) {
            if (f.verdict() != Verdict.FINE) {
                against.add(f.sentence());
            }
        }
        return new Gate(against);
    }

    private static boolean quasiRandom(Study study) {
        return switch (study.facts().algorithm().kind()) {
            case HALTON, SOBOL, RANDOM, GRID -> true;
            case BAYESIAN, LIST, RERUN, TRACKED -> false;
        };
    }
}
