package io.tunebook.server.playbook.search;

import io.tunebook.events.Algorithm;
import io.tunebook.events.Configuration;
import io.tunebook.events.SearchSpace;
import java.util.List;

/// A study's points, one after another, by whichever algorithm.
public final class Search {
    private final Sampler sampler;
    private final Bayesian bayesian;
    private final Algorithm.Kind kind;

    /// @param trials how many trials the study shall have
    public Search(SearchSpace space, Algorithm algorithm, int trials) {
        this.sampler = new Sampler(space, algorithm, trials);
        this.bayesian = new Bayesian(space, algorithm, trials);
        this.kind = algorithm.kind();
    }

    /// Whether a point depends on the trials before it.
    public boolean adaptive() {
        return kind == Algorithm.Kind.BAYESIAN;
    }

    /// Point number `index`, from 0; the same for the same index and the same trials known.
    ///
    /// @param known the trials that stand; only an adaptive search looks at them
    public Configuration point(int index, List<Observation> known) {
        return adaptive() ? bayesian.next(index, known) : sampler.configuration(index);
    }
}
