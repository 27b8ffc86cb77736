package io.tunebook.server.playbook.analysis;

import io.tunebook.events.Domain;
import io.tunebook.events.Parameter;
import io.tunebook.events.SearchSpace;
import java.util.List;
import java.util.Optional;

/// A range widened by half its width on its own scale, so that a search can continue past a bound
/// near which its best trials lie (PB-25).
public record WidenedRange(Domain domain) {

    /// @return empty for a domain without a bound that can move
    public static Optional<WidenedRange> of(Domain domain, boolean upper) {
        return Optional.ofNullable(
                        switch (domain) {
                            case Domain.Log d -> {
                                double step = Math.sqrt(d.high() / d.low());
                                yield upper
                                        ? new Domain.Log(d.low(), d.high() * step)
                                        : new Domain.Log(d.low() / step, d.high());
                            }
                            case Domain.LogInt d -> {
                                double step = Math.sqrt((double) d.high() / d.low());
                                yield upper
                                        ? new Domain.LogInt(d.low(), Math.round(d.high() * step))
                                        : new Domain.LogInt(
                                                Math.max(1, Math.round(d.low() / step)), d.high());
                            }
                            case Domain.ReverseLog d -> {
                                double step = Math.sqrt((1 - d.low()) / (1 - d.high()));
                                yield upper
                                        ? new Domain.ReverseLog(d.low(), 1 - (1 - d.high()) / step)
                                        : new Domain.ReverseLog(
                                                Math.max(
                                                        Math.min(d.low(), 0),
                                                        1 - (1 - d.low()) * step),
                                                d.high());
                            }
                            case Domain.Linear d -> {
                                double half = (d.high() - d.low()) / 2;
                                yield upper
                                        ? new Domain.Linear(d.low(), d.high() + half)
                                        : new Domain.Linear(d.low() - half, d.high());
                            }
                            case Domain.Int d -> {
                                long half = Math.max(1, (d.high() - d.low()) / 2);
                                yield upper
                                        ? new Domain.Int(d.low(), d.high() + half)
                                        : new Domain.Int(d.low() - half, d.high());
                            }
                            case Domain.Categorical d -> null;
                            case Domain.Fixed d -> null;
                        })
                .filter(wider -> !wider.equals(domain))
                .map(WidenedRange::new);
    }

    /// The space with every bound moved near which the study's best trials lie; empty when there is
    /// none that can move.
    public static Optional<SearchSpace> space(Sample sample) {
        List<Boundary.Edge> near =
                Boundary.edges(sample).stream().filter(Boundary.Edge::tooNear).toList();
        SearchSpace before = sample.study().facts().space();
        SearchSpace wider =
                new SearchSpace(
                        before.parameters().stream()
                                .map(p ->
                                        near.stream()
                                                .filter(e -> e.parameter().equals(p))
                                                .findFirst()
                                                .flatMap(e -> of(p.domain(), e.upper()))
                                                .map(w ->
                                                        new Parameter(
                                                                p.name(), w.domain(), p.when()))
                                                .orElse(p))
                                .toList());
        return wider.equals(before) ? Optional.empty() : Optional.of(wider);
    }

    String words() {
        return Formats.domain(domain);
    }
}
