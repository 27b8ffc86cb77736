package io.tunebook.server.playbook.design;

import io.tunebook.events.Algorithm;
import io.tunebook.events.Configuration;
import io.tunebook.events.Domain;
import io.tunebook.events.Parameter;
import io.tunebook.events.Role;
import io.tunebook.events.SearchSpace;
import io.tunebook.events.Value;
import io.tunebook.server.model.Book;
import io.tunebook.server.model.Project;
import io.tunebook.server.model.Round;
import io.tunebook.server.model.Trial;
import io.tunebook.server.playbook.analysis.Region;
import io.tunebook.server.playbook.analysis.Sample;
import io.tunebook.server.playbook.search.Scale;
import java.util.EnumSet;
import java.util.List;
import java.util.OptionalDouble;
import java.util.Set;

/// Predictions for a design from the earlier rounds of the project.
final class StudyForecast {
    /// The algorithms that spread their points evenly.
    private static final Set<Algorithm.Kind> EVEN =
            EnumSet.of(
                    Algorithm.Kind.HALTON,
                    Algorithm.Kind.SOBOL,
                    Algorithm.Kind.RANDOM,
                    Algorithm.Kind.GRID);

    private StudyForecast() {}

    /// The expected share of a study's quasi-random trials in the good region: that of earlier
    /// studies, within the design's space, scaled by the volumes of the spaces. Empty when nothing
    /// was measured yet.
    static OptionalDouble goodShare(Book book, Project project, Design design) {
        double good = 0;
        int ended = 0;
        for (Round round : book.roundsOf(project)) {
            for (Sample sample : Sample.of(book, round)) {
                if (EVEN.contains(sample.study().facts().algorithm().kind())
                        && sample.completed().size() >= Region.MIN_TRIALS) {
                    good += good(sample, design);
                    ended += sample.ended();
                }
            }
        }
        return ended == 0 ? OptionalDouble.empty() : OptionalDouble.of(Math.min(1, good / ended));
    }

    private static double good(Sample sample, Design design) {
        int inside = Region.of(sample).inside();
        if (design.studies().isEmpty()) {
            return inside;
        }
        SearchSpace next = design.studies().getFirst().space();
        long held =
                sample.completed().subList(0, inside).stream()
                        .filter(t -> holds(next, t.configuration()))
                        .count();
        return held * narrower(sample.study().facts().space(), next);
    }

    private static boolean holds(SearchSpace space, Configuration c) {
        for (Parameter p : space.varying()) {
            Value value = c.values().get(p.name());
            if (value != null && Scale.ordered(p.domain()) && SearchSpace.exists(p, c)) {
                double unit = Scale.unit(p.domain(), value);
                if (!(unit >= 0 && unit <= 1)) {
                    return false;
                }
            }
        }
        return true;
    }

    /// The volume of the earlier space as a share of the next one's, over the hyperparameters that
    /// both search on the same scale.
    private static double narrower(SearchSpace earlier, SearchSpace next) {
        double ratio = 1;
        for (Parameter p : next.varying()) {
            for (Parameter before : earlier.varying()) {
                if (before.key().equals(p.key())) {
                    ratio *= length(before.domain(), p.domain());
                }
            }
        }
        return ratio;
    }

    private static double length(Domain before, Domain next) {
        if (!Scale.ordered(next) || !before.getClass().equals(next.getClass())) {
            return 1;
        }
        double low = Scale.unit(next, Scale.at(before, 0));
        double high = Scale.unit(next, Scale.at(before, Math.nextDown(1.0)));
        return high - low > 0 ? high - low : 1;
    }

    /// The seconds of one trial: the planned steps at the mean pace of the completed trials of the
    /// newest round that has any; the mean duration of those when the steps are unknown. Imported
    /// trials without a duration are not counted.
    static OptionalDouble pace(Book book, Project project, Design design) {
        List<Round> rounds = book.roundsOf(project);
        for (int i = rounds.size() - 1; i >= 0; i--) {
            List<Trial.Completed> trials =
                    book.studiesOf(rounds.get(i)).stream()
                            .flatMap(s -> book.trialsOf(s).stream())
                            .filter(Trial.Completed.class::isInstance)
                            .map(Trial.Completed.class::cast)
                            .filter(t -> t.seconds() > 0)
                            .toList();
            if (!trials.isEmpty()) {
                double seconds = trials.stream().mapToDouble(Trial.Completed::seconds).sum();
                double steps = trials.stream().mapToDouble(Trial.Completed::steps).sum();
                double planned = steps(design);
                return OptionalDouble.of(
                        planned > 0 && steps > 0
                                ? seconds / steps * planned
                                : seconds / trials.size());
            }
        }
        return OptionalDouble.empty();
    }

    /// The number of steps that the design fixes; NaN when it fixes none.
    private static double steps(Design design) {
        return design.in(Role.FIXED).stream()
                .map(Role.Assignment::parameter)
                .filter(p -> p.name().equals("steps"))
                .filter(p -> p.domain() instanceof Domain.Fixed)
                .mapToDouble(p -> ((Domain.Fixed) p.domain()).value().number())
                .findFirst()
                .orElse(Double.NaN);
    }
}
