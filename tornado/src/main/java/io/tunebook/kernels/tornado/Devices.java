package io.tunebook.kernels.tornado;

import io.tunebook.kernels.DeviceChoice;
import io.tunebook.kernels.UnavailableBackendException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import uk.ac.manchester.tornado.api.TornadoBackend;
import uk.ac.manchester.tornado.api.TornadoRuntime;
import uk.ac.manchester.tornado.api.common.TornadoDevice;
import uk.ac.manchester.tornado.api.enums.TornadoDeviceType;
import uk.ac.manchester.tornado.api.runtime.TornadoRuntimeProvider;

/// The devices that TornadoVM finds, in its order, except that those of its CUDA backend come
/// first: it replays a step as one graph. The first is the default.
final class Devices {

    static final String COMPILER_FLAGS = "tornado.opencl.compiler.flags";
    private static final int MAX_CAUSES = 20;
    private static final int MAX_TEXT = 200;
    private static final Pattern ESCAPE = Pattern.compile("\u001B\\[[0-9;]*m");
    private static final Pattern NO_PLATFORM =
            Pattern.compile(
                    "No (OpenCL|PTX|SPIR-?V|Level.?Zero|CUDA|Metal) (?:platform|device|driver)s? found");

    static {
        // A kernel that does not compile for the device is an error: it must not run as plain
        // Java instead.
        System.setProperty("tornado.recover.bailout", "False");
        // The device's memory is the limit, not a configured one.
        System.setProperty("tornado.device.memory", "1024GB");
        // A training step of a deep network has more tasks than the default of 4 KiB holds.
        System.setProperty("tornado.tvm.maxbytecodesize", "262144");
        // TornadoVM clears this many entries of every wait list at each execution; the default of
        // 32,768 takes longer than a step of a small network.
        System.setProperty("tornado.max.events", "1024");
        // TornadoVM's default adds -cl-fast-relaxed-math, with which a compiler may assume that
        // there is no NaN and no infinity; divergence is found by them.
        if (System.getProperty(COMPILER_FLAGS) == null) {
            System.setProperty(COMPILER_FLAGS, "-cl-mad-enable -w");
        }
    }

    /// Why TornadoVM's classes did not load: a later access to them no longer has the cause.
    private static @Nullable String failure;

    private Devices() {}

    /// At least one device.
    ///
    /// @throws UnavailableBackendException if TornadoVM finds no device or cannot be loaded
    static List<TornadoDevice> all() {
        List<TornadoDevice> devices = found();
        if (devices.isEmpty()) {
            throw new UnavailableBackendException(
                    "TornadoVM finds no device: install the device's driver, or use --backend cpu");
        }
        return devices;
    }

    /// The only place that loads TornadoVM's runtime. It throws errors of class loading when there
    /// is no platform, a native library is missing, or the SDK is of another version.
    private static synchronized List<TornadoDevice> found() {
        if (failure != null) {
            throw new UnavailableBackendException(failure);
        }
        List<TornadoDevice> devices = new ArrayList<>();
        try {
            TornadoRuntime runtime = TornadoRuntimeProvider.getTornadoRuntime();
            for (int b = 0; b < runtime.getNumBackends(); b++) {
                TornadoBackend backend = runtime.getBackend(b);
                for (int d = 0; d < backend.getNumDevices(); d++) {
                    devices.add(backend.getDevice(d));
                }
            }
        } catch (LinkageError e) {
            failure = sentence(e);
            throw new UnavailableBackendException(failure, e);
        } catch (RuntimeException e) {
            throw new UnavailableBackendException(sentence(e), e);
        }
        devices.sort(Comparator.comparing(device -> !hasGraphs(device)));
        return devices;
    }

    /// What is missing, and what to do.
    static String sentence(Throwable e) {
        Throwable root = e;
        for (int i = 0; i < MAX_CAUSES && root.getCause() != null; i++) {
            root = root.getCause();
        }
        String text = ESCAPE.matcher(root.toString()).replaceAll("").strip();
        Matcher platform = NO_PLATFORM.matcher(text);
        if (platform.find()) {
            return "TornadoVM finds no %s platform: install the device's driver%s, or use --backend cpu"
                    .formatted(
                            platform.group(1),
                            platform.group(1).equals("OpenCL")
                                    ? " (clinfo lists the platforms)"
                                    : "");
        }
        String first = text.lines().findFirst().orElse("").strip();
        return "TornadoVM cannot be started (%s): check the SDK in TORNADOVM_HOME and the device's driver, or use --backend cpu"
                .formatted(
                        first.length() <= MAX_TEXT ? first : first.substring(0, MAX_TEXT) + " …");
    }

    /// The device with that number, or with the text in its name, ignoring case.
    ///
    /// @throws IllegalArgumentException if no device matches, or several do; the message lists the
    ///   available ones
    static TornadoDevice named(String text) {
        List<TornadoDevice> devices = all();
        return devices.get(
                DeviceChoice.of(
                        "TornadoVM",
                        text,
                        devices.stream().map(Devices::name).toList(),
                        devices.stream().map(Devices::description).toList()));
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
}
