package io.tunebook.bench.kernels;

/// One figure of the benchmark.
///
/// @param name of the measured work
/// @param value the figure, a median over the rounds
/// @param unit of the figure
/// @param ratio by which it is better than the reference, a median of paired ratios; NaN without a
///   reference
/// @param against the reference, with its own figure
/// @param bar the minimum ratio; NaN for none
/// @param ok whether the ratio reaches the minimum, or there is none
public record KernelRow(
        String name,
        double value,
        String unit,
        double ratio,
        String against,
        double bar,
        boolean ok) {

    static KernelRow of(
            String name, double value, String unit, double ratio, String against, double bar) {
        return new KernelRow(
                name, value, unit, ratio, against, bar, Double.isNaN(bar) || ratio >= bar);
    }
}
