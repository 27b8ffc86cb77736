package io.tunebook.bench.kernels;

import io.tunebook.kernels.cpu.CpuWorkloads;

/// The peak speed of one core, which depends on its clock and therefore on the moment.
final class Peak {

    private static final int TURNS = 200_000;

    private final BenchOptions options;

    /// The result of the loop, stored so that the compiler cannot remove it.
    private float blackHole;

    /// Runs short calls first, so that the loop is compiled as a whole: one long call would stay in
    /// the interpreter or in code replaced on the stack.
    Peak(BenchOptions options) {
        this.options = options;
        Stopwatch.time(() -> blackHole += CpuWorkloads.peakLoop(1_000), 2);
    }

    /// The current speed in GFLOP/s.
    double now() {
        double us =
                Stopwatch.time(
                                () -> blackHole += CpuWorkloads.peakLoop(TURNS),
                                options.seconds() / 4)
                        .cpu();
        return CpuWorkloads.peakOperations() * TURNS / us / 1e3;
    }

    /// Measures work beside the peak, which is taken before and after each round.
    ///
    /// @param operations floating-point operations of one run
    /// @param bar the minimum share of the peak; NaN for none
    KernelRow beside(String name, Runnable work, double operations, double bar) {
        Stopwatch.time(work, options.seconds());
        double[] speeds = new double[options.rounds()];
        double[] ratios = new double[options.rounds()];
        for (int round = 0; round < ratios.length; round++) {
            double before = now();
            speeds[round] = operations / Stopwatch.time(work, options.seconds()).cpu() / 1e3;
            ratios[round] = speeds[round] / ((before + now()) / 2);
        }
        double ratio = Stopwatch.median(ratios);
        return KernelRow.of(name, Stopwatch.median(speeds), "GFLOP/s", ratio, "peak", bar);
    }
}
