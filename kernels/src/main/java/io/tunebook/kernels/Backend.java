package io.tunebook.kernels;

/// A way to train networks, found by `ServiceLoader`: implementations have a public constructor
/// without parameters.
public interface Backend {

    /// The name that people choose it by, in lower case: `cpu`.
    String name();

    /// What it runs on, for people to read.
    String device();

    Trainer trainer();
}
