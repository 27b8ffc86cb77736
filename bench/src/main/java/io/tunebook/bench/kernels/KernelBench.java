package io.tunebook.bench.kernels;

import io.tunebook.kernels.cpu.CpuWorkloads;
import io.tunebook.kernels.cpu.CpuWorkloads.ProductKind;
import io.tunebook.kernels.data.Dataset;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.function.DoubleUnaryOperator;
import org.jspecify.annotations.Nullable;

/// The benchmark of the training kernels.
///
/// Each figure is measured in several rounds, Tunebook and PyTorch alternating; the report contains
/// the median of the rounds, or of their ratios. With one thread the CPU time counts, because other
/// processes may use the machine as well; with more threads the wall-clock time counts.
public final class KernelBench {

    private static final double NO_BAR = Double.NaN;

    private final BenchOptions options;
    private final Consumer<KernelRow> listener;
    private final List<KernelRow> rows = new ArrayList<>();
    private final @Nullable TorchPeer torch;

    private @Nullable Peak peak;

    /// The bandwidth of the memory, in GB/s.
    private double copied = NO_BAR;

    private KernelBench(
            BenchOptions options, Consumer<KernelRow> listener, @Nullable TorchPeer torch) {
        this.options = options;
        this.listener = listener;
        this.torch = torch;
    }

    /// Runs the whole benchmark; takes one to two minutes, with PyTorch about three.
    ///
    /// @param listener receives each row as soon as it is measured
    /// @throws PeerException if PyTorch is requested and cannot be run
    public static List<KernelRow> run(BenchOptions options, Consumer<KernelRow> listener) {
        if (!options.torch()) {
            return new KernelBench(options, listener, null).run();
        }
        try (TorchPeer torch = new TorchPeer()) {
            return new KernelBench(options, listener, torch).run();
        }
    }

    private List<KernelRow> run() {
        if (CpuWorkloads.vectors()) {
            measurePeak();
            products();
        }
        bandwidth();
        Dataset noise = Tasks.noise(784, 8_192);
        for (int threads = 1; threads <= 2; threads++) {
            for (String optimizer : List.of("nesterov", "adam")) {
                for (int batch : new int[] {32, 128, 512}) {
                    step(noise, optimizer, batch, threads);
                }
            }
        }
        smallMoments();
        convolutions();
        smallTrials();
        add(ProcessRows.start(options.rounds(), torch));
        add(ProcessRows.hashes());
        return List.copyOf(rows);
    }

    private void measurePeak() {
        peak = new Peak(options);
        double[] rounds = new double[options.rounds()];
        for (int round = 0; round < rounds.length; round++) {
            rounds[round] = peakNow();
        }
        add(
                KernelRow.of(
                        "peak of one core",
                        Stopwatch.median(rounds),
                        "GFLOP/s",
                        NO_BAR,
                        "",
                        NO_BAR));
    }

    private double peakNow() {
        return Objects.requireNonNull(peak).now();
    }

    private void products() {
        List<int[]> shapes = new ArrayList<>();
        for (int m : new int[] {32, 128, 512}) {
            shapes.add(new int[] {m, 784, 256});
            shapes.add(new int[] {m, 256, 128});
            shapes.add(new int[] {m, 128, 10});
        }
        for (int edge : new int[] {256, 512, 1024}) {
            shapes.add(new int[] {edge, edge, edge});
        }
        List<Double> ratios = new ArrayList<>();
        for (int[] s : shapes) {
            for (ProductKind way : ProductKind.values()) {
                ratios.add(product(way, s[0], s[1], s[2]));
            }
        }
        double median =
                Stopwatch.median(ratios.stream().mapToDouble(Double::doubleValue).toArray());
        add(KernelRow.of("products, median", median, "of peak", median, "peak", 0.8));
    }

    private double product(ProductKind way, int m, int k, int n) {
        CpuWorkloads.Workload work = CpuWorkloads.product(way, m, k, n);
        String name = "product %s %d x %d x %d".formatted(way, m, k, n);
        double bar = n < 16 ? 0.35 : 0.6;
        add(Objects.requireNonNull(peak).beside(name, work::run, 2.0 * m * k * n, bar));
        return rows.getLast().ratio();
    }

    /// The optimizer's memory bandwidth, relative to a plain copy of memory.
    private void bandwidth() {
        int parameters = 1 << 22;
        float[] from = new float[parameters];
        float[] to = new float[parameters];
        CpuWorkloads.Workload update = CpuWorkloads.nesterov(parameters);
        Stopwatch.time(update::run, options.seconds());
        double[] copies = new double[options.rounds()];
        double[] updates = new double[options.rounds()];
        double[] ratios = new double[options.rounds()];
        for (int round = 0; round < ratios.length; round++) {
            Runnable copy = () -> System.arraycopy(from, 0, to, 0, parameters);
            copies[round] = 8.0 * parameters / Stopwatch.time(copy, options.seconds()).cpu() / 1e3;
            updates[round] =
                    20.0 * parameters / Stopwatch.time(update::run, options.seconds()).cpu() / 1e3;
            ratios[round] = updates[round] / copies[round];
        }
        copied = Stopwatch.median(copies);
        add(KernelRow.of("memory, copied", Stopwatch.median(copies), "GB/s", NO_BAR, "", NO_BAR));
        add(
                KernelRow.of(
                        "Nesterov on 4 Mi parameters",
                        Stopwatch.median(updates),
                        "GB/s",
                        Stopwatch.median(ratios),
                        "memory, copied",
                        NO_BAR));
    }

    private void step(Dataset noise, String optimizer, int batch, int threads) {
        String name =
                "step 784-256-128-10, %s, batch %d, %d thread%s"
                        .formatted(optimizer, batch, threads, threads == 1 ? "" : "s");
        try (CpuWorkloads.Workload work =
                CpuWorkloads.steps(Tasks.perceptron(optimizer, batch), noise, threads)) {
            String keys = "threads=%d batch=%d optimizer=%s".formatted(threads, batch, optimizer);
            double floor = batch == 32 ? 1.5 : batch == 128 ? 1.15 : 0.95;
            DoubleUnaryOperator bar =
                    peer -> Math.clamp(peer / reachable(optimizer, batch, threads), floor, 2);
            paired(name, work, threads, Tasks.operations(batch), "step", keys, bar);
        }
    }

    /// The time of a step at 0.75 of the peak, and of its parameters' trip through memory: their
    /// transpose, gradient and state are read and written once.
    private double reachable(String optimizer, int batch, int threads) {
        if (peak == null) {
            return NO_BAR;
        }
        int arrays = optimizer.equals("adam") ? 9 : 7;
        double products = Tasks.operations(batch) / (0.75 * peakNow() * threads) / 1e3;
        return products + 4.0 * arrays * Tasks.PARAMETERS / copied / 1e3;
    }

    /// Adam's update while a tenth of the moments decays to 0.
    private void smallMoments() {
        CpuWorkloads.Workload still = CpuWorkloads.adam(Tasks.PARAMETERS, false);
        CpuWorkloads.Workload decaying = CpuWorkloads.adam(Tasks.PARAMETERS, true);
        Stopwatch.time(still::run, options.seconds());
        Stopwatch.time(decaying::run, 4 * options.seconds());
        double[] own = new double[options.rounds()];
        double[] ratios = new double[options.rounds()];
        for (int round = 0; round < ratios.length; round++) {
            double without = Stopwatch.time(still::run, options.seconds()).cpu();
            own[round] = Stopwatch.time(decaying::run, options.seconds()).cpu();
            ratios[round] = without / own[round];
        }
        add(
                KernelRow.of(
                        "Adam, a tenth of the moments decaying to 0",
                        Stopwatch.median(own),
                        "us of CPU",
                        Stopwatch.median(ratios),
                        "Adam without",
                        1 / 1.2));
    }

    private void convolutions() {
        double weights = 784.0 * (9 * 16 * 2 + 9 * 16 * 32 * 3);
        try (CpuWorkloads.Workload work = CpuWorkloads.convolutions(32, 1)) {
            String name = "convolutions 1 to 16 to 32, 28 x 28, batch 32";
            if (torch == null) {
                paired(name, work, 1, 2 * 32 * weights, "conv", "", _ -> NO_BAR);
                return;
            }
            paired(
                    name + ", NCHW",
                    work,
                    1,
                    0,
                    "conv",
                    "threads=1 batch=32 layout=first",
                    _ -> 1.5);
            paired(
                    name + ", channels last",
                    work,
                    1,
                    0,
                    "conv",
                    "threads=1 batch=32 layout=last",
                    _ -> 1.1);
        }
    }

    private void smallTrials() {
        Dataset noise = Tasks.noise(64, 8_192);
        List<CpuWorkloads.Workload> trials = new ArrayList<>();
        for (int trial = 0; trial < 64; trial++) {
            trials.add(CpuWorkloads.steps(Tasks.small(trial), noise, 1));
        }
        // The trials alternate: a hundred steps of each.
        int[] next = {0};
        CpuWorkloads.Workload work =
                () -> {
                    CpuWorkloads.Workload trial = trials.get(next[0]++ / 100 % trials.size());
                    trial.run();
                };
        double operations = 2.0 * 32 * (2 * (64 * 64 + 64 * 10) + 64 * 10);
        String name = "64 trials of 64-64-10, a step of one";
        if (torch == null) {
            paired(name, work, 1, operations, "small", "", _ -> NO_BAR);
            return;
        }
        paired(name + ", against one after another", work, 1, 0, "small", "threads=1", _ -> 20);
        paired(
                name + ", against all at once",
                work,
                1,
                0,
                "together",
                "threads=1 trials=64",
                _ -> 3);
    }

    /// Measures Tunebook and PyTorch alternately; without PyTorch the reference is the peak, if
    /// there is one.
    ///
    /// @param bar the minimum ratio, by the time of PyTorch
    private void paired(
            String name,
            CpuWorkloads.Workload work,
            int threads,
            double operations,
            String peer,
            String keys,
            DoubleUnaryOperator bar) {
        Stopwatch.time(work::run, 4 * options.seconds());
        double[] own = new double[options.rounds()];
        double[] others = new double[options.rounds()];
        double[] ratios = new double[options.rounds()];
        for (int round = 0; round < ratios.length; round++) {
            double best = torch == null && CpuWorkloads.vectors() ? peakNow() : NO_BAR;
            Stopwatch.Time time = Stopwatch.time(work::run, options.seconds());
            own[round] = threads == 1 ? time.cpu() : time.wall();
            if (torch == null) {
                others[round] = operations / threads / best / 1e3;
            } else {
                TorchPeer.Answer answer = torch.ask(peer, options.seconds(), keys);
                others[round] = threads == 1 ? answer.cpu() : answer.wall();
            }
            ratios[round] = others[round] / own[round];
        }
        String against =
                String.format(
                        Locale.ROOT,
                        "%s: %.0f us",
                        torch == null ? "at peak" : torch.version(),
                        Stopwatch.median(others));
        double demanded =
                torch == null ? NO_BAR : hundredths(bar.applyAsDouble(Stopwatch.median(others)));
        String unit = threads == 1 ? "us of CPU" : "us";
        add(
                KernelRow.of(
                        name,
                        Stopwatch.median(own),
                        unit,
                        Stopwatch.median(ratios),
                        against,
                        demanded));
    }

    private static double hundredths(double value) {
        return Math.round(value * 100) / 100.0;
    }

    private void add(KernelRow row) {
        rows.add(row);
        listener.accept(row);
    }
}
