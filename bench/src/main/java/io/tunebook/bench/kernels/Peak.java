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
}
