package io.tunebook.kernels;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.ServiceLoader;

/// The backends that are on the class path.
public final class Backends {

    /// Stands for the fastest hardware that there is.
    public static final String AUTO = "auto";

    private Backends() {}

    /// All of them, by name; `cpu` is always among them.
    public static List<Backend> available() {
        return ServiceLoader.load(Backend.class, Backend.class.getClassLoader()).stream()
                .map(ServiceLoader.Provider::get)
                .sorted(Comparator.comparing(Backend::name))
                .toList();
    }

    /// The backend of that name.
    ///
    /// @throws IllegalArgumentException if there is none; the message lists those there are
    public static Backend named(String name) {
        List<Backend> all = available();
        return all.stream()
                .filter(backend -> backend.name().equals(name))
                .findFirst()
                .orElseThrow(() ->
                        new IllegalArgumentException(
                                "No backend is called "
                                        + name
                                        + "; there are: "
                                        + String.join(
                                                ", ", all.stream().map(Backend::name).toList())
                                        + hint(name)));
    }

    /// The backend that people chose.
    ///
    /// @param name a backend's name, or `auto` for the fastest hardware that there is
    /// @param device a number or a part of a name, or empty for the backend's first
    /// @throws IllegalArgumentException if there is no such backend or device
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
                ? "; for tornado, let TORNADOVM_HOME name a TornadoVM SDK"
                : "";
    }
}
