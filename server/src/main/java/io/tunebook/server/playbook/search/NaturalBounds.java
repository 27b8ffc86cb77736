package io.tunebook.server.playbook.search;

import io.tunebook.events.Bounds;
import io.tunebook.events.Domain;
import io.tunebook.events.Parameter;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/// The values that a hyperparameter can have at all, whatever range is searched: those recorded
/// with it, else those of its usual name, else not below 0 where no searched value is.
///
/// A usual name is no proof: a bound that the searched range contradicts is not applied.
public final class NaturalBounds {
    private static final Bounds SHARE = new Bounds(0.0, 1.0, false, false);
    private static final Bounds SHARE_BELOW_ONE = new Bounds(0.0, 1.0, false, true);
    private static final Bounds POSITIVE = new Bounds(0.0, null, true, false);
    private static final Bounds NOT_NEGATIVE = new Bounds(0.0, null, false, false);
    private static final Bounds COUNT = new Bounds(1.0, null, false, false);

    private record Name(Pattern pattern, Bounds bounds) {
        Name(String pattern, Bounds bounds) {
            this(Pattern.compile("(.*_)?(" + pattern + ")"), bounds);
        }
    }

    /// The first that matches a name in lower case with underscores.
    private static final List<Name> NAMES =
            List.of(
                    new Name("warm_?up_(fraction|ratio|share|proportion)", SHARE),
                    new Name("warm_?up(_.*)?", NOT_NEGATIVE),
                    new Name("(drop_?out|drop_?path|drop_rate)(_.*)?", SHARE_BELOW_ONE),
                    new Name("(label_)?smoothing", SHARE_BELOW_ONE),
                    new Name("momentum|beta_?[12s]?|ema(_decay)?", SHARE_BELOW_ONE),
                    new Name("fraction|probability|prob", SHARE),
                    new Name("weight_decay|wd|l1|l2|regulari[sz]ation", NOT_NEGATIVE),
                    new Name("(learning_)?rate|lr|eps|epsilon|temperature|sigma", POSITIVE),
                    new Name("clip(ping)?(_norm|_threshold|_value)?|clip_grad", POSITIVE),
                    new Name("batch_?size|width|depth|(hidden_)?(units|size|dim)", COUNT),
                    new Name("(num_|n_)?(layers?|heads?|channels|filters|neurons)", COUNT),
                    new Name("epochs?|(max_|total_)?steps|iterations", COUNT));

    private NaturalBounds() {}

    /// The bounds by its record, name and range.
    public static Optional<Bounds> of(Parameter p) {
        return of(p, List.of());
    }

    /// The bounds by its record, name and all of its ranges.
    ///
    /// @param earlier its ranges in earlier spaces
    public static Optional<Bounds> of(Parameter p, List<Domain> earlier) {
        if (p.bounds() != null) {
            return Optional.of(p.bounds());
        }
        double low = Double.POSITIVE_INFINITY;
        double high = Double.NEGATIVE_INFINITY;
        for (double x : p.domain().numbers()) {
            low = Math.min(low, x);
            high = Math.max(high, x);
        }
        for (Domain each : earlier) {
            for (double x : each.numbers()) {
                low = Math.min(low, x);
                high = Math.max(high, x);
            }
        }
        return low > high ? Optional.empty() : agreeing(named(p.name()), low, high);
    }

    private static Bounds named(String name) {
        String last = name.substring(Math.max(name.lastIndexOf('/'), name.lastIndexOf('.')) + 1);
        String key =
                last.replaceAll("([a-z0-9])([A-Z])", "$1_$2")
                        .replace('-', '_')
                        .toLowerCase(Locale.ROOT);
        return NAMES.stream()
                .filter(n -> n.pattern().matcher(key).matches())
                .map(Name::bounds)
                .findFirst()
                .orElse(NOT_NEGATIVE);
    }

    /// The sides that the values from `low` to `high` keep. A range that reaches an excluded bound
    /// includes it.
    private static Optional<Bounds> agreeing(Bounds b, double low, double high) {
        Double from =
                b.low() != null && low >= b.low() ? b.low() : low >= 0 ? Double.valueOf(0) : null;
        Double to = b.high() != null && high <= b.high() ? b.high() : null;
        return from == null && to == null
                ? Optional.empty()
                : Optional.of(
                        new Bounds(
                                from,
                                to,
                                from != null && b.lowOpen() && low > from,
                                to != null && b.highOpen() && high < to));
    }
}
