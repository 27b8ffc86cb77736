package io.tunebook.server.search;

import io.tunebook.events.Configuration;
import io.tunebook.events.Domain;
import io.tunebook.events.Parameter;
import io.tunebook.events.SearchSpace;
import io.tunebook.events.Value;
import io.tunebook.server.book.Book;
import io.tunebook.server.book.Project;
import io.tunebook.server.book.Round;
import io.tunebook.server.book.Study;
import io.tunebook.server.book.Trial;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// What other studies of the project have measured already that an adaptive search can learn from:
/// trials on the same data whose configuration is one of its space.
final class Earlier {
    /// A Gaussian process grows with the cube of what it knows: of more trials the newest are kept.
    private static final int MOST = 100;

    private Earlier() {}

    /// @param sign 1 when lower is better, else -1
    /// @return in the order in which they were proposed, study by study
    static List<Known> of(Book book, Study study, double sign) {
        Project project = book.projectOf(book.roundOf(study));
        List<Known> known = new ArrayList<>();
        for (Round round : book.roundsOf(project)) {
            for (Study other : book.studiesOf(round)) {
                if (!other.id().equals(study.id()) && sameData(other, study)) {
                    for (Trial t : book.trialsOf(other)) {
                        add(known, t, study, sign);
                    }
                }
            }
        }
        return known.subList(Math.max(0, known.size() - MOST), known.size());
    }

    private static void add(List<Known> known, Trial t, Study study, double sign) {
        if (!belongs(t.configuration(), study)) {
            return;
        }
        if (t instanceof Trial.Completed c) {
            known.add(new Known.Measured(c.configuration(), sign * c.value()));
        } else if (t instanceof Trial.Infeasible i) {
            known.add(new Known.Failed(i.configuration()));
        }
    }

    private static boolean sameData(Study a, Study b) {
        var one = a.facts().reproduction();
        var two = b.facts().reproduction();
        return one.digest().equals(two.digest()) && one.data().equals(two.data());
    }

    /// Whether the study could have proposed it: every hyperparameter that exists has a value of
    /// its domain, every setting is the study's own, and nothing else is set.
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
        if (domain instanceof Domain.Choice c) {
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
