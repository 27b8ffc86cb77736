package io.tunebook.server.playbook.analysis;

import io.tunebook.events.Bounds;
import io.tunebook.events.Domain;
import io.tunebook.events.Parameter;
import io.tunebook.events.SearchSpace;
import io.tunebook.events.Value;
import io.tunebook.server.playbook.search.NaturalBounds;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// A range widened by half its width on its own scale, so that a search can continue past a bound
/// near which its best trials lie (PB-25). It never leaves the parameter's natural bounds.
public record WidenedRange(Domain domain) {
    /// The share of the range that a bound has to move by at least.
    private static final double MIN_STEP = 0.02;

    /// The natural bounds as limits of a new range.
    private record Limits(double low, double high, boolean lowOpen, boolean highOpen) {
        static Limits of(Optional<Bounds> bounds) {
            double low = bounds.map(Bounds::low).orElse(Double.NEGATIVE_INFINITY);
            double high = bounds.map(Bounds::high).orElse(Double.POSITIVE_INFINITY);
            return new Limits(
                    low,
                    high,
                    bounds.map(Bounds::lowOpen).orElse(false),
                    bounds.map(Bounds::highOpen).orElse(false));
        }

        /// A bound moved outwards; half of the way to a limit that is itself excluded.
        double moved(double from, double to) {
            if (to > from) {
                return to < high ? to : highOpen ? from + (high - from) / 2 : high;
            }
            return to > low ? to : lowOpen ? from - (from - low) / 2 : low;
        }

        /// An integer moved outwards.
        long whole(long from, long to) {
            double moved = moved((double) from, (double) to);
            return to > from ? (long) Math.floor(moved) : (long) Math.ceil(moved);
        }
    }

    /// @return empty when that side cannot move: no number, or its natural bound is reached
    public static Optional<WidenedRange> of(Parameter p, boolean upper) {
        return of(p, List.of(), upper);
    }

    /// @param earlier its ranges in earlier spaces
    static Optional<WidenedRange> of(Parameter p, List<Domain> earlier, boolean upper) {
        return widened(p.domain(), Limits.of(NaturalBounds.of(p, earlier)), upper)
                .filter(wider -> !wider.equals(p.domain()))
                .map(WidenedRange::new);
    }

    private static Optional<Domain> widened(Domain domain, Limits limits, boolean upper) {
        return switch (domain) {
            case Domain.Log d -> {
                double step = Math.sqrt(d.high() / d.low());
                double low = upper ? d.low() : positive(limits.moved(d.low(), d.low() / step), d);
                double high = upper ? limits.moved(d.high(), d.high() * step) : d.high();
                yield Math.log(d.low() / low) + Math.log(high / d.high())
                                < MIN_STEP * 2 * Math.log(step)
                        ? Optional.empty()
                        : Optional.of(new Domain.Log(low, high));
            }
            case Domain.LogInt d -> {
                double step = Math.sqrt((double) d.high() / d.low());
                long low = Math.max(1, Math.min(d.low() - 1, Math.round(d.low() / step)));
                long high = Math.max(d.high() + 1, Math.round(d.high() * step));
                yield d.low() == 1 && !upper
                        ? Optional.empty()
                        : Optional.of(
                                upper
                                        ? new Domain.LogInt(d.low(), limits.whole(d.high(), high))
                                        : new Domain.LogInt(limits.whole(d.low(), low), d.high()));
            }
            case Domain.ReverseLog d -> {
                double step = Math.sqrt((1 - d.low()) / (1 - d.high()));
                double low = upper ? d.low() : limits.moved(d.low(), 1 - (1 - d.low()) * step);
                double high = upper ? limits.moved(d.high(), 1 - (1 - d.high()) / step) : d.high();
                yield Math.log((1 - low) / (1 - d.low()) * (1 - d.high()) / (1 - high))
                                < MIN_STEP * 2 * Math.log(step)
                        ? Optional.empty()
                        : Optional.of(new Domain.ReverseLog(low, high));
            }
            case Domain.Linear d -> {
                double half = (d.high() - d.low()) / 2;
                double low = upper ? d.low() : limits.moved(d.low(), d.low() - half);
                double high = upper ? limits.moved(d.high(), d.high() + half) : d.high();
                yield d.low() - low + high - d.high() < MIN_STEP * 2 * half
                        ? Optional.empty()
                        : Optional.of(new Domain.Linear(low, high));
            }
            case Domain.Int d -> {
                long half = Math.max(1, (d.high() - d.low()) / 2);
                yield Optional.of(
                        upper
                                ? new Domain.Int(d.low(), limits.whole(d.high(), d.high() + half))
                                : new Domain.Int(limits.whole(d.low(), d.low() - half), d.high()));
            }
            case Domain.Categorical d -> longer(d, limits, upper);
            case Domain.Fixed d -> Optional.empty();
        };
    }

    /// A log range cannot reach 0: a natural bound there limits nothing.
    private static double positive(double low, Domain.Log d) {
        return low > 0 ? low : d.low() / Math.sqrt(d.high() / d.low());
    }

    /// A list of numbers with one more beyond its end: the last ratio or difference again.
    private static Optional<Domain> longer(Domain.Categorical d, Limits limits, boolean upper) {
        List<Value> sorted = OrderedValues.of(d);
        int n = sorted.size();
        if (n < 2) {
            return Optional.empty();
        }
        double end = sorted.get(upper ? n - 1 : 0).number();
        double next = sorted.get(upper ? n - 2 : 1).number();
        boolean ratio = sorted.getFirst().number() > 0 && OrderedValues.geometric(sorted);
        double value = limits.moved(end, ratio ? end * end / next : 2 * end - next);
        boolean whole = sorted.stream().allMatch(Value.Int.class::isInstance);
        double rounded =
                whole ? (upper ? Math.ceil(value - 1e-9) : Math.floor(value + 1e-9)) : value;
        double inside = limits.moved(end, rounded);
        if (upper ? inside <= end : inside >= end) {
            return Optional.empty();
        }
        Value added = whole ? new Value.Int((long) inside) : new Value.Real(inside);
        List<Value> values = new ArrayList<>(d.values());
        boolean rising = values.getFirst().number() <= values.getLast().number();
        values.add(upper == rising ? values.size() : 0, added);
        return Optional.of(new Domain.Categorical(values));
    }

    /// The space with every bound moved near which the study's best trials lie; empty when there is
    /// none that can move.
    public static Optional<SearchSpace> space(Sample sample) {
        List<Boundary.Edge> near =
                Boundary.edges(sample).stream().filter(Boundary.Edge::tooNarrow).toList();
        SearchSpace before = sample.study().facts().space();
        SearchSpace wider =
                new SearchSpace(
                        before.parameters().stream()
                                .map(p ->
                                        near.stream()
                                                .filter(e -> e.parameter().equals(p))
                                                .findFirst()
                                                .flatMap(e -> e.wider())
                                                .map(w -> p.over(w.domain()))
                                                .orElse(p))
                                .toList());
        return wider.equals(before) ? Optional.empty() : Optional.of(wider);
    }

    String words() {
        return Formats.domain(domain);
    }
}
