package io.tunebook.kernels;

/// A way to train networks, found by `ServiceLoader`: implementations have a public constructor
/// without parameters.
public interface Backend {

    /// The name that people choose it by, in lower case: `cpu`.
    String name();

    /// What it runs on, with its memory where it has one of its own, for people to read.
    String device();

    /// Whether that is faster hardware than the processor, so that it is taken where nobody chose.
    default boolean isAccelerator() {
        return false;
    }

    /// The same backend on another of its devices.
    ///
    /// @param device a number from 0 or a part of the name
    /// @throws IllegalArgumentException if there is no such device; the message lists those there
    ///   are
    default Backend on(String device) {
        throw new IllegalArgumentException(
                "the backend %s runs on one device, %s: leave --device out"
                        .formatted(name(), device()));
    }

    /// A trainer that works with up to so many threads on one training. The results do not depend
    /// on how many there are.
    ///
    /// Where there are several trainings to be done, one thread for each is the better use of the
    /// cores; more pay only where trainings are fewer than cores.
    ///
    /// @param threads at least 1
    Trainer trainer(int threads);

    /// A trainer of one thread.
    default Trainer trainer() {
        return trainer(1);
    }
}
