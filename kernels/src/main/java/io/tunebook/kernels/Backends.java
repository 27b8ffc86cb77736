package io.tunebook.kernels;

import java.util.Comparator;
import java.util.List;
import java.util.ServiceLoader;

/// The backends that are on the class path.
public final class Backends {

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
                                                ", ", all.stream().map(Backend::name).toList())));
    }
}
