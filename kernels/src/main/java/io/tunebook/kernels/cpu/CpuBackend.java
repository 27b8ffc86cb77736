package io.tunebook.kernels.cpu;

import io.tunebook.kernels.Backend;
import io.tunebook.kernels.Trainer;

/// Trains on the processor. Always available.
public final class CpuBackend implements Backend {

    static final String NAME = "cpu";

    private final Products products = Products.fastest();

    public CpuBackend() {}

    @Override
    public String name() {
        return NAME;
    }

    /// Architecture, cores and kind of products: `amd64, 8 cores, 256-bit vectors`.
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
    public Trainer trainer(int threads) {
        if (threads < 1) {
            throw new IllegalArgumentException("threads must be at least 1, not " + threads);
        }
        return new CpuTrainer(products, threads);
    }
}
