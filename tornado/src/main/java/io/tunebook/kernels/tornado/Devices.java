package io.tunebook.kernels.tornado;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import uk.ac.manchester.tornado.api.TornadoBackend;
import uk.ac.manchester.tornado.api.TornadoRuntime;
import uk.ac.manchester.tornado.api.common.TornadoDevice;
import uk.ac.manchester.tornado.api.enums.TornadoDeviceType;
import uk.ac.manchester.tornado.api.runtime.TornadoRuntimeProvider;

/// The devices that TornadoVM finds, in its order: the first is its default.
final class Devices {

    private Devices() {}

    static List<TornadoDevice> all() {
        TornadoRuntime runtime = TornadoRuntimeProvider.getTornadoRuntime();
        List<TornadoDevice> devices = new ArrayList<>();
        for (int b = 0; b < runtime.getNumBackends(); b++) {
            TornadoBackend backend = runtime.getBackend(b);
            for (int d = 0; d < backend.getNumDevices(); d++) {
                devices.add(backend.getDevice(d));
            }
        }
        return devices;
    }

    /// The device with that number, or whose name contains the text, ignoring case.
    ///
    /// @throws IllegalArgumentException if no device matches; the message lists the available ones
    static TornadoDevice named(String text) {
        List<TornadoDevice> devices = all();
        for (int d = 0; d < devices.size(); d++) {
            boolean number = text.equals(String.valueOf(d));
            if (number || lower(name(devices.get(d))).contains(lower(text))) {
                return devices.get(d);
            }
        }
        List<String> described = new ArrayList<>();
        for (int d = 0; d < devices.size(); d++) {
            described.add(d + " (" + description(devices.get(d)) + ")");
        }
        throw new IllegalArgumentException(
                "TornadoVM has no device '%s'; available: %s"
                        .formatted(text, String.join(", ", described)));
    }

    /// Name, memory and interface: `NVIDIA H100, 79.6 GiB, OpenCL`.
    static String description(TornadoDevice device) {
        return String.format(
                Locale.ROOT,
                "%s, %.1f GiB, %s",
                name(device),
                device.getMaxGlobalMemory() / 0x1p30,
                backend(device));
    }

    /// Whether the device is an accelerator and not this machine's processor.
    static boolean isAccelerator(TornadoDevice device) {
        return device.getDeviceType() != TornadoDeviceType.CPU;
    }

    /// Whether the device replays a graph of launches as one: TornadoVM's CUDA backend.
    static boolean hasGraphs(TornadoDevice device) {
        return device.getTornadoVMBackend().name().equals("CUDA");
    }

    private static String backend(TornadoDevice device) {
        return switch (device.getTornadoVMBackend()) {
            case OPENCL -> "OpenCL";
            case SPIRV -> "SPIR-V";
            default -> device.getTornadoVMBackend().name();
        };
    }

    private static String name(TornadoDevice device) {
        return device.getPhysicalDevice().getDeviceName().strip();
    }

    private static String lower(String text) {
        return text.toLowerCase(Locale.ROOT);
    }
}
