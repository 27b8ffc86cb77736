package io.tunebook.bench.kernels;

/// One figure of the benchmark.
///
/// @param name what was measured
/// @param value the figure, a median over the rounds
/// @param unit of the figure
/// @param ratio how many times better than what it is held against, a median of paired ratios; NaN
///   where there is nothing to hold it against
/// @param against what it is held against, with its own figure
/// @param bar the least ratio that is demanded; NaN for none
/// @param ok whether the bar is reached, or there is none
public record Row(
        String name,
        double value,
        String unit,
        double ratio,
        String against,
        double bar,
        boolean ok) {

    static Row of(
            String name, double value, String unit, double ratio, String against, double bar) {
        return new Row(name, value, unit, ratio, against, bar, Double.isNaN(bar) || ratio >= bar);
    }
}
