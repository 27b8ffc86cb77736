package io.tunebook.kernels.cpu;

import io.tunebook.kernels.Backend;
import io.tunebook.kernels.Trainer;

/// Trains on the processor, one thread a training. Always there.
public final class CpuBackend implements Backend {

    private final Products products = Products.fastest();

    public CpuBackend() {}

    @Override
    public String name() {
        return "cpu";
    }

    /// Architecture, cores and how products are computed: `amd64, 8 cores, 256-bit vectors`.
    @Override
    public String device() {
        int cores = Runtime.getRuntime().availableProcessors();
        return System.getProperty("os.arch")
                + ", "
                + cores
                + (cores == 1 ? " core, " : " cores, ")
                + products.description();
    }

    @Override
    public Trainer trainer() {
        return new CpuTrainer(products);
    }
}
