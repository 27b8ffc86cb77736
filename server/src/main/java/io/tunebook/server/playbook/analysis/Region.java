package io.tunebook.server.playbook.analysis;

/// The good region of a study: a tenth of the way from its best trial to its median one (PB-27).
///
/// @param limit the worst objective that still belongs to it
/// @param inside how many completed trials belong to it
public record Region(double limit, int inside) {
    /// The number of completed trials below which the median is too uncertain.
    public static final int MIN_TRIALS = 6;

    private static final double SHARE = 0.10;

    /// @param sample with at least one completed trial
    public static Region of(Sample sample) {
        double[] values = sample.values();
        double best = values[0];
        double reach = sample.worse(best, values[values.length / 2]) * SHARE;
        int inside = 0;
        while (inside < values.length && sample.worse(best, values[inside]) <= reach) {
            inside++;
        }
        return new Region(values[inside - 1], inside);
    }
}
