package io.tunebook.server.playbook.search;

import io.tunebook.events.Algorithm;
import io.tunebook.events.Configuration;
import io.tunebook.events.SearchSpace;
import java.util.List;

/// The points of a study, by any algorithm.
public final class Search {
    private final Sampler sampler;
    private final Bayesian bayesian;
    private final Algorithm.Kind kind;

    /// @param trials the planned number of trials
    public Search(SearchSpace space, Algorithm algorithm, int trials) {
        this.sampler = new Sampler(space, algorithm, trials);
        this.bayesian = new Bayesian(space, algorithm, trials);
        this.kind = algorithm.kind();
    }

    /// Whether a point depends on earlier trials.
    public boolean adaptive() {
        return kind == Algorithm.Kind.BAYESIAN;
    }

    /// Point number `index`, from 0; the same for the same index and the same trials known.
    ///
    /// @param known the trials that are not abandoned; only an adaptive search uses them
    public Configuration point(int index, List<Observation> known) {
        return adaptive() ? bayesian.next(index, known) : sampler.configuration(index);
    }
}
