package io.tunebook.server.playbook.analysis;

/// The good region of a study: a tenth of the way from its best trial to its median one (PB-27).
///
/// @param limit the worst objective that still belongs to it
/// @param inside how many completed trials do
public record Region(double limit, int inside) {
    /// Below this many completed trials the median says too little.
    public static final int MIN_TRIALS = 6;

    private static final double SHARE = 0.10;

    /// @param sample with one completed trial at least
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
