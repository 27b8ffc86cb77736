package io.tunebook.kernels;

import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Measures a backend's device: products, training steps and starts. Found by `ServiceLoader`; the
/// CPU backend has a benchmark of its own.
public interface DeviceBenchmark {

    /// A measured figure.
    ///
    /// @param unit such as `ms`, `GFLOP/s` or `launches`
    record Figure(String name, double value, String unit) {}

    /// The name of the measured backend.
    String backend();

    /// Measures the device and reports each figure as soon as it is known.
    ///
    /// @param device a number or a part of a name; null for the backend's first device
    /// @throws IllegalArgumentException if no device matches
    void run(@Nullable String device, Consumer<Figure> figures);
}
