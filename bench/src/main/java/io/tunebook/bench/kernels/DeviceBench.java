package io.tunebook.bench.kernels;

import io.tunebook.bench.Row;
import io.tunebook.kernels.Backends;
import io.tunebook.kernels.DeviceBenchmark;
import java.util.ArrayList;
import java.util.List;
import java.util.ServiceLoader;
import java.util.function.Consumer;

/// A backend's device, by the benchmark that comes with the backend; beside it PyTorch on the same
/// GPU.
public final class DeviceBench {

    private static final double PEER_SECONDS = 1;
    private static final double MAX_LAUNCHES = 10;
    private static final double MAX_START_MILLIS = 300;
    private static final double MIN_SPEEDUP = 10;
    private static final String PERCEPTRON = "784-256-128-10";
    private static final String POPULATION = PERCEPTRON + ", batch 128, 64 together";

    private final boolean torch;
    private final Consumer<Row> each;
    private final List<Row> rows = new ArrayList<>();

    private DeviceBench(boolean torch, Consumer<Row> each) {
        this.torch = torch;
        this.each = each;
    }

    /// The figures of every device benchmark on the class path; none without a device's backend.
    ///
    /// @param torch whether to measure PyTorch too
    public static List<Row> run(boolean torch, Consumer<Row> each) {
        DeviceBench bench = new DeviceBench(torch, each);
        for (DeviceBenchmark own : ServiceLoader.load(DeviceBenchmark.class)) {
            boolean accelerator = Backends.named(own.backend()).isAccelerator();
            own.run(null, figure -> bench.add(figure, accelerator));
        }
        return bench.rows;
    }

    private void add(DeviceBenchmark.Figure figure, boolean accelerator) {
        row(row(figure, accelerator));
        if (torch && figure.name().equals(POPULATION)) {
            beside(figure.value());
        }
    }

    private static Row row(DeviceBenchmark.Figure f, boolean accelerator) {
        boolean perceptron = f.name().startsWith(PERCEPTRON);
        if (perceptron && f.unit().equals("launches")) {
            return Row.valueAtMost(f.name(), f.value(), f.unit(), MAX_LAUNCHES);
        }
        if (perceptron && f.name().contains("second trial")) {
            return Row.valueAtMost(f.name(), f.value(), f.unit(), MAX_START_MILLIS);
        }
        if (accelerator && f.name().startsWith(POPULATION) && f.unit().equals("x")) {
            return Row.valueAtLeast(f.name(), f.value(), f.unit(), MIN_SPEEDUP);
        }
        return Row.plain(f.name(), f.value(), f.unit());
    }

    private void beside(double own) {
        try (TorchPeer peer = new TorchPeer()) {
            for (int graph : new int[] {0, 1}) {
                double millis =
                        peer.ask("device", PEER_SECONDS, "trials=64 graph=" + graph).wall() / 1e3;
                String name = graph == 1 ? "PyTorch, captured graph" : "PyTorch";
                String against = "%s, %.2f ms".formatted(name, millis);
                row(
                        graph == 1
                                ? Row.beside(POPULATION, own, "ms", millis / own, against)
                                : Row.atLeast(POPULATION, own, "ms", millis / own, against, 1));
            }
        }
    }

    private void row(Row row) {
        rows.add(row);
        each.accept(row);
    }
}
