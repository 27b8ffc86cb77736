package io.tunebook.server.playbook.search;

import io.tunebook.events.Configuration;
import io.tunebook.events.Domain;
import io.tunebook.events.Parameter;
import io.tunebook.events.SearchSpace;
import io.tunebook.events.Value;
import io.tunebook.server.model.Study;
import io.tunebook.server.model.Trial;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// The points of a widened space that earlier trials cover (PB-25).
///
/// Over the wider space from the start, the first `n / share` points of the study would have put
/// `n` into the narrower space, which already has `n` trials. So those of the first points that lie
/// there are skipped: the new trials fill the added region until it is as dense as the rest, then
/// the whole space evenly.
///
/// @param before the previous space, null when the study was never widened
/// @param points the number of first points of which those inside are covered
record CoveredPoints(@Nullable SearchSpace before, int points) {
    private static final double MIN_SHARE = 0.01;

    static CoveredPoints of(Study study, List<Trial> standing) {
        SearchSpace before = before(study);
        return of(
                study,
                before == null
                        ? 0
                        : standing.stream().filter(t -> inside(before, t.configuration())).count());
    }

    /// @param ran the trials that are inside the previous space
    static CoveredPoints of(Study study, long ran) {
        SearchSpace before = before(study);
        return before == null
                ? new CoveredPoints(null, 0)
                : new CoveredPoints(
                        before, (int) Math.round(ran / Math.max(MIN_SHARE, share(before, study))));
    }

    private static @Nullable SearchSpace before(Study study) {
        return study.earlier().isEmpty() || study.facts().algorithm().listed()
                ? null
                : study.earlier().get(study.earlier().size() - 1);
    }

    boolean covers(int index, Configuration c) {
        return before != null && index < points && inside(before, c);
    }

    /// The volume of the previous space as a share of the current one.
    private static double share(SearchSpace before, Study study) {
        double share = 1;
        for (Parameter now : study.facts().space().varying()) {
            for (Parameter then : before.parameters()) {
                if (then.key().equals(now.key())) {
                    share *= share(then.domain(), now.domain());
                }
            }
        }
        return share;
    }

    private static double share(Domain then, Domain now) {
        if (now instanceof Domain.Categorical(List<Value> values)) {
            return then instanceof Domain.Categorical c
                    ? (double) c.values().size() / values.size()
                    : 1;
        }
        return Scale.unit(now, Scale.at(then, Math.nextDown(1.0)))
                - Scale.unit(now, Scale.at(then, 0));
    }

    static boolean inside(SearchSpace space, Configuration c) {
        return space.activeIn(c).stream()
                .allMatch(p -> {
                    Value value = Objects.requireNonNull(c.values().get(p.name()));
                    return switch (p.domain()) {
                        case Domain.Categorical(List<Value> values) -> values.contains(value);
                        case Domain.Fixed(Value fixed) -> fixed.equals(value);
                        default -> {
                            double u = Scale.unit(p.domain(), value);
                            yield u >= 0 && u <= 1;
                        }
                    };
                });
    }
}
