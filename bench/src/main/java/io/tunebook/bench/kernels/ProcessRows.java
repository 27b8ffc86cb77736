package io.tunebook.bench.kernels;

import io.tunebook.kernels.cpu.CpuWorkloads;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// The rows of the kernel benchmark that start other processes.
final class ProcessRows {

    private static final double NO_BAR = Double.NaN;

    private ProcessRows() {}

    /// The time of a process to its first step.
    ///
    /// @param torch to compare with; null for none
    static KernelRow start(int rounds, @Nullable TorchPeer torch) {
        double[] own = new double[rounds];
        double[] others = new double[rounds];
        double[] ratios = new double[rounds];
        Arrays.fill(others, NO_BAR);
        for (int round = 0; round < own.length; round++) {
            own[round] =
                    Processes.seconds(
                            Processes.java(List.of("--add-modules=jdk.incubator.vector"), "step"),
                            "stepped");
            if (torch != null) {
                others[round] = torch.secondsToFirstStep();
            }
            ratios[round] = others[round] / own[round];
        }
        String against =
                torch == null
                        ? ""
                        : String.format(
                                Locale.ROOT,
                                "%s: %.2f s",
                                torch.version(),
                                Stopwatch.median(others));
        return KernelRow.of(
                "process start to first step",
                Stopwatch.median(own),
                "s",
                Stopwatch.median(ratios),
                against,
                torch == null ? NO_BAR : 2);
    }

    /// The hashes of a training's weights: for several numbers of threads in this JVM, for several
    /// vector widths in child JVMs.
    static KernelRow hashes() {
        List<Integer> hashes = new ArrayList<>();
        for (int threads = 1; threads <= 4; threads++) {
            hashes.add(CpuWorkloads.weightsHash(Tasks.hashed(), Tasks.digits(), threads, true));
        }
        hashes.add(CpuWorkloads.weightsHash(Tasks.hashed(), Tasks.digits(), 1, false));
        String module = "--add-modules=jdk.incubator.vector";
        for (List<String> flags :
                List.of(
                        List.of(module, "-XX:MaxVectorSize=32"),
                        List.of(module, "-XX:MaxVectorSize=16"),
                        List.of("-Dvectors=none"))) {
            hashes.add(Integer.valueOf(Processes.output(Processes.java(flags, "hash"))));
        }
        long different = hashes.stream().distinct().count();
        boolean equal = different == 1;
        return new KernelRow(
                "weights' hashes, 1 to 4 threads, plain, 256 and 128 bits, no module",
                different,
                "different",
                equal ? 1 : 0,
                "all equal",
                1,
                equal);
    }
}
