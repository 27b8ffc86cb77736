package io.tunebook.bench;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// A measured figure.
///
/// @param value in `unit`
/// @param ratio to the reference `against`, measured in the same run; null for none
/// @param bar the requirement for the ratio, or for the value without a ratio; null for none
/// @param ok whether the requirement is met
public record Row(
        String name,
        double value,
        String unit,
        @Nullable Double ratio,
        @Nullable String against,
        @Nullable Double bar,
        boolean ok) {

    /// A figure without a requirement.
    public static Row plain(String name, double value, String unit) {
        return new Row(name, value, unit, null, null, null, true);
    }

    /// A figure with a reference, without a requirement.
    public static Row beside(String name, double value, String unit, double ratio, String against) {
        return new Row(name, value, unit, ratio, against, null, true);
    }

    /// @param bar the minimum ratio
    public static Row atLeast(
            String name, double value, String unit, double ratio, String against, double bar) {
        return new Row(name, value, unit, ratio, against, bar, ratio >= bar);
    }

    /// @param bar the maximum ratio
    public static Row atMost(
            String name, double value, String unit, double ratio, String against, double bar) {
        return new Row(name, value, unit, ratio, against, bar, ratio <= bar);
    }

    /// @param bar the maximum value
    public static Row valueAtMost(String name, double value, String unit, double bar) {
        return new Row(name, value, unit, null, null, bar, value <= bar);
    }

    /// @param bar the minimum value
    public static Row valueAtLeast(String name, double value, String unit, double bar) {
        return new Row(name, value, unit, null, null, bar, value >= bar);
    }

    /// The figure as a line of a table.
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
