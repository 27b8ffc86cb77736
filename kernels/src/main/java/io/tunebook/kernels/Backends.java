package io.tunebook.kernels;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;

/// The backends on the class path.
public final class Backends {

    /// Selects the fastest available hardware.
    public static final String AUTO = "auto";

    private static final String CPU = "cpu";
    private static final int MAX_BROKEN = 20;

    private final List<Backend> all;

    /// One sentence for each backend that cannot be loaded.
    private final List<String> broken;

    Backends(List<Backend> all, List<String> broken) {
        this.all = all.stream().sorted(Comparator.comparing(Backend::name)).toList();
        this.broken = List.copyOf(broken);
    }

    /// The selected backend.
    ///
    /// @param skipped one sentence for each accelerator that `auto` could not use
    public record Selection(Backend backend, List<String> skipped) {
        public Selection {
            skipped = List.copyOf(skipped);
        }
    }

    /// All backends, sorted by name; `cpu` is always present.
    public static List<Backend> available() {
        return loaded().all;
    }

    /// The backend of that name.
    ///
    /// @throws IllegalArgumentException if no backend has this name; the message lists the
    ///   available ones
    public static Backend named(String name) {
        return loaded().byName(name);
    }

    /// The backend that the options select. Its device has been looked up: it is there.
    ///
    /// @param name a backend's name, or `auto` for the fastest available hardware
    /// @param device a number, or a part of a name; empty for the backend's first device
    /// @throws IllegalArgumentException if no backend or device matches
    /// @throws UnavailableBackendException if the named backend has no device that can be used
    public static Selection select(String name, Optional<String> device) {
        return loaded().selected(name, device);
    }

    Selection selected(String name, Optional<String> device) {
        if (!name.equals(AUTO)) {
            return new Selection(on(byName(name), device), List.of());
        }
        Selection fastest = fastest();
        try {
            return new Selection(on(fastest.backend(), device), fastest.skipped());
        } catch (IllegalArgumentException e) {
            // The reason for the processor belongs to the answer why it has not that device.
            List<String> sentences = new ArrayList<>(List.of(String.valueOf(e.getMessage())));
            sentences.addAll(fastest.skipped());
            throw new IllegalArgumentException(String.join("; ", sentences), e);
        }
    }

    private static Backend on(Backend backend, Optional<String> device) {
        Backend chosen = device.isPresent() ? backend.on(device.get()) : backend;
        chosen.device();
        return chosen;
    }

    private Selection fastest() {
        List<String> skipped = new ArrayList<>(broken);
        for (Backend backend : all) {
            try {
                if (backend.isAccelerator()) {
                    return new Selection(backend, skipped);
                }
            } catch (UnavailableBackendException e) {
                skipped.add(String.valueOf(e.getMessage()));
            }
        }
        return new Selection(byName(CPU), skipped);
    }

    private Backend byName(String name) {
        return all.stream()
                .filter(backend -> backend.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(unknown(name)));
    }

    private String unknown(String name) {
        String available = String.join(", ", all.stream().map(Backend::name).toList());
        String hint =
                !broken.isEmpty()
                        ? "; " + String.join("; ", broken)
                        : name.equals("tornado")
                                ? "; for tornado, set TORNADOVM_HOME to the folder of a TornadoVM SDK"
                                : "";
        return "No backend has the name %s; available: %s%s".formatted(name, available, hint);
    }

    private static Backends loaded() {
        return of(ServiceLoader.load(Backend.class, Backend.class.getClassLoader()).iterator());
    }

    /// The backends of an iterator that throws for a backend that cannot be loaded, for example
    /// because its SDK is not on the path.
    static Backends of(Iterator<Backend> loading) {
        List<Backend> all = new ArrayList<>();
        List<String> broken = new ArrayList<>();
        boolean more = true;
        while (more && broken.size() < MAX_BROKEN) {
            try {
                more = loading.hasNext();
                if (more) {
                    all.add(loading.next());
                }
            } catch (ServiceConfigurationError | LinkageError e) {
                Throwable cause = e.getCause() == null ? e : e.getCause();
                broken.add(
                        "a backend cannot be loaded (%s): set TORNADOVM_HOME to the folder of a TornadoVM SDK, or unset it"
                                .formatted(cause));
            }
        }
        return new Backends(all, broken);
    }
}
