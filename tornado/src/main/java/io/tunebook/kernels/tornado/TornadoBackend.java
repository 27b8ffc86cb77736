package io.tunebook.kernels.tornado;

import io.tunebook.kernels.Backend;
import io.tunebook.kernels.Trainer;
import java.util.List;
import org.jspecify.annotations.Nullable;
import uk.ac.manchester.tornado.api.common.TornadoDevice;

/// Trains on the devices of TornadoVM. Available only with a TornadoVM SDK (`TORNADOVM_HOME`).
public final class TornadoBackend implements Backend {

    static final String NAME = "tornado";

    private @Nullable TornadoDevice chosen;

    /// Uses the first device.
    public TornadoBackend() {}

    private TornadoBackend(TornadoDevice chosen) {
        this.chosen = chosen;
    }

    @Override
    public String name() {
        return NAME;
    }

    /// Name, memory and interface: `NVIDIA H100, 79.6 GiB, OpenCL`.
    @Override
    public String device() {
        return Devices.description(chosen());
    }

    @Override
    public List<String> devices() {
        return Devices.all().stream().map(Devices::description).toList();
    }

    @Override
    public boolean isAccelerator() {
        return Devices.isAccelerator(chosen());
    }

    @Override
    public int concurrency() {
        return ProgramCache.MAX_TRIALS;
    }

    /// The backend on the device with that number, or the only one with that text in its name.
    @Override
    public Backend on(String device) {
        return new TornadoBackend(Devices.named(device));
    }

    @Override
    public Trainer trainer(int threads) {
        if (threads < 1) {
            throw new IllegalArgumentException("threads must be at least 1, not " + threads);
        }
        return new TornadoTrainer(chosen());
    }

    /// The device is looked up on first use: listing the backends accesses no device.
    private synchronized TornadoDevice chosen() {
        TornadoDevice device = chosen;
        if (device == null) {
            device = Devices.all().getFirst();
            chosen = device;
        }
        return device;
    }
}
