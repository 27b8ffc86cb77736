package io.tunebook.bench;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// One thing that was measured.
///
/// @param value in `unit`
/// @param ratio to what `against` names, measured in the same run; null where there is none
/// @param bar what the ratio, or the value where there is no ratio, has to reach; null for none
/// @param ok whether it does
public record Row(
        String name,
        double value,
        String unit,
        @Nullable Double ratio,
        @Nullable String against,
        @Nullable Double bar,
        boolean ok) {

    /// A measurement without a demand.
    static Row plain(String name, double value, String unit) {
        return new Row(name, value, unit, null, null, null, true);
    }

    /// A measurement beside another, without a demand.
    static Row beside(String name, double value, String unit, double ratio, String against) {
        return new Row(name, value, unit, ratio, against, null, true);
    }

    /// @param bar the ratio has to be at least this
    static Row atLeast(
            String name, double value, String unit, double ratio, String against, double bar) {
        return new Row(name, value, unit, ratio, against, bar, ratio >= bar);
    }

    /// @param bar the ratio has to be at most this
    static Row atMost(
            String name, double value, String unit, double ratio, String against, double bar) {
        return new Row(name, value, unit, ratio, against, bar, ratio <= bar);
    }

    /// @param bar the value has to be at most this
    static Row valueAtMost(String name, double value, String unit, double bar) {
        return new Row(name, value, unit, null, null, bar, value <= bar);
    }

    /// @param bar the value has to be at least this
    static Row valueAtLeast(String name, double value, String unit, double bar) {
        return new Row(name, value, unit, null, null, bar, value >= bar);
    }

    /// The row in a line of a table.
    public String line() {
        String number =
                Math.abs(value) >= 100
                        ? String.format(Locale.ROOT, "%,.0f", value)
                        : String.format(Locale.ROOT, "%.2f", value);
        String beside =
                ratio == null ? "" : String.format(Locale.ROOT, "%.2f of %s", ratio, against);
        String demand = bar == null ? "" : (ok ? "ok" : "MISSED") + ", bar " + bar;
        return String.format(
                Locale.ROOT, "%-44s %14s %-9s %-46s %s", name, number, unit, beside, demand);
    }
}
