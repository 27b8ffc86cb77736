package io.tunebook.kernels;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.ServiceLoader;

/// The backends on the class path.
public final class Backends {

    /// Selects the fastest available hardware.
    public static final String AUTO = "auto";

    private Backends() {}

    /// All backends, sorted by name; `cpu` is always present.
    public static List<Backend> available() {
        return ServiceLoader.load(Backend.class, Backend.class.getClassLoader()).stream()
                .map(ServiceLoader.Provider::get)
                .sorted(Comparator.comparing(Backend::name))
                .toList();
    }

    /// The backend of that name.
    ///
    /// @throws IllegalArgumentException if no backend has this name; the message lists the
    ///   available ones
    public static Backend named(String name) {
        List<Backend> all = available();
        return all.stream()
                .filter(backend -> backend.name().equals(name))
                .findFirst()
                .orElseThrow(() ->
                        new IllegalArgumentException(
                                "No backend has the name "
                                        + name
                                        + "; available: "
                                        + String.join(
                                                ", ", all.stream().map(Backend::name).toList())
                                        + hint(name)));
    }

    /// The backend that the options select.
    ///
    /// @param name a backend's name, or `auto` for the fastest available hardware
    /// @param device a number, or a part of a name; empty for the backend's first device
    /// @throws IllegalArgumentException if no backend or device matches
    public static Backend select(String name, Optional<String> device) {
        Backend backend = name.equals(AUTO) ? fastest() : named(name);
        return device.isPresent() ? backend.on(device.get()) : backend;
    }

    private static Backend fastest() {
        return available().stream()
                .filter(Backend::isAccelerator)
                .findFirst()
                .orElseGet(() -> named("cpu"));
    }

    private static String hint(String name) {
        return name.equals("tornado")
                ? "; for tornado, set TORNADOVM_HOME to the folder of a TornadoVM SDK"
                : "";
    }
}
