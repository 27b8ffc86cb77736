package io.tunebook.bench.kernels;

import io.tunebook.kernels.cpu.CpuTiles;
import io.tunebook.kernels.cpu.CpuWorkloads;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/// The speeds of the register tiles alone, on data of the L1 cache, beside the peak.
public final class TileBench {

    private TileBench() {}

    /// @param listener receives each row as soon as it is measured
    public static List<KernelRow> run(BenchOptions options, Consumer<KernelRow> listener) {
        List<KernelRow> rows = new ArrayList<>();
        if (!CpuWorkloads.vectors()) {
            return rows;
        }
        Peak peak = new Peak(options);
        for (CpuTiles.Tile tile : CpuTiles.tiles()) {
            for (boolean transposed : new boolean[] {false, true}) {
                CpuWorkloads.Workload work =
                        transposed ? CpuTiles.transposed(tile) : CpuTiles.product(tile);
                String name =
                        "tile %s, %s"
                                .formatted(
                                        tile.description(),
                                        transposed ? "gradient of weights" : "layer");
                rows.add(peak.beside(name, work::run, tile.operations(), Double.NaN));
                listener.accept(rows.getLast());
            }
        }
        return rows;
    }
}
