package io.tunebook.server.playbook.search;

import io.tunebook.events.Configuration;
import io.tunebook.events.Domain;
import io.tunebook.events.Parameter;
import io.tunebook.events.SearchSpace;
import io.tunebook.events.Value;
import io.tunebook.server.model.Book;
import io.tunebook.server.model.Project;
import io.tunebook.server.model.Round;
import io.tunebook.server.model.Study;
import io.tunebook.server.model.Trial;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// The trials of other studies of the project that were finished when an adaptive search was
/// created, on the same data and with a configuration of its space. Later results are omitted, so
/// that the same seed gives the same configurations.
final class EarlierTrials {
    /// The time of a Gaussian process grows with the cube of its trials: of more, the newest are
    /// used.
    private static final int MAX_TRIALS = 100;

    private EarlierTrials() {}

    /// @param sign 1 when lower is better, else -1
    /// @return in the order in which they were proposed, study by study
    static List<Observation> of(Book book, Study study, double sign) {
        Project project = book.projectOf(book.roundOf(study));
        List<Observation> known = new ArrayList<>();
        for (Round round : book.roundsOf(project)) {
            for (Study other : book.studiesOf(round)) {
                if (!other.id().equals(study.id()) && sameData(other, study)) {
                    for (Trial t : book.trialsOf(other)) {
                        add(known, t, study, sign);
                    }
                }
            }
        }
        return known.subList(Math.max(0, known.size() - MAX_TRIALS), known.size());
    }

    private static void add(List<Observation> known, Trial t, Study study, double sign) {
        if (!belongs(t.configuration(), study)) {
            return;
        }
        long created = study.created().position();
        if (t instanceof Trial.Completed c && c.at().position() < created) {
            known.add(new Observation.Measured(c.configuration(), sign * c.value()));
        } else if (t instanceof Trial.Infeasible i && i.at().position() < created) {
            known.add(new Observation.Failed(i.configuration()));
        }
    }

    private static boolean sameData(Study a, Study b) {
        var one = a.facts().reproduction();
        var two = b.facts().reproduction();
        return a.facts().trainer() == b.facts().trainer()
                && one.digest().equals(two.digest())
                && one.data().equals(two.data());
    }

    /// Whether the study could have proposed it: every hyperparameter that exists has a value of
    /// its domain, every fixed setting equals the study's, and nothing else is set.
    static boolean belongs(Configuration c, Study study) {
        SearchSpace space = study.facts().space();
        Configuration settings = study.facts().settings();
        Set<String> names = new HashSet<>(settings.values().keySet());
        for (Parameter p : space.activeIn(c.with(settings))) {
            Value value = c.values().get(p.name());
            if (value == null || !holds(p.domain(), value)) {
                return false;
            }
            names.add(p.name());
        }
        return c.values().keySet().equals(names)
                && settings.values().entrySet().stream()
                        .allMatch(s -> s.getValue().equals(c.values().get(s.getKey())));
    }

    private static boolean holds(Domain domain, Value value) {
        if (domain instanceof Domain.Categorical c) {
            return c.values().contains(value);
        }
        if (domain instanceof Domain.Fixed f) {
            return f.value().equals(value);
        }
        if (Double.isNaN(value.number())) {
            return false;
        }
        double unit = Scale.unit(domain, value);
        return unit >= 0 && unit <= 1;
    }
}
