package io.tunebook.server.playbook.analysis;

import io.tunebook.events.Domain;
import io.tunebook.events.Objective;
import io.tunebook.events.Parameter;
import io.tunebook.events.SearchSpace;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.List;
import java.util.Locale;

/// Numbers and names formatted for people.
public final class Formats {
    private Formats() {}

    /// A value of the objective in its unit: shares as a percentage with two decimals, other values
    /// with four significant digits.
    public static String value(Objective objective, double x) {
        return objective.share()
                ? String.format(Locale.ROOT, "%.2f%%", percentage(objective, x))
                : String.format(Locale.ROOT, "%.4g", x);
    }

    /// A difference of two values, in percentage points when the objective is a share.
    public static String difference(Objective objective, double x) {
        return objective.share()
                ? String.format(Locale.ROOT, "%.2f points", percentage(objective, x))
                : String.format(Locale.ROOT, "%.3g", x);
    }

    private static double percentage(Objective objective, double x) {
        return x * 100 / objective.whole();
    }

    /// The hyperparameter's name; with its condition where the space has another of that name
    /// (PB-16), such as `momentum (optimizer nesterov)`.
    static String name(Parameter p, SearchSpace space) {
        boolean alone =
                space.parameters().stream().filter(o -> o.name().equals(p.name())).count() < 2;
        return alone || p.when() == null
                ? p.name()
                : "%s (%s %s)".formatted(p.name(), p.when().parameter(), p.when().equals());
    }

    public static String share(double fraction) {
        return String.format(Locale.ROOT, "%.0f%%", fraction * 100);
    }

    /// Three significant digits, without trailing zeros.
    public static String number(double x) {
        if (!Double.isFinite(x) || x == 0) {
            return x == 0 ? "0" : Double.toString(x);
        }
        double size = Math.abs(x);
        BigDecimal rounded = new BigDecimal(x).round(new MathContext(3)).stripTrailingZeros();
        return size < 1e-3 || size >= 1e5
                ? String.format(Locale.ROOT, "%se%d", mantissa(rounded), exponent(rounded))
                : rounded.toPlainString();
    }

    private static int exponent(BigDecimal x) {
        return x.precision() - x.scale() - 1;
    }

    private static String mantissa(BigDecimal x) {
        return x.scaleByPowerOfTen(-exponent(x)).stripTrailingZeros().toPlainString();
    }

    public static String probability(double p) {
        return p < 0.001 ? "< 0.001" : String.format(Locale.ROOT, "= %.2g", p);
    }

    /// A domain's bounds, or its values.
    public static String domain(Domain domain) {
        return switch (domain) {
            case Domain.Log d -> range(d.low(), d.high());
            case Domain.LogInt d -> range((double) d.low(), (double) d.high());
            case Domain.ReverseLog d -> range(d.low(), d.high());
            case Domain.Linear d -> range(d.low(), d.high());
            case Domain.Int d -> range((double) d.low(), (double) d.high());
            case Domain.Categorical d ->
                    String.join(", ", d.values().stream().map(Object::toString).toList());
            case Domain.Fixed d -> d.value().toString();
        };
    }

    private static String range(double low, double high) {
        return number(low) + " … " + number(high);
    }

    /// A list in a sentence: `a`, `a and b`, `a, b and c`.
    static String and(List<String> names) {
        return names.size() < 2
                ? String.join("", names)
                : "%s and %s"
                        .formatted(
                                String.join(", ", names.subList(0, names.size() - 1)),
                                names.getLast());
    }

    public static String plural(long n, String one) {
        return n + " " + one + (n == 1 ? "" : "s");
    }
}
