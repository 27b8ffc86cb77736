package io.tunebook.kernels.tornado;

import io.tunebook.kernels.Backend;
import io.tunebook.kernels.Trainer;
import org.jspecify.annotations.Nullable;
import uk.ac.manchester.tornado.api.common.TornadoDevice;

/// Trains on the devices that TornadoVM reaches. There only where a TornadoVM SDK is
/// (`TORNADOVM_HOME`).
public final class TornadoBackend implements Backend {

    static final String NAME = "tornado";

    static {
        // A kernel that cannot be compiled for the device is an error, never plain Java instead.
        System.setProperty("tornado.recover.bailout", "False");
        // The memory that there is decides, not a limit that is set in advance.
        System.setProperty("tornado.device.memory", "1024GB");
        // A training step of a deep network has more tasks than the usual 4 KiB hold.
        System.setProperty("tornado.tvm.maxbytecodesize", "262144");
    }

    private @Nullable TornadoDevice chosen;

    /// On the first device.
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
    public boolean isAccelerator() {
        return !Devices.all().isEmpty() && Devices.isAccelerator(chosen());
    }

    /// The device of that number, or with that text in its name.
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

    /// Looked for when it is first asked for: to list the backends touches no device.
    private synchronized TornadoDevice chosen() {
        TornadoDevice device = chosen;
        if (device == null) {
            device =
                    Devices.all().stream()
                            .findFirst()
                            .orElseThrow(() ->
                                    new IllegalArgumentException(
                                            "TornadoVM sees no device: install a driver for one (clinfo lists those of OpenCL), or use --backend cpu"));
            chosen = device;
        }
        return device;
    }
}
